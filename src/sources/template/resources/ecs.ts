import { Problem } from '../../../core/problem.ts';
import { isVisible } from '../../../core/text/visible.ts';
import {
  type CapacityProviderReply,
  type ClusterReply,
  type ServiceReply,
  toEcsService,
} from '../../../core/workload/ecs-service.ts';
import { isUnknown, type Name, type ServicePart, type Told, type Unknown } from '../../planned/parts.ts';
import { nameOf, type Properties } from '../properties.ts';
import type { Gathered, Source } from './gathered.ts';

/** The default of `Cluster`. */
const DEFAULT_CLUSTER = 'default';

/**
 * The ECS services, each with what its cluster adds. What is not settled of them is left out and named.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html
 */
export const servicesOf = (gathered: Gathered, region: string | undefined): ServicePart[] =>
  gathered.ecsServices.map((source) => serviceOf(source, gathered, region ?? ''));

function serviceOf(source: Source, gathered: Gathered, region: string): ServicePart {
  const { name, properties } = source;
  const noted = new Notes();
  const clusterName = noted.settled(properties.name('Cluster') ?? DEFAULT_CLUSTER);
  const cluster = gathered.clusters.find((each) => isNamed(each, clusterName, 'ClusterName'));
  const serviceName = properties.text('ServiceName');
  const reply: ServiceReply = {
    serviceName: typeof serviceName === 'string' ? serviceName : name,
    taskDefinition: noted.settled(properties.name('TaskDefinition')),
    platformVersion: noted.settled(properties.text('PlatformVersion')),
    enableExecuteCommand: noted.settled(properties.boolean('EnableExecuteCommand')),
    ...capacityOf(source, clusterName, cluster, gathered, noted),
    ...networkOf(properties, noted),
    ...connectOf(properties, noted),
  };
  if (controllerOf(properties) === 'EXTERNAL') noted.settled({ unknown: `the task sets of ${name}` });
  const shownCluster = clusterName === undefined ? `the cluster of ${name}` : baseName(clusterName);
  return {
    name,
    service: toEcsService(
      reply,
      shownCluster,
      cluster ? clusterReply(cluster, noted) : undefined,
      gathered.capacityProviders.map(providerReply),
      region,
    ),
    unknown: noted.unknown,
  };
}

/** What deploys the service; for one outside of ECS, task sets have what others say themselves. */
function controllerOf(properties: Properties): Told<string> | undefined {
  const controller = properties.object('DeploymentController');
  return controller === undefined || isUnknown(controller) ? controller : controller.text('Type');
}

/** Takes what is settled, and keeps the reasons of what is not, each once. */
class Notes {
  readonly #reasons = new Set<string>();

  settled<T>(value: Told<T> | undefined): T | undefined {
    if (value === undefined || !isUnknown(value)) return value;
    this.#reasons.add(value.unknown);
    return undefined;
  }

  /** The items of a list that are settled. */
  items<T>(list: Told<readonly Told<T>[]> | undefined): T[] {
    return (this.settled(list) ?? []).flatMap((item) => this.settled(item) ?? []);
  }

  get unknown(): Unknown[] {
    return [...this.#reasons].map((unknown) => ({ unknown }));
  }
}

/** An ARN's last part; a name of the templates stays. */
const baseName = (name: Name): string =>
  name.startsWith('arn:') ? name.slice(name.lastIndexOf('/') + 1) : name;

/** Whether a name in a property means a resource: its own name, or that which the resource gives to what it makes. */
const isNamed = ({ name, properties }: Source, wanted: Name | undefined, property: string): boolean =>
  wanted !== undefined && (name === wanted || properties.text(property) === baseName(wanted));

/** What runs the tasks: the service's own settings, else its cluster's default strategy, else EC2. */
function capacityOf(
  { name, properties }: Source,
  clusterName: string | undefined,
  cluster: Source | undefined,
  gathered: Gathered,
  noted: Notes,
): Pick<ServiceReply, 'launchType' | 'capacityProviderStrategy'> {
  const launchType = properties.text('LaunchType');
  if (launchType !== undefined) return { launchType: noted.settled(launchType) };
  const own = strategyIn(properties, 'CapacityProviderStrategy', gathered, noted);
  if (own) return own;
  const association = gathered.clusterProviders.find(
    (each) => cluster && each.properties.name('Cluster') === cluster.name,
  );
  const defaults = [association, cluster].flatMap(
    (each) => (each && strategyIn(each.properties, 'DefaultCapacityProviderStrategy', gathered, noted)) ?? [],
  );
  if (defaults[0]) return defaults[0];
  if (cluster) return { launchType: 'EC2' };
  noted.settled({
    unknown: `what runs ${name} (the default strategy of cluster ${clusterName === undefined ? 'it is in' : baseName(clusterName)})`,
  });
  return {};
}

function strategyIn(
  properties: Properties,
  key: string,
  { capacityProviders }: Gathered,
  noted: Notes,
): Pick<ServiceReply, 'capacityProviderStrategy'> | undefined {
  const strategy = properties.objects(key);
  if (strategy === undefined || (!isUnknown(strategy) && strategy.length === 0)) return undefined;
  return {
    capacityProviderStrategy: noted.items(strategy).map((item) => {
      const told = noted.settled(item.name('CapacityProvider'));
      const own = capacityProviders.find((each) => isNamed(each, told, 'Name'));
      return { capacityProvider: own?.name ?? told ?? 'unknown' };
    }),
  };
}

function networkOf(properties: Properties, noted: Notes): Pick<ServiceReply, 'networkConfiguration'> {
  const network = noted.settled(properties.object('NetworkConfiguration'));
  const configuration = noted.settled(network?.object('AwsvpcConfiguration'));
  if (!configuration) return {};
  return {
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: noted.items(configuration.names('Subnets')),
        securityGroups: noted.items(configuration.names('SecurityGroups')),
        assignPublicIp: noted.settled(configuration.text('AssignPublicIp')),
      },
    },
  };
}

function connectOf(properties: Properties, noted: Notes): Pick<ServiceReply, 'deployments'> {
  const connect = noted.settled(properties.object('ServiceConnectConfiguration'));
  if (!connect) return {};
  const log = noted.settled(connect.object('LogConfiguration'));
  const logDriver = noted.settled(log?.text('LogDriver'));
  if (logDriver !== undefined && (logDriver === '' || !isVisible(logDriver))) {
    throw new Problem(`${connect.where}.LogConfiguration.LogDriver must be the name of a log driver.`);
  }
  const options = noted.settled(log?.object('Options'));
  return {
    deployments: [
      {
        status: 'PRIMARY',
        serviceConnectConfiguration: {
          enabled: noted.settled(connect.boolean('Enabled')),
          ...(logDriver !== undefined && {
            logConfiguration: { logDriver, ...(options && { options: textsIn(options, noted) }) },
          }),
        },
      },
    ],
  };
}

const textsIn = (properties: Properties, noted: Notes): Record<string, string> =>
  Object.fromEntries(
    Object.keys(properties.members).flatMap((key) => {
      const value = noted.settled(properties.text(key));
      return value === undefined ? [] : [[key, value]];
    }),
  );

function clusterReply({ properties }: Source, noted: Notes): ClusterReply {
  const configuration = noted.settled(properties.object('Configuration'));
  const exec = noted.settled(configuration?.object('ExecuteCommandConfiguration'));
  if (!exec) return {};
  const log = noted.settled(exec.object('LogConfiguration'));
  // What is named by a reference or a parameter is there all the same.
  const present = (from: Properties | undefined, key: string): string | undefined => {
    const value = from?.get(key);
    const told = value === undefined ? undefined : nameOf(value);
    return told !== undefined && isUnknown(told) ? told.unknown : told;
  };
  return {
    configuration: {
      executeCommandConfiguration: {
        kmsKeyId: present(exec, 'KmsKeyId'),
        logging: noted.settled(exec.text('Logging')),
        logConfiguration: log && {
          cloudWatchLogGroupName: present(log, 'CloudWatchLogGroupName'),
          s3BucketName: present(log, 'S3BucketName'),
        },
      },
    },
  };
}

function providerReply({ name, properties }: Source): CapacityProviderReply {
  return {
    name,
    ...(properties.get('AutoScalingGroupProvider') !== undefined && { autoScalingGroupProvider: {} }),
    ...(properties.get('ManagedInstancesProvider') !== undefined && { managedInstancesProvider: {} }),
  };
}
