import { Problem } from '../../../core/problem.ts';
import { shortened } from '../../../core/text/visible.ts';
import { type Destination, goesDirectly } from './no-proxy.ts';

/** A proxy that the environment names. */
export interface HttpProxy {
  /** Its address, with the credentials. */
  readonly url: URL;
  /** Its address as it may be shown. */
  readonly shown: string;
  /** The environment variable that names it. */
  readonly variable: string;
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that a request goes through: HTTPS_PROXY for `https:`, HTTP_PROXY for `http:`, each in either case; as in curl and the AWS
 * CLI, small letters win. Undefined where none is set or `goesDirectly` holds.
 *
 * @throws Problem where the variable has no address of a proxy of HTTP; it shows no part of the value, which can have a password in it
 */
export function proxyFor(
  { protocol, ...destination }: Destination & { readonly protocol: string },
  env: Environment,
): HttpProxy | undefined {
  const setting = settingOf(protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY', env);
  if (setting === undefined) return undefined;
  if (goesDirectly(destination, settingOf('NO_PROXY', env)?.value ?? '')) return undefined;
  const { variable, value } = setting;
  const url = addressIn(value, variable);
  return { url, shown: shortened(`${url.protocol}//${url.host}`), variable };
}

interface Setting {
  readonly variable: string;
  readonly value: string;
}

/** The first that is set of a variable in small letters and in capitals; empty counts as not set. */
const settingOf = (name: string, env: Environment): Setting | undefined =>
  [name.toLowerCase(), name]
    .map((variable) => ({ variable, value: env[variable]?.trim() ?? '' }))
    .find(({ value }) => value !== '');

/** The address of a proxy; without a scheme it is `http:`. */
function addressIn(value: string, variable: string): URL {
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // A password with one of / ? # in it ends the host too early, and an @ is left over.
  if (!url?.hostname || `${url.pathname}${url.search}${url.hash}`.includes('@') || !isEncoded(url)) {
    throw new Problem(
      `${variable} is not the address of a proxy: set it to http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, with special characters of the password encoded (%40 for @).`,
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Problem(
      `${variable} names a proxy of the kind ${shortened(url.protocol)}//, but only http:// and https:// work: set it to the address of an HTTP proxy.`,
    );
  }
  if (url.hostname.startsWith('[')) {
    throw new Problem(
      `${variable} names a proxy by its IPv6 address, which does not work here: set it to the proxy's host name.`,
    );
  }
  return url;
}

function isEncoded({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}:${password}`);
    return true;
  } catch {
    return false;
  }
}
