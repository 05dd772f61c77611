import {
  AGENT_SERVICES,
  type EndpointKind,
  inCatalogueOrder,
  kindOf,
  PULL_SERVICES,
  reasonFor,
  type ServiceName,
} from '../catalogue.ts';

export type LaunchType = 'fargate' | 'ec2';

/** An AWS service that a task's start or the application needs, and who says so. */
export interface Need {
  readonly service: ServiceName;
  readonly kind: EndpointKind;
  /** The catalogue's one sentence, or the reason a task definition gives. */
  readonly because: string;
  /** Who asks for it: `launch type fargate`, `--services`, `web:nginx (logConfiguration)`, … */
  readonly origin: readonly string[];
}

export interface Workload {
  readonly launchType: LaunchType;
  /** Further services, as `--services` names them. */
  readonly services: readonly ServiceName[];
  /** ECS Service Connect manages its Envoy proxy through ecs-agent, on Fargate too. */
  readonly serviceConnect: boolean;
  /**
   * What the task definitions need, from `ecsWorkload`. Where it is given, the pull path is needed only if they need
   * it: a task whose images are all elsewhere pulls nothing from ECR.
   */
  readonly tasks?: readonly Need[] | undefined;
}

/** Whether images are pulled from ECR, so that image layers are among what S3 is needed for. */
export const pullsLayers = (needs: readonly Need[]): boolean =>
  needs.some(({ service }) => service === 'ecr.dkr');

/**
 * Exactly the services a workload needs, each once, in the catalogue's order.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
export function needs({ launchType, services, serviceConnect, tasks }: Workload): Need[] {
  const origins = new Map<ServiceName, { because: string; origin: string[] }>();
  const add = (service: ServiceName, origin: string, because: string = reasonFor(service)) => {
    const known = origins.get(service);
    if (known) known.origin.push(origin);
    else origins.set(service, { because, origin: [origin] });
  };

  if (tasks === undefined) for (const service of PULL_SERVICES) add(service, `launch type ${launchType}`);
  if (launchType === 'ec2') for (const service of AGENT_SERVICES) add(service, 'launch type ec2');
  if (serviceConnect) add('ecs-agent', 'Service Connect', SERVICE_CONNECT_BECAUSE);
  for (const { service, because, origin } of tasks ?? []) {
    for (const who of origin) add(service, who, because);
  }
  for (const service of services) add(service, '--services');

  return inCatalogueOrder(origins.keys()).flatMap((service) => {
    const found = origins.get(service);
    return found ? [{ service, kind: kindOf(service), ...found }] : [];
  });
}

/** Why tasks with Service Connect need ecs-agent, on Fargate too. */
export const SERVICE_CONNECT_BECAUSE = 'Service Connect manages its Envoy proxy over this connection.';
