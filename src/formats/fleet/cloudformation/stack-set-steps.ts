import type { Step } from '../../readme.ts';

/** A stack set as commands name it. */
export interface StackSet {
  readonly name: string;
  /** The path of its template. */
  readonly template: string;
  /** Whether the template is too large to be sent without an S3 bucket. */
  readonly large: boolean;
  /** Its instances, in the order in which they joined. */
  readonly instances: readonly Instance[];
}

export interface Instance {
  readonly accountId: string;
  readonly region: string;
  /** The stack sets that its VPC was in before. */
  readonly former: readonly string[];
  /** The path of its parameters file. */
  readonly parameters: string;
}

/** An operation is about one instance: its failure ends the loop, so nothing beyond it is touched. */
const PREFERENCES = 'FailureToleranceCount=0,MaxConcurrentCount=1';

/**
 * The commands that deploy stack sets, for both models of permissions.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/account-level-targets.html
 */
export function deploySteps(sets: readonly StackSet[]): Step[] {
  const first = sets[0]?.instances[0];
  return [
    {
      text:
        'Work in this folder, in the account that administers the stack sets, and always in the same Region of it: stack sets are found only ' +
        'there. With **self-managed permissions**, that account has the role `AWSCloudFormationStackSetAdministrationRole` and every target ' +
        'account the role `AWSCloudFormationStackSetExecutionRole` ([how to create them](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html)). ' +
        'Begin with:',
      command: [
        'create_set() {',
        '  aws cloudformation create-stack-set --permission-model SELF_MANAGED --managed-execution Active=true "$@"',
        '}',
        'instances() {',
        '  verb="$1" account="$2"',
        '  shift 2',
        '  aws cloudformation "$verb" --accounts "$account" "$@"',
        '}',
      ].join('\n'),
    },
    {
      text:
        'With **service-managed permissions**, no roles are needed, but trusted access between StackSets and AWS Organizations: the ' +
        'management account turns it on once with `aws cloudformation activate-organizations-access`. ' +
        'Replace `r-ab12` with the root of your organization, or an organizational unit that has all these accounts. StackSets never deploys to the management account this way. ' +
        'A delegated administrator adds `--call-as DELEGATED_ADMIN` to every command of this page. Begin with this instead:',
      command: [
        'ROOT=r-ab12',
        'create_set() {',
        '  aws cloudformation create-stack-set --permission-model SERVICE_MANAGED --auto-deployment Enabled=false \\',
        '    --managed-execution Active=true "$@"',
        '}',
        'instances() {',
        '  verb="$1" account="$2"',
        '  shift 2',
        '  aws cloudformation "$verb" --deployment-targets \\',
        '    "OrganizationalUnitIds=$ROOT,Accounts=$account,AccountFilterType=INTERSECTION" "$@"',
        '}',
      ].join('\n'),
    },
    {
      text:
        'Create the stack sets. A stack set can have one stack in each Region of an account, so VPCs in the same account and Region are in ' +
        'different ones. This deploys nothing yet. If AWS says that a stack set of one of these names exists, and it was not this folder that ' +
        'made it, stop: `deploy` would change what is deployed with it. Generate the code in a new folder with another `--name`. The values of the first instance stand in the stack set; every instance overrides all of them.' +
        `${sets.some(({ large }) => large) ? ` ${NEEDS_BUCKET}` : ''}`,
      command: sets
        .map((set) =>
          [
            `create_set --stack-set-name ${set.name}`,
            templateOf(set),
            `--parameters file://${set.instances[0]?.parameters}`,
          ].join(' \\\n  '),
        )
        .join('\n'),
    },
    ...movedSteps(sets),
    {
      text:
        'Deploy one instance first. `deploy` creates the instance of a parameters file, or updates it if it is there, and waits for the end. ' +
        'Each operation is about one instance and tolerates no failure:',
      command: `${DEPLOY}\ndeploy ${first?.parameters}`,
    },
    {
      text:
        'Check it, as “Check” says. Then deploy the rest, one instance after the other. The loop stops at the first failure; run it again after ' +
        'you removed the cause. For several at a time, run it in several terminals, each for some of the accounts: StackSets runs operations ' +
        'on different instances side by side.',
      command: 'for file in stack-sets/*/*/*.json; do deploy "$file" || break; done',
    },
  ];
}

const DEPLOY = [
  'deploy() {',
  '  region="$(basename "$1" .json)" account="$(basename "$(dirname "$1")")" set="$(basename "$(dirname "$(dirname "$1")")")"',
  '  change=create-stack-instances',
  '  if aws cloudformation describe-stack-instance --stack-set-name "$set" \\',
  '    --stack-instance-account "$account" --stack-instance-region "$region" > /dev/null 2>&1; then',
  '    change=update-stack-instances',
  '  fi',
  '  operation="$(instances "$change" "$account" --stack-set-name "$set" --regions "$region" \\',
  '    --parameter-overrides "file://$1" \\',
  `    --operation-preferences ${PREFERENCES} \\`,
  '    --query OperationId --output text)" || return 1',
  '  while :; do',
  '    state="$(aws cloudformation describe-stack-set-operation --stack-set-name "$set" \\',
  '      --operation-id "$operation" --query StackSetOperation.Status --output text)" || return 1',
  '    case "$state" in RUNNING | QUEUED | STOPPING) sleep 10 ;; *) break ;; esac',
  '  done',
  '  echo "$account $region $set: $state"',
  '  [ "$state" = SUCCEEDED ]',
  '}',
].join('\n');

const NEEDS_BUCKET =
  'A template is too large to send without an S3 bucket: copy it into one of yours and replace BUCKET and REGION.';

const templateOf = ({ template, large }: StackSet): string =>
  large
    ? `--template-url https://BUCKET.s3.REGION.amazonaws.com/${template}`
    : `--template-body file://${template}`;

/** What to do after a run that changed something. */
export const laterSteps = (sets: readonly StackSet[]): Step[] => [
  {
    text:
      'If it adds a VPC, create its stack set if that is new, then run `deploy` with its parameters file. If a template changed, update the ' +
      'stack set in one account first. The other instances are outdated then, and change only when `deploy` is run for them:',
    command: sets
      .map((set) => {
        const [first] = set.instances;
        return [
          `instances update-stack-set ${first?.accountId} --stack-set-name ${set.name}`,
          `--regions ${first?.region}`,
          templateOf(set),
          `--parameters file://${first?.parameters}`,
          `--operation-preferences ${PREFERENCES}`,
        ].join(' \\\n  ');
      })
      .join('\n'),
  },
  {
    text:
      'If a VPC moves to another stack set, because its template is no longer that of the others, “Deploy” says then how its stack moves ' +
      'along, so that nothing is deleted.',
  },
];

/** Stacks that are in a stack set that is no longer theirs. As long as they are, the same endpoints can't be made once more. */
function movedSteps(sets: readonly StackSet[]): Step[] {
  const moved = sets.flatMap(({ name, instances }) =>
    instances.flatMap(({ accountId, region, former }) =>
      former.map((before) => ({ name, accountId, region, before })),
    ),
  );
  if (moved.length === 0) return [];
  const places = moved.map(
    ({ name, accountId, region, before }) => `${accountId}, ${region}: from ${before} to ${name}`,
  );
  return [
    {
      text:
        `These VPCs are in another stack set than before: ${places.join('; ')}. Run the command for each of them whose stack still is an ` +
        'instance of the one before, before you deploy it. The command keeps the stack and all that is in it. Then ' +
        '[import the stack](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-import.html) into the new stack set, ' +
        'so that `deploy` updates it. If `deploy` runs without that, AWS refuses the second set of endpoints, and what is deployed stays:',
      command: moved
        .map(({ accountId, region, before }) =>
          [
            `instances delete-stack-instances ${accountId} --stack-set-name ${before} --regions ${region} --retain-stacks`,
            `--operation-preferences ${PREFERENCES}`,
          ].join(' \\\n  '),
        )
        .join('\n'),
    },
  ];
}

export const undoSteps = (sets: readonly StackSet[]): Step[] => [
  {
    text: 'To stop an operation that is running, name its stack set and the ID that `list-stack-set-operations` shows:',
    command: [
      `aws cloudformation list-stack-set-operations --stack-set-name ${sets[0]?.name}`,
      `aws cloudformation stop-stack-set-operation --stack-set-name ${sets[0]?.name} --operation-id ID`,
    ].join('\n'),
  },
  {
    text:
      'To go back in one VPC, delete the instance, and with it what its stack created. `instances` is defined under “Deploy”. Tasks then use NAT again, if there is one. In subnets ' +
      'without NAT they can no longer start:',
    command: [
      'remove() {',
      '  region="$(basename "$1" .json)" account="$(basename "$(dirname "$1")")" set="$(basename "$(dirname "$(dirname "$1")")")"',
      '  instances delete-stack-instances "$account" --stack-set-name "$set" --regions "$region" --no-retain-stacks \\',
      `    --operation-preferences ${PREFERENCES}`,
      '}',
      `remove ${sets[0]?.instances[0]?.parameters}`,
    ].join('\n'),
  },
  {
    text:
      'To go back everywhere, do this for each file, the last one first. Then delete the empty stack sets. To undo the manual steps, run the ' +
      'undo command shown after each of them.',
    command: sets
      .map(({ name }) => `aws cloudformation delete-stack-set --stack-set-name ${name}`)
      .join('\n'),
  },
];
