import { choicesOf, situationOf } from '../../../ask/choices.ts';
import type { Described } from '../../../ask/described.ts';
import { type Answers, withDefaults } from '../../../ask/questions.ts';
import type { CommandLine } from '../../../ask/replay.ts';
import { decide } from '../../../core/findings/decide.ts';
import type { Network } from '../../../core/network/network.ts';
import { canonical } from '../../../core/plan/canonical.ts';
import { changedResources } from '../../../core/plan/changed-resources.ts';
import { freeName } from '../../../core/plan/free-name.ts';
import type { Note } from '../../../core/plan/note.ts';
import type { Plan } from '../../../core/plan/planned.ts';
import { Problem } from '../../../core/problem.ts';
import { trace } from '../../../core/trace/trace.ts';
import { remarkText } from '../../../core/workload/origin.ts';
import type { FleetRenderer, FleetVpc } from '../../../formats/fleet/fleet.ts';
import type { Format } from '../../../formats/format.ts';
import { doctorCommand } from '../../../formats/readme.ts';
import type { StepLeft } from '../../../reports/plan-document.ts';
import type { RunRecord } from '../../../sources/record/record.ts';
import { assertRead } from '../../create/assert-read.ts';
import { refuseShared } from '../../create/create.ts';
import { newlyUnread, refuseNewlyUnread, withoutNewNotes } from '../../create/newly-unread.ts';
import { uncertainRemoval } from '../../create/refuse-update.ts';
import { before, keptOf, type Recorded, runRecordOf } from '../../create/run-record.ts';
import { createdIn, partsChanged } from '../../create/update.ts';
import type { ReadVpc } from '../sweep-io.ts';
import { describedTogether } from './described-together.ts';

/** How VPCs are planned. */
export interface Planning {
  /** What is to be created, the same for every VPC. */
  readonly choices: Pick<
    Answers,
    'iac' | 'terraformLayout' | 'name' | 'tags' | 's3Policy' | 'allowWideRules'
  >;
  /** Whether the name was chosen by somebody. */
  readonly named: boolean;
  readonly format: Format;
  readonly renderer: FleetRenderer;
  readonly io: Recorded['io'] & CommandLine;
}

/** What becomes of a VPC. */
export interface PlannedVpc {
  /** Undefined where nothing is to be done. */
  readonly vpc: FleetVpc | undefined;
  /** What its part and its manual steps do. */
  readonly record: RunRecord | undefined;
  /** Compared with the run before. */
  readonly adds: readonly string[];
  readonly removes: readonly string[];
  /** What was done by command that isn't needed any more. */
  readonly leaves: readonly StepLeft[];
  /** Why what is removed may be needed nevertheless. */
  readonly uncertain: ReturnType<typeof uncertainRemoval>;
  /** The IDs of what generated code created in it. */
  readonly created: readonly string[];
  /** Whether a path stays unknown. */
  readonly unknown: boolean;
}

/**
 * What `create` would do for a VPC alone.
 *
 * @param earlier what the run before wrote down about it
 * @throws Problem saying why it can't be planned
 */
export function planVpc(read: ReadVpc, earlier: RunRecord | undefined, planning: Planning): PlannedVpc {
  const { network: found } = read;
  refuseShared(found);
  refuseOwned(read);
  const described = describedTogether(read);
  const network = earlier ? before(earlier, found) : found;
  const plan = decided(described, network, earlier, planning);
  const apart = plansApart(read, plan, earlier, planning);
  const hasPart = plan.changes.length > 0;
  assertRead(network, plan.after, hasPart);
  const isAny = hasPart || plan.prerequisites.length > 0;
  const unread = newlyUnread(earlier, found, described.workload);
  const vpc = isAny ? fleetVpc(read, withoutNewNotes(plan, unread), apart, planning) : undefined;
  // It has no files of its own. What it is in those of the fleet stands for them.
  const rendered = vpc ? [{ path: 'part', contents: canonical(vpc) }] : [];
  if (earlier) refuseNewlyUnread(earlier, unread, planning.io.hashesOf(rendered));
  const record = isAny
    ? runRecordOf({
        record: earlier,
        described,
        answers: {},
        format: planning.format,
        decided: plan,
        blocks: [],
        found,
        rendered,
        io: planning.io,
      })
    : undefined;
  const changed = earlier && partsChanged(earlier, plan, found);
  return {
    vpc,
    record,
    adds: changed?.adds ?? [],
    removes: changed?.removes ?? [],
    leaves: changed?.prerequisites.leaves ?? [],
    uncertain: changed && uncertainRemoval(earlier, changed, found),
    created: createdIn(found),
    unknown: plan.after.some(({ via }) => via === 'unknown'),
  };
}

/** @throws Problem where another account owns the VPC, and the sweep has read it there, too */
function refuseOwned({ row: { accountId }, network: { vpc } }: ReadVpc): void {
  if (vpc.ownerId === undefined || vpc.ownerId === accountId) return;
  throw new Problem(
    `It belongs to account ${vpc.ownerId}, which alone can create endpoints in it. Its tasks are those of this account: run create there, ` +
      'with their subnets and what they need.',
  );
}

/**
 * The plans of the tasks of each launch type alone, which the one for all of them stands for.
 *
 * @throws Problem where the one leaves something open that one of them doesn't: it takes what one security group allows for allowed to all
 */
function plansApart(
  { described, network }: ReadVpc,
  plan: Plan,
  earlier: RunRecord | undefined,
  planning: Planning,
): Plan[] {
  if (described.length === 1) return [plan];
  return described.map((one) => {
    const apart = decided(one, earlier ? before(earlier, network) : network, earlier, planning);
    const { needs, tasks } = situationOf(one, plan.network, planning.io);
    const open = trace(plan.network, needs, tasks).find(
      ({ via }, at) => via !== 'endpoint' && apart.after[at]?.via === 'endpoint',
    );
    if (open === undefined) return apart;
    const type = apart.launchType === 'ec2' ? 'EC2' : 'Fargate';
    throw new Problem(
      `Tasks on Fargate and on EC2 run in it, and one plan for both leaves open what a plan for each doesn't: how those on ${type} in ` +
        `${open.subnetId} reach ${open.service}. Run create for each of them, in directories of their own, and deploy the first ` +
        'before you run it for the second.',
    );
  });
}

function decided(
  described: Described,
  network: Network,
  earlier: RunRecord | undefined,
  { choices, named, io }: Planning,
): Plan {
  const name = earlier?.name ?? nameFor(choices, named, network);
  const answers: Answers = { ...described.answers, ...choices, name };
  return decide({
    ...situationOf({ answers, workload: described.workload }, network, io),
    ...choicesOf(answers, network),
    kept: earlier && keptOf(earlier),
  });
}

/** @throws Problem where an earlier run in the VPC has the name that somebody chose */
function nameFor(choices: Planning['choices'], named: boolean, network: Network): string {
  const { name } = withDefaults(choices);
  const free = freeName(name, network);
  if (free !== name && named)
    throw new Problem(
      `An earlier run in it has the name ${name}. Pass another --name, such as ${free}, or change what that run made with its own directory.`,
    );
  return free;
}

function fleetVpc({ row }: ReadVpc, plan: Plan, apart: readonly Plan[], { renderer }: Planning): FleetVpc {
  return {
    accountId: row.accountId,
    region: row.region,
    vpcId: row.vpcId,
    name: row.name ?? undefined,
    partition: plan.partition,
    launchType: plan.launchType,
    part: plan.changes.length > 0 ? renderer.partOf(plan) : undefined,
    creates: plan.endpoints.filter(({ action }) => action === 'create').map(({ service }) => service),
    changes: changedResources(plan.existing).flatMap(({ title, lines, by }) =>
      lines.map(
        ({ mark, text }) => `${title}${by === 'command' ? ' (manual step)' : ''}: ${VERBS[mark]} ${text}`,
      ),
    ),
    prerequisites: plan.prerequisites,
    notes: [
      ...(apart.length > 1 ? [BOTH_LAUNCH_TYPES] : []),
      ...plan.notes.filter((note) => !isUsual(plan, note)).map(({ message }) => message),
    ],
    doctor: apart.map((one) => doctorCommand(one)).join('\n'),
  };
}

const BOTH_LAUNCH_TYPES =
  'Tasks on Fargate and on EC2 run in it. The plan is for both: the subnets of both reach all endpoints, also those that only EC2 needs.';

/**
 * What is told of every VPC in other words, what only says where an answer comes from, and what asks for the groups of container
 * instances: no others are taken here.
 */
const isUsual = ({ workload }: Plan, { code, message }: Note): boolean =>
  code === 'private-dns-vpc-wide' ||
  code === 'instance-security-groups' ||
  workload?.remarks.some((remark) => remark.severity === 'info' && remarkText(remark) === message) === true;

const VERBS = { '+': 'adds', '-': 'removes', '~': 'sets' } as const;
