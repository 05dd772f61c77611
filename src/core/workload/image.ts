import { partitionOf } from '../network/regions.ts';
import { URL_SUFFIXES } from './expressions.ts';
import { isOpen, isStandIn, marked, withoutOpen } from './placeholders.ts';

/** Where the registry of a container image is. */
export type ImageSource =
  | {
      readonly kind: 'ecr';
      /** Undefined where it is to be filled in. */
      readonly account: string | undefined;
      /** Undefined where it is to be filled in. */
      readonly region: string | undefined;
      readonly repository: string;
      /** How the registry is named, when it is not by the one name that the ecr.dkr endpoint answers. */
      readonly unusual: 'dual-stack' | 'fips' | 'port' | undefined;
      /** The same image by the name that the ecr.dkr endpoint answers. */
      readonly plainName: string;
    }
  | { readonly kind: 'public-ecr'; readonly repository: string }
  | { readonly kind: 'docker-hub'; readonly repository: string }
  | { readonly kind: 'registry'; readonly host: string; readonly repository: string }
  /** Only what is to be filled in says so: `${ECR_REGISTRY}`. */
  | { readonly kind: 'ecr-by-name'; readonly repository: string }
  /** The registry is decided only later, or the text is no image name. */
  | { readonly kind: 'unknown'; readonly repository: string };

const DOCKER_HUB = new Set([
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
]);
const PUBLIC_ECR = new Set(['public.ecr.aws', 'ecr-public.aws.com']);

const ECR_HOST = /* @__PURE__ */ ecrHost();

/** Marked as pure where it is called, or the build could not join what stages share. */
function ecrHost(): RegExp {
  const suffixes = [...URL_SUFFIXES, 'on.aws', 'on.amazonwebservices.com.cn'];
  /** A label of a host, of which any part may be open. */
  const label = String.raw`(?:[\w-]|\$\{[^}]*\})+`;
  return new RegExp(
    `^(${label})\\.dkr([.-])ecr(-fips)?\\.(.+)\\.(${suffixes.map((suffix) => suffix.replaceAll('.', '\\.')).join('|')}|\\$\\{[^}]*\\})$`,
    'i',
  );
}

/** A placeholder for a registry that says which: `${ECR_REGISTRY}`, `{{ tfstate `aws_ecr_repository.app.repository_url` }}`. */
const NAMED_ECR = /^(?!.*public)\$\{[^}]*?(?:(?<![A-Za-z])ecr|(?<![A-Z])E(?:cr|CR))[^}]*\}$/;

/** What only ECR's hosts have in them, of a host whose labels can't be determined: `${account}.dkr.ecr.${rest}`. */
const ECR_FOR_CERTAIN = /(^|[.}])dkr[.-]ecr(-fips)?\.|\.amazonaws\.com(\.cn)?$/i;

/**
 * Takes an image name apart the way Docker does: what stands before the first slash is a registry when it has a dot,
 * a colon or a capital letter, or is `localhost`; else the image is on Docker Hub. Of a name with placeholders in it
 * that much is told which holds whatever they are filled in with: in a tag they leave the registry known.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html
 */
export function imageSource(text: string): ImageSource {
  const image = marked(text);
  const slash = firstSlash(image);
  const repository = repositoryOf(image.slice(slash + 1));
  const unknown = { kind: 'unknown', repository } as const;
  // What is left cannot be part of a name.
  if (/[^\w.:/@+-]/.test(withoutOpen(image))) return unknown;
  if (NAMED_ECR.test(slash < 0 ? repository : image.slice(0, slash))) {
    return { kind: 'ecr-by-name', repository };
  }
  if (slash < 0) {
    const filledIn = repository === '' || repository.startsWith('${') || isStandIn(repository);
    return filledIn ? unknown : { kind: 'docker-hub', repository };
  }

  const first = image.slice(0, slash);
  const [host = '', port] = splitPort(first);
  const ecr = ecrSource(host, port, image.slice(slash + 1));
  if (ecr) return ecr;
  if (isOpen(host)) {
    const tail = host.slice(host.lastIndexOf('}') + 1);
    return ELSEWHERE.test(tail) ? { kind: 'registry', host: first, repository } : unknown;
  }
  const known = host.toLowerCase();
  if (DOCKER_HUB.has(known)) return { kind: 'docker-hub', repository };
  if (PUBLIC_ECR.has(known)) return { kind: 'public-ecr', repository };
  if (first === '') return unknown;
  if (!/[.:]/.test(first) && first !== 'localhost') {
    if (isStandIn(first) && !/docker[-_]?hub/i.test(first)) return unknown;
    if (first === first.toLowerCase()) return { kind: 'docker-hub', repository: repositoryOf(image) };
  }
  return { kind: 'registry', host: first, repository };
}

/** How a host ends that is not AWS's, whatever its beginning is filled in with: `.azurecr.io`, `-docker.pkg.dev`. */
const ELSEWHERE = /\.(?!amazonaws\.)[a-z\d-]+\.(?!aws$)[a-z]{2,}$/i;

/** Undefined where the host is not ECR's for certain. */
function ecrSource(host: string, port: string | undefined, rest: string): ImageSource | undefined {
  const match = ECR_HOST.exec(host);
  if (!match) {
    const [account, region, unusual] = [undefined, undefined, undefined];
    return isOpen(host) && ECR_FOR_CERTAIN.test(host)
      ? {
          kind: 'ecr',
          account,
          region,
          repository: repositoryOf(rest),
          unusual,
          plainName: `${host}/${rest}`,
        }
      : undefined;
  }
  const [, account = '', separator, fips, region = '', suffix = ''] = match;
  const dualStack = separator === '-' || suffix.toLowerCase().startsWith('on.');
  const regionName = isOpen(region) ? region : region.toLowerCase();
  const plainSuffix =
    suffix.toLowerCase() === 'on.aws'
      ? 'amazonaws.com'
      : suffix.replace(/^on\.amazonwebservices/i, 'amazonaws');
  return {
    kind: 'ecr',
    account: /^\d{12}$/.test(account) ? account : undefined,
    region: partitionOf(regionName) === undefined ? undefined : regionName,
    repository: repositoryOf(rest),
    unusual: dualStack
      ? 'dual-stack'
      : fips
        ? 'fips'
        : port && !/^(443|\D.*)$/.test(port)
          ? 'port'
          : undefined,
    plainName: `${account}.dkr.ecr.${regionName}.${plainSuffix}/${rest}`,
  };
}

/** The first slash that is not inside `${…}`. */
function firstSlash(image: string): number {
  return image.replace(/\$\{[^}]*\}/g, (text) => '_'.repeat(text.length)).indexOf('/');
}

/** The port can be open, too. */
function splitPort(host: string): [string, string | undefined] {
  const match = /^(.*):(\w+|\$\{[^}]*\})$/.exec(host);
  return match ? [match[1] ?? host, match[2]] : [host, undefined];
}

/** `team/app` of `team/app:1.2@sha256:…`. */
function repositoryOf(path: string): string {
  const beforeDigest = path.split('@')[0] ?? path;
  return beforeDigest.replace(/:(\$\{[^}]*\}|[^/:}])*$/, '');
}
