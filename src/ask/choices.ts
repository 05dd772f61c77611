import type { Network } from '../core/network/network.ts';
import { layerBucketArn } from '../core/network/regions.ts';
import type { Iac } from '../core/plan/change.ts';
import type { S3Policy } from '../core/plan/mend.ts';
import { Problem } from '../core/problem.ts';
import type { Tasks } from '../core/trace/path.ts';
import type { EcsWorkload } from '../core/workload/ecs-workload.ts';
import type { LaunchType, Workload } from '../core/workload/needs.ts';
import type { ExistingVpc, NewVpc } from '../sources/declared/declare.ts';
import { type Answers, withDefaults } from './questions.ts';
import { NEW } from './values.ts';

/** Where the network comes from. */
export type Place =
  | {
      readonly kind: 'live';
      readonly region: string;
      readonly vpcId: string;
      readonly profile?: string;
      /** The groups of the tasks. */
      readonly securityGroupIds: readonly string[];
    }
  | { readonly kind: 'snapshot'; readonly file: string; readonly region?: string; readonly vpcId?: string }
  | ({ readonly kind: 'new' } & NewVpc)
  | ({ readonly kind: 'existing' } & ExistingVpc);

/** Everything that was decided about what to make, once the network is known. */
export interface Choices {
  readonly tasks: Tasks;
  readonly launchType: LaunchType;
  readonly iac: Iac;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly s3Policy: S3Policy;
  readonly adopt: boolean;
  readonly allowWideRules: boolean;
  readonly directory: string;
}

/**
 * Where to get the network from.
 *
 * @throws Problem when what decides that was not answered.
 */
export function placeOf(answers: Answers): Place {
  const { snapshot, region, vpc, profile, subnets, azs, subnetCidrs, routeTables } = answers;
  if (snapshot !== undefined) {
    return {
      kind: 'snapshot',
      file: snapshot,
      ...(region !== undefined && { region }),
      ...(vpc !== undefined && { vpcId: vpc }),
    };
  }
  if (region === undefined || vpc === undefined) throw new Problem('Say the Region and the VPC.');
  const { vpcCidr, azCount, name, offline } = withDefaults(answers);
  if (vpc === NEW) {
    return { kind: 'new', region, vpcCidr, azCount: azs?.length ?? azCount, azs, name, offers: undefined };
  }
  if (!offline) {
    const securityGroupIds = answers.taskSecurityGroups ?? [];
    return { kind: 'live', region, vpcId: vpc, securityGroupIds, ...(profile !== undefined && { profile }) };
  }
  if (!subnets || !azs || !subnetCidrs || !routeTables)
    throw new Problem('Say the subnets, their Availability Zones, address blocks and route tables.');
  return {
    kind: 'existing',
    region,
    vpcId: vpc,
    vpcCidr: answers.vpcCidr,
    subnetIds: subnets,
    azs,
    subnetCidrs,
    routeTableIds: routeTables,
    taskSecurityGroupIds: answers.taskSecurityGroups ?? [],
  };
}

/**
 * What the tasks need AWS services for.
 *
 * @param described what their definitions tell, where these were read
 * @throws Problem when the launch type was not answered.
 */
export function workloadOf(answers: Answers, described?: EcsWorkload): Workload {
  const { launchType, services, serviceConnect } = withDefaults(answers);
  if (!launchType) throw new Problem('Say the launch type.');
  return { launchType, services, serviceConnect, tasks: described?.needs };
}

/**
 * The decisions, held against the network they are about.
 *
 * @param workload what the task definitions and services tell, where they were read
 * @throws Problem naming every id that is not of this VPC, or a choice that cannot be had in this Region.
 */
export function choicesOf(answers: Answers, network: Network, workload?: EcsWorkload): Choices {
  const settled = withDefaults(answers);
  const { launchType, iac } = settled;
  if (!launchType || !iac) throw new Problem('Say the launch type and the format.');
  const subnetIds = settled.vpc === NEW ? network.subnets.map(({ id }) => id) : (settled.subnets ?? []);
  const securityGroupIds = settled.taskSecurityGroups ?? [];
  const faults = [
    strangerFault('subnet', subnetIds, network, network.subnets),
    strangerFault('security group', securityGroupIds, network, allGroups(network)),
    settled.s3Policy === 'ecr-only' && layerBucketArn(network.region) === undefined
      ? `--s3-policy ecr-only cannot be had in ${network.region}: AWS does not say which bucket ECR's layers are in there.`
      : undefined,
  ].filter((fault) => fault !== undefined);
  if (faults.length > 0) throw new Problem(faults.join('\n'));
  return {
    tasks: { subnetIds, securityGroupIds, ...addressesOf(launchType, workload) },
    launchType,
    iac,
    name: settled.name,
    tags: settled.tags,
    s3Policy: settled.s3Policy,
    adopt: settled.adopt,
    allowWideRules: settled.allowWideRules,
    directory: settled.directory,
  };
}

/** What services say of public addresses holds for the launch type that they have. */
function addressesOf(
  launchType: LaunchType,
  workload: EcsWorkload | undefined,
): Pick<Tasks, 'withoutPublicAddress'> {
  if (!workload || workload.withoutPublicAddress.length === 0) return {};
  if (launchType === 'ec2' && workload.launchType !== 'ec2') return {};
  return { withoutPublicAddress: workload.withoutPublicAddress };
}

/** The groups that were read, if all were: those of other VPCs are asked for in a call of their own. */
const allGroups = ({ securityGroups, unreadable }: Network): Network['securityGroups'] =>
  unreadable.some(({ call }) => call === 'DescribeSecurityGroups') ? undefined : securityGroups;

/** Says which ids the VPC does not have; nothing where its own could not be read. */
function strangerFault(
  what: string,
  ids: readonly string[],
  network: Network,
  known: readonly { readonly id: string; readonly name?: string }[] | undefined,
): string | undefined {
  const strangers =
    network.source === 'declared' ? [] : ids.filter((id) => known?.every((one) => one.id !== id));
  if (strangers.length === 0) return undefined;
  const own = (known ?? []).map(({ id, name }) => (name ? `${id} (${name})` : id));
  const shown = own.length > MANY ? [...own.slice(0, MANY), `and ${own.length - MANY} more`] : own;
  return (
    `${strangers.join(', ')}: no such ${what} in ${network.vpc.id} (${network.region}). ` +
    (own.length > 0 ? `It has ${shown.join(', ')}.` : `It has none.`)
  );
}

const MANY = 12;
