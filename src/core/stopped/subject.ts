import type { KnownService } from '../catalogue.ts';

/**
 * What a message is about where it shows no host that failed: by the step of the start or the service that it names. The
 * first that is found holds. Several services are the ones that this step may call.
 */
const STEPS: readonly (readonly [pattern: RegExp, services: readonly KnownService[]])[] = [
  [/discover poll endpoint/i, ['ecs']],
  [/connecting to ACS/i, ['ecs-agent']],
  [/connecting to TCS/i, ['ecs-telemetry']],
  [/execute command|ExecuteCommandAgent|TargetNotConnected/i, ['ssmmessages']],
  [/from asm|secrets? ?manager/i, ['secretsmanager']],
  [/from ssm|Systems Manager|Parameter Store|\bSSM\b/, ['ssm']],
  [/logger args|CloudWatch|logging driver|log stream/i, ['logs']],
  [/env(ironment)? files?/i, ['s3']],
  [
    /ecr registry auth|registry auth\b.* Amazon ECR|error ECR: GetAuth|ecr:GetAuthorizationToken/i,
    ['ecr.api'],
  ],
  [/pull secrets or registry auth/i, ['ecr.api', 'secretsmanager', 'ssm']],
  [/httpReade?r?Seeker|pulling image conf|pull command failed|starport-layer-bucket/i, ['s3']],
  [/CannotPullContainer|Amazon ECR|the registry/i, ['ecr.dkr', 's3']],
];

/** The services that an IAM action is asked of. */
const ACTIONS: Readonly<Record<string, readonly KnownService[]>> = {
  ecr: ['ecr.api', 'ecr.dkr'],
  kms: ['kms'],
  logs: ['logs'],
  s3: ['s3'],
  secretsmanager: ['secretsmanager'],
  ssm: ['ssm'],
  ssmmessages: ['ssmmessages'],
};

/** The services that words may be about, none where they name none. */
export const servicesIn = (words: string): readonly KnownService[] =>
  STEPS.find(([pattern]) => pattern.test(words))?.[1] ?? [];

/** The services that an IAM action such as `ecr:BatchGetImage` is asked of, as far as a task's start calls them. */
export function servicesOfAction(action: string): readonly KnownService[] {
  const [prefix = ''] = action.split(':');
  if (action === 'ecr:GetAuthorizationToken') return ['ecr.api'];
  return Object.hasOwn(ACTIONS, prefix) ? (ACTIONS[prefix] ?? []) : [];
}
