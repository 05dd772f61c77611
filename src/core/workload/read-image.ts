import { CATALOGUE, PULL_SERVICES, type ServiceName } from '../catalogue.ts';
import { isOpen, withoutOpen } from './expressions.ts';
import { imageSource } from './image.ts';
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
 * @param account the account of the task definition, where it is known
 */
export function readImage(image: string, name: string, account: string | undefined, said: Said): void {
  const origin = `${name} (image)`;
  const source = imageSource(image);
  const pull = () => {
    for (const service of PULL_SERVICES) said.need(service, origin);
  };
  switch (source.kind) {
    case 'unknown':
      pull();
      said.find({ kind: 'image-unknown', image }, origin);
      return;
    case 'docker-hub':
      said.find({ kind: 'image-docker-hub', image }, origin);
      break;
    case 'public-ecr':
      said.find({ kind: 'image-public-ecr', image }, origin);
      break;
    case 'registry':
      said.find({ kind: 'image-other-registry', image, host: source.host }, origin);
      break;
    case 'ecr':
      if (!isOpen(source.region) && source.region !== said.region) {
        said.find({ kind: 'image-ecr-other-region', image, region: source.region }, origin);
        break;
      }
      pull();
      if (isOpen(source.region)) said.find({ kind: 'image-unknown', image }, origin);
      if (source.unusual) {
        said.find(
          { kind: 'image-ecr-unusual-name', image, unusual: source.unusual, instead: source.plainName },
          origin,
        );
      }
      if (account !== undefined && !isOpen(source.account) && source.account !== account) {
        said.find({ kind: 'image-ecr-other-account', image, account: source.account }, origin);
      }
      if (looksLikePullThroughCache(withoutOpen(source.repository))) {
        said.find({ kind: 'image-pull-through-cache', image }, origin);
      }
      break;
  }
  const { repository } = source;
  if (withoutOpen(repository) !== withoutOpen(repository).toLowerCase()) {
    said.find({ kind: 'image-uppercase', image }, origin);
  }
  const last = repository.split('/').at(-1) ?? '';
  for (const { services } of SIDE_CARS.filter((sideCar) => sideCar.image.test(last))) {
    for (const [service, because] of services) {
      said.infer(service, origin, `${because} Inferred from the image name ${image}.`);
    }
  }
}
