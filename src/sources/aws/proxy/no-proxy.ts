import { BlockList, isIP } from 'node:net';

/** Where a request goes: a host name, or an address without brackets, and a port. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

/** Of this machine itself, its link and its container: no proxy elsewhere can reach what is meant by these. */
const OWN_ADDRESSES = ['127.0.0.0/8', '::1', '169.254.0.0/16', 'fe80::/10', 'fd00:ec2::/32'];

/**
 * Whether a request goes straight to its destination although a proxy is set: NO_PROXY lists the destination, or it is this machine,
 * the metadata of the instance or the credentials of the container. Names are not resolved.
 *
 * An entry of NO_PROXY is a domain with all its subdomains (`amazonaws.com`), the subdomains alone (`.amazonaws.com`,
 * `*.amazonaws.com`), an address, a CIDR block, or `*` for everything. With a port (`amazonaws.com:443`) it holds for this port alone.
 *
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config whose rules these are
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html the addresses of the metadata
 */
export function goesDirectly({ host, port }: Destination, noProxy: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  const entries = noProxy.toLowerCase().split(/[\s,]+/);
  return (
    name === 'localhost' ||
    OWN_ADDRESSES.some((block) => holds(block, name)) ||
    entries.some((entry) => isListed({ host: name, port }, entry))
  );
}

function isListed({ host, port }: Destination, entry: string): boolean {
  if (entry === '*') return true;
  // An IPv6 address without brackets has colons of its own and no port.
  const [, bracketed, plain, only] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
  if (only !== undefined && Number(only) !== port) return false;
  const listed = bracketed ?? plain ?? entry;
  if (listed === '') return false;
  if (isIP(host)) return holds(listed, host);
  const domain = listed.replace(/^\*(?=\.)/, '');
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

/** Whether an address, or a CIDR block, is or has an address; false where either is none. */
function holds(block: string, address: string): boolean {
  const [first = '', prefix] = block.split('/');
  const version = isIP(first);
  if (version === 0 || version !== isIP(address)) return false;
  const most = version === 4 ? 32 : 128;
  const bits = prefix === undefined ? most : Number(prefix || Number.NaN);
  if (!Number.isInteger(bits) || bits < 0 || bits > most) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const addresses = new BlockList();
  addresses.addSubnet(first, bits, family);
  return addresses.check(address, family);
}
