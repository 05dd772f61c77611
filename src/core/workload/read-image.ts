import { CATALOGUE, PULL_SERVICES, type ServiceName } from '../catalogue.ts';
import { imageSource } from './image.ts';
import { isStandIn, withoutOpen } from './placeholders.ts';
import { looksLikePullThroughCache } from './pull-through-cache.ts';
import type { Said } from './said.ts';

/** Side-cars known by the last part of their image's name. */
const SIDE_CARS: readonly {
  readonly image: RegExp;
  readonly services: readonly (readonly [ServiceName, string])[];
}[] = [
  { image: /^(aws-)?xray-daemon$/, services: [['xray', CATALOGUE.xray.because]] },
  {
    image: /^(amazon-)?cloudwatch-agent$/,
    services: [
      ['logs', 'The CloudWatch agent writes logs and embedded metrics to CloudWatch Logs.'],
      ['monitoring', CATALOGUE.monitoring.because],
    ],
  },
  {
    image: /^(aws-otel-collector|adot-collector)$/,
    services: [
      ['logs', 'The OpenTelemetry collector writes metrics to CloudWatch Logs.'],
      ['monitoring', 'The OpenTelemetry collector sends metrics to CloudWatch.'],
      ['xray', CATALOGUE.xray.because],
    ],
  },
];

/**
 * What pulling an image needs, and what its name tells.
 *
 * @param written undefined where a deployment fills it in
 * @param context `account` is that of the task definition, where it is known; `credentials` whether the container has
 * `repositoryCredentials` for certain, which ECR does not take
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
 */
export function readImage(
  written: string | undefined,
  name: string,
  { account, credentials }: { readonly account: string | undefined; readonly credentials: boolean },
  said: Said,
): void {
  const image = written?.trim() ?? '';
  const origin = `${name} (image)`;
  const source = imageSource(image);
  const pull = () => {
    for (const service of PULL_SERVICES) said.need(service, origin);
  };
  switch (source.kind) {
    case 'unknown':
      if (credentials) said.find({ kind: 'image-private-registry', image }, origin);
      else {
        pull();
        said.find({ kind: 'image-unknown', image }, origin);
      }
      break;
    case 'docker-hub':
      said.find({ kind: 'image-docker-hub', image }, origin);
      break;
    case 'public-ecr':
      said.find({ kind: 'image-public-ecr', image }, origin);
      break;
    case 'registry':
      said.find({ kind: 'image-other-registry', image, host: source.host }, origin);
      break;
    case 'ecr-by-name':
      if (credentials) said.find({ kind: 'image-private-registry', image }, origin);
      else {
        pull();
        said.find({ kind: 'image-ecr-by-name', image }, origin);
      }
      break;
    case 'ecr':
      if (source.region !== undefined && source.region !== said.region) {
        said.find({ kind: 'image-ecr-other-region', image, region: source.region }, origin);
        break;
      }
      pull();
      if (source.region === undefined)
        said.find({ kind: 'region-open', text: image, region: said.region }, origin);
      if (source.unusual) {
        said.find(
          { kind: 'image-ecr-unusual-name', image, unusual: source.unusual, instead: source.plainName },
          origin,
        );
      }
      if (account !== undefined && source.account !== undefined && source.account !== account) {
        said.find({ kind: 'image-ecr-other-account', image, account: source.account }, origin);
      }
      if (looksLikePullThroughCache(withoutOpen(source.repository))) {
        said.find({ kind: 'image-pull-through-cache', image }, origin);
      }
      break;
  }
  const { repository } = source;
  const ownWords = repository.split('/').filter((part) => !isStandIn(part));
  if (ownWords.map(withoutOpen).some((part) => part !== part.toLowerCase())) {
    said.find({ kind: 'image-uppercase', image }, origin);
  }
  const last = repository.split('/').at(-1) ?? '';
  for (const { services } of SIDE_CARS.filter((sideCar) => sideCar.image.test(last))) {
    for (const [service, because] of services) {
      said.infer(service, origin, `${because} Inferred from the image name ${image}.`);
    }
  }
}
