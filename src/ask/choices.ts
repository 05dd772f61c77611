import type { Network } from '../core/network/network.ts';
import { layerBucketArn } from '../core/network/regions.ts';
import { OURS_TAG } from '../core/plan/ours-tag.ts';
import type { Choices } from '../core/plan/planned.ts';
import { Problem } from '../core/problem.ts';
import type { EcsWorkload } from '../core/workload/ecs-workload.ts';
import { type LaunchType, needs, type Workload } from '../core/workload/needs.ts';
import type { Situation } from '../core/workload/situation.ts';
import type { Tasks } from '../core/workload/tasks.ts';
import type { Format } from '../formats/format.ts';
import { formatNamed } from '../formats/formats.ts';
import type { Described } from './described.ts';
import { type Answers, withDefaults } from './questions.ts';
import { type CommandLine, workloadWords } from './replay.ts';
import { NEW } from './values.ts';
import { workloadRemarks } from './workload-remarks.ts';

/**
 * What the tasks need AWS services for.
 *
 * @param described what their definitions tell, where these were read
 * @throws Problem when the launch type was not answered.
 */
export function workloadOf(answers: Answers, described?: EcsWorkload): Workload {
  const { launchType, services, serviceConnect } = withDefaults(answers);
  if (!launchType) throw new Problem('Pass --launch-type.');
  return { launchType, services, serviceConnect, tasks: described?.needs };
}

/**
 * All that is asked about a network: the answers, and what the task definitions and services tell, held against it.
 *
 * @param described its subnets are settled
 * @param line how what names the task definitions is typed
 * @throws Problem naming every id that is not of this VPC, or when the launch type was not answered.
 */
export function situationOf(
  { answers, workload }: Pick<Described, 'answers' | 'workload'>,
  network: Network,
  line: CommandLine,
): Situation {
  const wanted = workloadOf(answers, workload);
  const subnetIds = answers.vpc === NEW ? network.subnets.map(({ id }) => id) : (answers.subnets ?? []);
  const securityGroupIds = answers.taskSecurityGroups ?? [];
  const faults = [
    strangerFault('subnet', subnetIds, network, network.subnets),
    strangerFault('security group', securityGroupIds, network, allGroups(network)),
  ].filter((fault) => fault !== undefined);
  if (faults.length > 0) throw new Problem(faults.join('\n'));
  return {
    network,
    needs: needs(wanted),
    tasks: { subnetIds, securityGroupIds, ...addressesOf(wanted.launchType, workload) },
    launchType: wanted.launchType,
    workload: workload && {
      words: workloadWords(answers, line.shell),
      remarks: workloadRemarks(workload, answers),
      otherS3: workload.otherS3,
    },
  };
}

/**
 * What was decided about what to make.
 *
 * @throws Problem when the format was not answered, or a choice cannot be had in this Region.
 */
export function choicesOf(answers: Answers, { region }: Network): Choices {
  const { name, tags, s3Policy, adopt, allowWideRules } = withDefaults(answers);
  if (s3Policy === 'ecr-only' && layerBucketArn(region) === undefined)
    throw new Problem(
      `--s3-policy ecr-only can't be used in ${region}: AWS doesn't document which bucket ECR keeps its layers in there.`,
    );
  const marked = { ...tags, [OURS_TAG]: name };
  return { format: formatOf(answers), name, tags: marked, s3Policy, adopt, allowWideRules };
}

/**
 * The format of the files, in the layout that was chosen.
 *
 * @throws Problem when the format was not answered
 */
export function formatOf(answers: Answers): Format {
  const { iac, terraformLayout } = withDefaults(answers);
  if (!iac) throw new Problem('Pass --iac.');
  return formatNamed(iac, terraformLayout);
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
