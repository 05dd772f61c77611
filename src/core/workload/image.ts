import { isOpen, URL_SUFFIXES, withoutOpen } from './expressions.ts';

/** Where the registry of a container image is. */
export type ImageSource =
  | {
      readonly kind: 'ecr';
      readonly account: string;
      readonly region: string;
      readonly repository: string;
      /** How the registry is named, when it is not by the one name that the ecr.dkr endpoint answers. */
      readonly unusual: 'dual-stack' | 'fips' | 'port' | undefined;
      /** The same image by the name that the ecr.dkr endpoint answers. */
      readonly plainName: string;
    }
  | { readonly kind: 'public-ecr'; readonly repository: string }
  | { readonly kind: 'docker-hub'; readonly repository: string }
  | { readonly kind: 'registry'; readonly host: string; readonly repository: string }
  /** The registry is decided only later, or the text is no image name. */
  | { readonly kind: 'unknown' };

const DOCKER_HUB = new Set([
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
]);
const PUBLIC_ECR = new Set(['public.ecr.aws', 'ecr-public.aws.com']);

const SUFFIX = [...URL_SUFFIXES, 'on.aws', 'on.amazonwebservices.com.cn']
  .map((suffix) => suffix.replaceAll('.', '\\.'))
  .join('|');
const ECR_HOST = new RegExp(
  `^([\\w-]+|\\$\\{[^}]*\\})\\.dkr([.-])ecr(-fips)?\\.([\\w-]+|\\$\\{[^}]*\\})\\.(${SUFFIX}|\\$\\{[^}]*\\})$`,
  'i',
);

/**
 * Takes an image name apart the way Docker does: what stands before the first slash is a registry when it has a dot,
 * a colon or a capital letter, or is `localhost`; else the image is on Docker Hub.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html
 */
export function imageSource(image: string): ImageSource {
  // Pipelines leave `<IMAGE1_NAME>` and `{{image}}` to be filled in.
  if (/[\s<>]|\{\{/.test(withoutOpen(image))) return { kind: 'unknown' };
  const slash = firstSlash(image);
  const first = slash < 0 ? '' : image.slice(0, slash);
  const named = /[.:]/.test(withoutOpen(first)) || first === 'localhost' || isOpen(first);
  if (!named && first === first.toLowerCase()) {
    if (slash < 0 && image.startsWith('${')) return { kind: 'unknown' };
    return { kind: 'docker-hub', repository: repositoryOf(image) };
  }

  const [host = '', port] = splitPort(first);
  const rest = image.slice(slash + 1);
  const repository = repositoryOf(rest);
  const ecr = ECR_HOST.exec(host);
  if (ecr) {
    const [, account = '', separator, fips, region = '', suffix = ''] = ecr;
    const dualStack = separator === '-' || suffix.toLowerCase().startsWith('on.');
    const regionName = isOpen(region) ? region : region.toLowerCase();
    const plainSuffix =
      suffix.toLowerCase() === 'on.aws'
        ? 'amazonaws.com'
        : suffix.replace(/^on\.amazonwebservices/i, 'amazonaws');
    return {
      kind: 'ecr',
      account,
      region: regionName,
      repository,
      unusual: dualStack ? 'dual-stack' : fips ? 'fips' : port && port !== '443' ? 'port' : undefined,
      plainName: `${account}.dkr.ecr.${regionName}.${plainSuffix}/${rest}`,
    };
  }
  if (isOpen(host)) return { kind: 'unknown' };
  const known = host.toLowerCase();
  if (DOCKER_HUB.has(known)) return { kind: 'docker-hub', repository };
  if (PUBLIC_ECR.has(known)) return { kind: 'public-ecr', repository };
  return { kind: 'registry', host: first, repository };
}

/** The first slash that is not inside `${…}`. */
function firstSlash(image: string): number {
  return image.replace(/\$\{[^}]*\}/g, (text) => '_'.repeat(text.length)).indexOf('/');
}

function splitPort(host: string): [string, string | undefined] {
  const match = /^(.*):(\d+)$/.exec(host);
  return match ? [match[1] ?? host, match[2]] : [host, undefined];
}

/** `team/app` of `team/app:1.2@sha256:…`. */
function repositoryOf(path: string): string {
  const beforeDigest = path.split('@')[0] ?? path;
  return beforeDigest.replace(/:(\$\{[^}]*\}|[^/:}])*$/, '');
}
