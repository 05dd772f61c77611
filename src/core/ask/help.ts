import {
  type CommandName,
  environmentOf,
  fallbackOf,
  GROUPS,
  helpOf,
  type QuestionKey,
  question,
  questionsOf,
  usageOf,
} from './questions.ts';
import { wrap } from './wrap.ts';

const COMMAND = 'create-private-ecs-network';

interface Page {
  readonly usage: string;
  readonly what: string;
  readonly examples: readonly (readonly [what: string, command: string])[];
}

const PAGES: Readonly<Record<CommandName, Page>> = {
  create: {
    usage: `${COMMAND} [directory] [options]\n${COMMAND} doctor [options]\n${COMMAND} completion <bash|zsh|fish>`,
    what:
      'Exactly the VPC endpoints that private ECS tasks need, as Terraform, CDK or CloudFormation. ' +
      'Asks for what is not given. Reads AWS, never writes to it. ' +
      'doctor shows which way each byte of a task\'s start goes; see "doctor --help".',
    examples: [
      ['Answer a few questions', `npx ${COMMAND}`],
      [
        'A whole private network from nothing, without an AWS account',
        `npx ${COMMAND} my-network --region eu-west-1 \\\n  --vpc new --launch-type fargate --iac terraform --yes`,
      ],
      [
        'The endpoints for two subnets that exist, for tasks that log and read secrets',
        `npx ${COMMAND} endpoints --vpc vpc-0a1b2c3d \\\n  --subnets subnet-0aaa1111,subnet-0bbb2222 --launch-type ec2 \\\n  --services logs,secretsmanager --iac cloudformation --yes`,
      ],
    ],
  },
  doctor: {
    usage: `${COMMAND} doctor [options]`,
    what:
      "Shows, for each subnet and each AWS service a task's start needs, whether the bytes go by an endpoint, " +
      'by NAT, by the internet or nowhere, and what to change. Only reads.',
    examples: [
      ['Answer a few questions', `npx ${COMMAND} doctor`],
      [
        'As a gate in CI',
        `npx ${COMMAND} doctor --region eu-west-1 \\\n  --vpc vpc-0a1b2c3d --launch-type fargate --fail-on warning`,
      ],
      [
        'For a colleague without access to the account',
        `npx ${COMMAND} doctor --snapshot vpc.json --launch-type ec2`,
      ],
    ],
  },
};

const TERM_WIDTH = 27;

/** The help text of a command, for a terminal of `width` columns. */
export function help(command: CommandName, width = 80): string {
  const page = PAGES[command];
  const columns = Math.min(Math.max(width, 50), 100);
  const usage = page.usage.split('\n').map((line, index) => `${index === 0 ? 'Usage: ' : '       '}${line}`);
  const groups = GROUPS.flatMap((group) => {
    const keys = questionsOf(command).filter((key) => question(key).group === group);
    return keys.length === 0 ? [] : ['', `${group}:`, ...keys.flatMap((key) => entry(key, command, columns))];
  });
  return [
    ...usage,
    '',
    ...wrap(page.what, columns),
    ...groups,
    ...item('-h, --help', 'Show this.', columns),
    ...(command === 'create' ? item('-v, --version', 'Show the version.', columns) : []),
    '',
    'Environment:',
    ...wrap(ENVIRONMENT, columns - 2).map((line) => `  ${line}`),
    '',
    'Examples:',
    ...page.examples.flatMap(([what, text]) => [
      ...wrap(`${what}:`, columns - 2).map((line) => `  ${line}`),
      ...text.split('\n').map((line) => `    ${line}`),
    ]),
    '',
    'Exit codes: 0 done, or nothing found; 1 findings (doctor);',
    '  2 wrong usage, AWS or file error; 130 cancelled.',
    '',
  ].join('\n');
}

const ENVIRONMENT =
  'The options above "Running" can also be set as variables: PRIVATE_ECS_LAUNCH_TYPE for --launch-type, and so on; ' +
  "region and profile by AWS's own. A flag comes first, then the environment, --config, a question, the default.";

function entry(key: QuestionKey, command: CommandName, columns: number): string[] {
  const { env } = question(key);
  const text = helpOf(key, command);
  const fallback = fallbackOf(key, command);
  const remarks = [
    ...(env ? [`env: ${environmentOf(key).join(', ')}`] : []),
    ...(fallback ? [`default: ${fallback}`] : []),
  ];
  return item(usageOf(key, command), remarks.length > 0 ? `${text} [${remarks.join('; ')}]` : text, columns);
}

/** A term and its description beside it, or below where the term is too long. */
function item(term: string, text: string, columns: number): string[] {
  const narrow = columns < 70;
  const indent = ' '.repeat(narrow ? 6 : TERM_WIDTH + 2);
  const lines = wrap(text, columns - indent.length).map((line) => indent + line);
  if (narrow || term.length > TERM_WIDTH - 2) return [`  ${term}`, ...lines];
  const [first = '', ...rest] = lines;
  return [`  ${term}`.padEnd(indent.length) + first.trimStart(), ...rest];
}
