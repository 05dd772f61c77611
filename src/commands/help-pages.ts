import { type Command, questionsOf } from '../ask/command.ts';
import type { HelpPage, Option } from '../ask/help.ts';
import { PROGRAM } from '../ask/program.ts';
import { environmentOf, fallbackOf, helpOf, usageOf } from '../ask/question-text.ts';
import { GROUPS, type QuestionKey, question } from '../ask/questions.ts';
import { COMMANDS, MAIN } from './commands.ts';

const ENVIRONMENT =
  'The options above "Running" can also be set as variables: PRIVATE_ECS_LAUNCH_TYPE for --launch-type, and so on; ' +
  "region and profile by AWS's own. Precedence: flag, environment, --config, prompt, default.";

const DOCS = `README.md in the package, also by "npm docs ${PROGRAM}". Each rule of doctor has a page: doctor --explain RULE.`;

/** What the question table says about a command. */
function helpPage(command: Command): HelpPage {
  const { what, examples } = command;
  const main = command === MAIN;
  const groups = GROUPS.map((name) => ({
    name,
    options: questionsOf(command)
      .filter((key) => question(key).group === name)
      .map((key) => option(key, command)),
  })).filter(({ options }) => options.length > 0);
  const [last] = groups.splice(-1);
  return {
    usage: main ? COMMANDS.flatMap(({ usage }) => usage) : command.usage,
    what,
    examples,
    groups: [
      ...groups,
      ...(last ? [{ ...last, options: [...last.options, ...(main ? [HELP, VERSION] : [HELP])] }] : []),
    ],
    environment: ENVIRONMENT,
    docs: DOCS,
  };
}

const HELP: Option = ['-h, --help', 'Show this.'];
const VERSION: Option = ['-v, --version', 'Show the version.'];

function option(key: QuestionKey, command: Command): Option {
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
export const HELP_PAGES = {
  main: helpPage(MAIN),
  named: COMMANDS.filter((command) => command !== MAIN && command.questions.size > 0).map((command) => ({
    name: command.name,
    page: helpPage(command),
  })),
};
