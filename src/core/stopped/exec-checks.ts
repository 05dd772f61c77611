import { kindOf, reasonFor } from '../catalogue.ts';
import { decidingFault } from '../findings/rule.ts';
import type { Network } from '../network/network.ts';
import type { Via } from '../network/way.ts';
import { trace } from '../trace/trace.ts';
import type { EcsTask, TaskFacts } from '../workload/ecs-task.ts';
import type { TaskDefinition } from '../workload/task-definition.ts';

/** One thing that ECS Exec needs. */
export interface ExecCheck {
  readonly check:
    | 'task-running'
    | 'enabled'
    | 'platform'
    | 'agent'
    | 'network'
    | 'task-role'
    | 'writable-root';
  /** Null where it isn't known. */
  readonly ok: boolean | null;
  readonly because: string;
}

/** Whether ECS Exec can work for one task. */
export interface ExecReport {
  /** Null where nothing is wrong, but something isn't known. */
  readonly ok: boolean | null;
  /** The way to ssmmessages from the task. */
  readonly via: Via;
  readonly checks: readonly ExecCheck[];
}

/** The least versions with ECS Exec. */
const LEAST = { linux: '1.4.0', windows: '1.0.0', agent: '1.50.2' } as const;

/**
 * What AWS's own checker of ECS Exec looks at, without IAM, which is not read; and in the place of its look for any endpoint
 * the traced way to ssmmessages. The session's agent runs in the container, so it uses the task's own interface, if it has one.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
 * @see https://github.com/aws-containers/amazon-ecs-exec-checker
 */
export function execChecks(facts: TaskFacts, network: Network): ExecReport {
  const { via, check } = networkCheck(facts, network);
  const checks = [
    runningCheck(facts.task),
    enabledCheck(facts),
    platformCheck(facts),
    ...agentChecks(facts.task),
    check,
    roleCheck(facts),
    ...rootChecks(facts.definitions),
  ];
  const ok = checks.some((one) => one.ok === false) ? false : checks.every((one) => one.ok) ? true : null;
  return { ok, via, checks };
}

const runningCheck = ({ status }: EcsTask): ExecCheck => ({
  check: 'task-running',
  ok: status === 'RUNNING',
  because:
    status === 'RUNNING' ? 'The task is RUNNING.' : `The task is ${status}: ECS Exec needs a running one.`,
});

function enabledCheck({ task, service }: TaskFacts): ExecCheck {
  const base = { check: 'enabled', ok: task.exec } as const;
  if (task.exec) return { ...base, because: 'The task was started with ECS Exec enabled.' };
  if (service?.exec)
    return {
      ...base,
      because: `The service ${service.name} has ECS Exec enabled, but this task was started before: force a new deployment, then use a new task.`,
    };
  return {
    ...base,
    because:
      service || task.service
        ? 'ECS Exec is not enabled: update the service with --enable-execute-command and --force-new-deployment, then use a new task.'
        : 'ECS Exec is not enabled: start the task with --enable-execute-command.',
  };
}

function platformCheck({ task, instance }: TaskFacts): ExecCheck {
  const onEc2 = task.launchType === 'EC2';
  const least = onEc2 ? LEAST.agent : task.windows ? LEAST.windows : LEAST.linux;
  const found = onEc2 ? instance?.agentVersion : task.platformVersion;
  const what = onEc2 ? 'ECS agent' : 'Fargate platform version';
  if (onEc2 && instance?.agentConnected === false)
    return { check: 'platform', ok: false, because: 'The ECS agent of the instance is not connected.' };
  const isNew = found === undefined ? undefined : isAtLeast(found, least);
  return {
    check: 'platform',
    ok: isNew ?? null,
    because:
      isNew === undefined
        ? `The ${what} isn't known; ECS Exec needs ${least}.`
        : `${what} ${found}${isNew ? '' : `: ECS Exec needs at least ${least}`}.`,
  };
}

/** Undefined for what is no version. */
function isAtLeast(version: string, least: string): boolean | undefined {
  if (!/^\d+(\.\d+)*$/.test(version)) return undefined;
  const [ours, wanted] = [version, least].map((text) => text.split('.').map(Number));
  for (const [index, part] of (wanted ?? []).entries()) {
    const own = ours?.[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}

function agentChecks({ exec, containers }: EcsTask): ExecCheck[] {
  if (!exec) return [];
  return containers.map(({ name, execAgent }) => {
    const status = execAgent?.status;
    const reason = execAgent?.reason === undefined ? '' : ` (${execAgent.reason})`;
    const texts: Readonly<Record<string, string>> = {
      RUNNING: `The ExecuteCommandAgent of ${name} is RUNNING.`,
      PENDING: `The ExecuteCommandAgent of ${name} is PENDING: wait a moment, then look again.`,
    };
    return {
      check: 'agent',
      ok: status === 'RUNNING' ? true : status === undefined || status === 'PENDING' ? null : false,
      because:
        status === undefined
          ? `ECS shows no ExecuteCommandAgent for ${name}.`
          : (texts[status] ??
            `The ExecuteCommandAgent of ${name} is ${status}${reason}: a task role without ssmmessages actions, or no way to ssmmessages, stops it. Start a new task after the fix.`),
    };
  });
}

function networkCheck(
  { task, securityGroupIds, instance, publicAddress }: TaskFacts,
  network: Network,
): { readonly via: Via; readonly check: ExecCheck } {
  const own = task.networkInterface;
  const subnetId = own ? own.subnetId : instance?.subnetId;
  const service = 'ssmmessages';
  if (subnetId === undefined)
    return {
      via: 'unknown',
      check: {
        check: 'network',
        ok: null,
        because: "The task's subnet isn't known, so the way to ssmmessages isn't either.",
      },
    };
  const need = { service, kind: kindOf(service), because: reasonFor(service), origin: [task.name] } as const;
  // Groups were read of what pulls the images: on EC2 the instance, not the task's own interface.
  const groups = task.launchType === 'EC2' && own ? [] : securityGroupIds;
  const addresses =
    publicAddress === false ? { withoutPublicAddress: [{ subnetId, names: [task.name] }] } : {};
  const [path] = trace(network, [need], { subnetIds: [subnetId], securityGroupIds: groups, ...addresses });
  const via = path?.via ?? 'unknown';
  const rule = path && decidingFault(path)?.rule;
  const cause = rule === undefined ? '' : ` (${rule})`;
  const texts: Readonly<Record<Via, string>> = {
    endpoint: `ssmmessages is reached from ${subnetId} through the endpoint ${path?.endpointId ?? ''}.`,
    nat: `ssmmessages is reached from ${subnetId} through a NAT gateway, so it needs no endpoint.`,
    internet: `From ${subnetId} ssmmessages is reached through an internet gateway, by tasks with a public address.`,
    other: `From ${subnetId} the way to ssmmessages leads over another network, which is not read${cause}.`,
    blocked: `ssmmessages can't be reached from ${subnetId}${cause}.`,
    unknown: `The way to ssmmessages from ${subnetId} is unknown${cause}.`,
  };
  const ok = via === 'endpoint' || via === 'nat' ? true : via === 'blocked' ? false : null;
  return {
    via,
    check: { check: 'network', ok: via === 'internet' && publicAddress ? true : ok, because: texts[via] },
  };
}

/** Its permissions are not read; AWS's checker asks IAM to simulate them. */
function roleCheck({ task, definitions }: TaskFacts): ExecCheck {
  const role = task.taskRole ?? definitions[0]?.taskRoleArn;
  if (role !== undefined)
    return {
      check: 'task-role',
      ok: null,
      because: `The task role ${role} must allow ssmmessages:CreateControlChannel, CreateDataChannel, OpenControlChannel and OpenDataChannel. IAM is not read.`,
    };
  return task.launchType === 'EC2'
    ? {
        check: 'task-role',
        ok: null,
        because:
          'There is no task role, so the role of the instance must allow the four ssmmessages actions. IAM is not read.',
      }
    : {
        check: 'task-role',
        ok: false,
        because: 'There is no task role: ECS Exec needs one that allows the four ssmmessages actions.',
      };
}

function rootChecks(definitions: readonly TaskDefinition[]): ExecCheck[] {
  const closed = definitions.flatMap(({ containerDefinitions }) =>
    containerDefinitions.flatMap((one) =>
      'readonlyRootFilesystem' in one && one.readonlyRootFilesystem === true ? one.name : [],
    ),
  );
  return closed.map((name) => ({
    check: 'writable-root',
    ok: false,
    because: `The root file system of ${name} is read-only: the agent of ECS Exec can't write to it.`,
  }));
}
