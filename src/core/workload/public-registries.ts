/**
 * Registries that answer on the internet alone, each with the page that says so; `*.` stands for the names below a domain.
 * Left out are hosts that can stand inside a network: one's own names, addresses, and vendors that offer AWS PrivateLink
 * (JFrog's `*.jfrog.io`).
 */
const PUBLIC_REGISTRIES: Readonly<Record<string, string>> = {
  'cgr.dev': 'https://edu.chainguard.dev/chainguard/chainguard-images/',
  'codeberg.org': 'https://docs.codeberg.org/getting-started/faq/',
  'container-registry.oracle.com': 'https://docs.oracle.com/en/operating-systems/oracle-linux/docker/',
  'cr.fluentbit.io': 'https://docs.fluentbit.io/manual/installation/docker',
  'cr.l5d.io': 'https://linkerd.io/2/tasks/using-a-private-docker-repository/',
  'dhi.io': 'https://docs.docker.com/dhi/',
  'docker.elastic.co': 'https://www.docker.elastic.co/',
  'docker.n8n.io': 'https://docs.n8n.io/hosting/installation/docker/',
  'docker.pkg.github.com': 'https://docs.github.com/en/packages/working-with-a-github-packages-registry',
  'gcr.io': 'https://cloud.google.com/artifact-registry/docs/transition/gcr-repositories',
  '*.gcr.io': 'https://cloud.google.com/artifact-registry/docs/transition/gcr-repositories',
  'ghcr.io':
    'https://docs.github.com/en/packages/working-with-a-github-packages-registry/working-with-the-container-registry',
  'icr.io': 'https://cloud.ibm.com/docs/Registry?topic=Registry-registry_overview',
  '*.icr.io': 'https://cloud.ibm.com/docs/Registry?topic=Registry-registry_overview',
  'lscr.io': 'https://docs.linuxserver.io/general/container-branding/',
  'mcr.microsoft.com': 'https://learn.microsoft.com/en-us/microsoft-artifact-registry/',
  'nvcr.io': 'https://docs.nvidia.com/ngc/gpu-cloud/ngc-catalog-user-guide/',
  '*.ocir.io': 'https://docs.oracle.com/en-us/iaas/Content/Registry/home.htm',
  '*.pkg.dev': 'https://cloud.google.com/artifact-registry/docs/docker/names',
  'quay.io': 'https://docs.redhat.com/en/documentation/red_hat_quay/',
  'registry.access.redhat.com': 'https://access.redhat.com/RegistryAuthentication',
  'registry.connect.redhat.com': 'https://access.redhat.com/RegistryAuthentication',
  'registry.datadoghq.com':
    'https://docs.datadoghq.com/containers/guide/container-images-for-docker-environments/',
  'registry.digitalocean.com': 'https://docs.digitalocean.com/products/container-registry/',
  'registry.fedoraproject.org': 'https://registry.fedoraproject.org/',
  'registry.gitlab.com': 'https://docs.gitlab.com/user/packages/container_registry/',
  'registry.heroku.com': 'https://devcenter.heroku.com/articles/container-registry-and-runtime',
  'registry.k8s.io': 'https://kubernetes.io/blog/2022/11/28/registry-k8s-io-faster-cheaper-ga/',
  'registry.opensuse.org': 'https://registry.opensuse.org/',
  'registry.redhat.io': 'https://access.redhat.com/RegistryAuthentication',
  'registry.suse.com': 'https://registry.suse.com/',
  'xpkg.upbound.io': 'https://docs.upbound.io/',
};

/**
 * Registries on the internet that their owners can also reach by a private connection to another cloud, so over a route to
 * another network.
 */
const ALSO_PRIVATE: Readonly<Record<string, string>> = {
  '*.azurecr.io':
    'https://learn.microsoft.com/en-us/azure/container-registry/container-registry-private-link',
};

/** The registries' own hosts, for names that are made of them. */
export const PUBLIC_HOSTS: readonly string[] = Object.keys(PUBLIC_REGISTRIES).filter(
  (host) => !host.startsWith('*'),
);

/**
 * Where a registry is known to be: on the `internet` alone, on the internet or behind a private connection to another
 * `cloud`, or anywhere (undefined).
 *
 * @param host as it stands in an image's name, with or without a port
 */
export function registryPlace(host: string): 'internet' | 'cloud' | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  const labels = name.split('.');
  const above = labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`);
  const isIn = (table: Readonly<Record<string, string>>) =>
    [name, ...above].some((key) => Object.hasOwn(table, key));
  if (isIn(PUBLIC_REGISTRIES)) return 'internet';
  return isIn(ALSO_PRIVATE) ? 'cloud' : undefined;
}
