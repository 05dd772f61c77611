import { PUBLIC_HOSTS } from './public-registries.ts';

/** The hosts of registries that a pull-through cache rule can have as its upstream, and others that repositories are named for. */
const HOSTS = [
  ...PUBLIC_HOSTS,
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
  'public.ecr.aws',
  'k8s.gcr.io',
  'mirror.gcr.io',
  'azurecr.io',
  'pkg.dev',
];

/** `quay.io`, `quay-io`, `quay_io` or `quayio`, as a word of its own. */
const NAMED_FOR_HOST = new RegExp(
  `(^|[._-])(${HOSTS.map((host) => host.replaceAll(/[.-]/g, '[._-]?')).join('|')})([._-]|$)`,
);

/** A host of any registry, as a part of a path. */
const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(com|io|net|org|dev|aws|co|cloud|cn|us|eu|de)$/;

/** Words that name an upstream or a cache, wherever they stand in a part of the path. */
const WORDS =
  /(^|[._-])(docker[._-]?hub|ecr[._-]?public|public[._-]?ecr|quay|ghcr|gcr|mcr|nvcr|cgr|chainguard|pull[._-]?through|ptc|caches?|cached|mirrors?|mirrored|prox(y|ies)|proxied|upstreams?)([._-]|$)/;

/** What ECR's console and guides propose as prefixes, and what else rules are called that could be a team's word elsewhere. */
const PREFIXES: ReadonlySet<string> = new Set([
  'docker',
  'hub',
  'kubernetes',
  'k8s',
  'github',
  'gitlab',
  'azure',
  'microsoft',
]);

/** Namespaces of images that many pull: below a prefix they are the path of an upstream, which a rule keeps. */
const NAMESPACES: ReadonlySet<string> = new Set([
  // Docker Hub's official images.
  'library',
  'amazonlinux',
  'aws-observability',
  'bitnami',
  'bitnamilegacy',
  'confluentinc',
  'datadog',
  'distroless',
  'envoyproxy',
  'fluent',
  'grafana',
  'hashicorp',
  'jaegertracing',
  'linuxserver',
  'newrelic',
  'nginxinc',
  'open-telemetry',
  'prom',
  'prometheus',
  'xray',
]);

/**
 * Whether an ECR repository's name suggests that a pull-through cache rule fills it. A rule's prefix can be any word and ends
 * at a slash, so what stands after the last one tells nothing.
 *
 * @param repository `cache/docker.io/library/nginx`
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
 */
export function looksLikePullThroughCache(repository: string): boolean {
  const parts = repository.toLowerCase().split('/');
  const path = parts.slice(0, -1);
  return (
    path.some((part) => NAMED_FOR_HOST.test(part) || HOST.test(part) || WORDS.test(part)) ||
    PREFIXES.has(path[0] ?? '') ||
    path[0] === 'library' ||
    path.slice(1).some((part) => NAMESPACES.has(part))
  );
}
