import type { HelpPage, Option } from './help.ts';
import { environmentOf, fallbackOf, helpOf, usageOf } from './question-text.ts';
import { type CommandName, GROUPS, type QuestionKey, question, questionsOf } from './questions.ts';

const COMMAND = 'create-private-ecs-network';

const PAGES: Readonly<Record<CommandName, Pick<HelpPage, 'usage' | 'what' | 'examples'>>> = {
  create: {
    usage: [
      `${COMMAND} [directory] [options]`,
      `${COMMAND} doctor [options]`,
      `${COMMAND} completion <bash|zsh|fish>`,
    ],
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
    usage: [`${COMMAND} doctor [options]`],
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

const ENVIRONMENT =
  'The options above "Running" can also be set as variables: PRIVATE_ECS_LAUNCH_TYPE for --launch-type, and so on; ' +
  "region and profile by AWS's own. A flag comes first, then the environment, --config, a question, the default.";

const DOCS = `README.md in the package, also by "npm docs ${COMMAND}". Each rule of doctor has a page: doctor --explain RULE.`;

/** What the question table says about a command. */
function helpPage(command: CommandName): HelpPage {
  const groups = GROUPS.map((name) => ({
    name,
    options: questionsOf(command)
      .filter((key) => question(key).group === name)
      .map((key) => option(key, command)),
  })).filter(({ options }) => options.length > 0);
  const [last] = groups.splice(-1);
  return {
    ...PAGES[command],
    groups: [...groups, ...(last ? [{ ...last, options: [...last.options, ...ALWAYS[command]] }] : [])],
    environment: ENVIRONMENT,
    docs: DOCS,
  };
}

const HELP: Option = ['-h, --help', 'Show this.'];
const ALWAYS: Readonly<Record<CommandName, readonly Option[]>> = {
  create: [HELP, ['-v, --version', 'Show the version.']],
  doctor: [HELP],
};

function option(key: QuestionKey, command: CommandName): Option {
  const { env } = question(key);
  const text = helpOf(key, command);
  const fallback = fallbackOf(key, command);
  const remarks = [
    ...(env ? [`env: ${environmentOf(key).join(', ')}`] : []),
    ...(fallback ? [`default: ${fallback}`] : []),
  ];
  return [usageOf(key, command), remarks.length > 0 ? `${text} [${remarks.join('; ')}]` : text];
}

/** Computed when the program is built (`scripts/build.mjs`), so that --help starts without the question table. */
export const HELP_PAGES: Readonly<Record<CommandName, HelpPage>> = {
  create: helpPage('create'),
  doctor: helpPage('doctor'),
};
