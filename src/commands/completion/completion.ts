import { type Command, questionsOf } from '../../ask/command.ts';
import { PROGRAM } from '../../ask/program.ts';
import { helpOf } from '../../ask/question-text.ts';
import { type QuestionKey, question } from '../../ask/questions.ts';
import { NEW } from '../../ask/values.ts';
import { SERVICES } from '../../core/catalogue.ts';
import { COMMON_REGIONS } from '../../core/network/regions.ts';
import { Problem } from '../../core/problem.ts';
import { nearest } from '../../core/text/nearest.ts';
import { completion as own, SHELLS } from './command.ts';

const FUNCTION = '_create_private_ecs_network';
type Shell = (typeof SHELLS)[number];

const WIDTH = Math.max(...own.examples.map(([, line]) => line.length));

const USAGE = [
  `Usage: ${own.usage.join('')}`,
  '',
  own.what,
  '',
  ...own.examples.map(
    ([where, line], index) => `  ${SHELLS[index]?.padEnd(7)}${line.padEnd(WIDTH + 4)}${where}`,
  ),
  '',
].join('\n');

/**
 * The script that makes a shell complete this program's arguments, or how to get it when that is asked for.
 *
 * @param operands what stands after `completion`
 * @param commands the first is called without a word
 * @throws Problem unless that is one shell it knows
 */
export function completion(operands: readonly string[], commands: readonly Command[]): string {
  const [name = '', ...more] = operands;
  if (operands.some((word) => word === '--help' || word === '-h')) return USAGE;
  const shell = SHELLS.find((known) => known === name);
  if (shell === undefined || more.length > 0) {
    const near = nearest(name, SHELLS);
    const what =
      name === '' ? 'completion needs the name of a shell' : `"${operands.join(' ')}" is not a shell`;
    throw new Problem(`${what}: one of ${SHELLS.join(', ')}${near ? `; did you mean ${near}?` : '.'}`);
  }
  return SCRIPTS[shell](commands);
}

/** What can stand where a value is expected. */
type Values =
  | { readonly kind: 'words' | 'list'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'directory' | 'free' };

function valuesOf(key: QuestionKey, command: Command): Values {
  const { schema, form, value } = question(key);
  if (form === 'argument') return { kind: 'directory' };
  if (key === 'services') return { kind: 'list', words: SERVICES };
  if (key === 'region') return { kind: 'words', words: COMMON_REGIONS };
  if (key === 'vpc' && command.questions.has('vpcCidr')) return { kind: 'words', words: [NEW] };
  if ('options' in schema) return { kind: 'words', words: schema.options as readonly string[] };
  return typeof value === 'string' && value.split('|').includes('file') ? { kind: 'file' } : { kind: 'free' };
}

/** A flag of a command; a switch has no values. */
interface Flag {
  readonly name: string;
  /** What it is for, without the details. */
  readonly about: string;
  readonly values: Values | undefined;
  /** Whether it is a switch that can say no: `--adopt=false`. */
  readonly switches: boolean;
}

const flagsOf = (command: Command): Flag[] => [
  ...questionsOf(command)
    .filter((key) => question(key).form !== 'argument')
    .map((key) => ({
      name: question(key).flag,
      about: helpOf(key, command).split(/[.:;] |[.:;]$/)[0] ?? '',
      values: question(key).form === 'switch' ? undefined : valuesOf(key, command),
      switches: question(key).form === 'switch' && !question(key).mode,
    })),
  { name: 'help', about: 'Show the help', values: undefined, switches: false },
  ...(command.questions.has('directory')
    ? [{ name: 'version', about: 'Show the version', values: undefined, switches: false }]
    : []),
];

/** What a switch can be set to. */
const SWITCH = ['true', 'false'];

const SCRIPTS: Readonly<Record<Shell, (commands: readonly Command[]) => string>> = { bash, zsh, fish };

/** For bash from 3.2 on, which macOS still has: no `mapfile`, no `compopt`. */
function bash([main, ...named]: readonly Command[]): string {
  const generate = (words: readonly string[], from = '$word') =>
    `COMPREPLY=($(compgen -P "$before" -W '${words.join(' ')}' -- "${from}"))`;
  // Where nothing is generated, bash offers files.
  const reply = (values: Values): string => {
    switch (values.kind) {
      case 'words':
        return generate(values.words);
      case 'list':
        // What is before the last comma stays.
        return `[[ $word == *,* ]] && before="\${word%,*},"; ${generate(values.words, `\${word##*,}`)}`;
      case 'file':
      case 'free':
        return ':';
      case 'directory':
        return `local IFS=$'\\n'; COMPREPLY=($(compgen -d -- "$word"))`;
    }
  };
  const switchCases = (command: Command): string[] => {
    const names = flagsOf(command).flatMap(({ name, switches }) => (switches ? [`--${name}`] : []));
    if (names.length === 0) return [];
    return [
      // Readline takes an equals sign for a word of its own.
      `    case $word$previous in =--*) option=$previous word= ;; *=) option=\${COMP_WORDS[COMP_CWORD - 2]} ;; esac`,
      '    case $option in',
      `      ${names.join('|')}) ${generate(SWITCH)}; return ;;`,
      '    esac',
    ];
  };
  const cases = (command: Command): string[] => [
    ...switchCases(command),
    '    case $previous in',
    ...flagsOf(command).flatMap(({ name, values }) =>
      values ? [`      --${name}) ${reply(values)}; return ;;`] : [],
    ),
    '    esac',
    `    [[ $word == -* ]] && ${generate(flagsOf(command).map(({ name }) => `--${name}`))} && return`,
  ];
  return `${[
    `${FUNCTION}() {`,
    `  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} before= option=`,
    '  COMPREPLY=()',
    ...named.flatMap((command, index) => [
      `  ${index === 0 ? 'if' : 'elif'} [[ \${COMP_WORDS[1]} == ${command.name} && $COMP_CWORD -gt 1 ]]; then`,
      ...(command.operands ? [`    ${generate(command.operands)}`] : cases(command)),
    ]),
    '  else',
    ...(main ? cases(main) : []),
    `    (( COMP_CWORD == 1 )) && ${generate(named.map(({ name }) => name))}`,
    `    local IFS=$'\\n'`,
    `    COMPREPLY+=($(compgen -d -- "$word"))`,
    '  fi',
    '}',
    `complete -o default -F ${FUNCTION} ${PROGRAM}`,
  ].join('\n')}\n`;
}

function zsh([main, ...named]: readonly Command[]): string {
  const action = (values: Values): string => {
    switch (values.kind) {
      case 'words':
        return `(${values.words.join(' ')})`;
      case 'list':
        return `_sequence compadd - ${values.words.join(' ')}`;
      case 'file':
        return '_files';
      case 'directory':
        return '_files -/';
      case 'free':
        return ' ';
    }
  };
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const specifications = (command: Command): string[] =>
    flagsOf(command).map(({ name, about, values, switches }) => {
      const explained = `--${name}${switches ? '=-' : ''}[${about.replace(/[\\[\]:]/g, '\\$&')}]`;
      if (switches) return quoted(`${explained}::${name}:(${SWITCH.join(' ')})`);
      return quoted(values ? `${explained}:${name}:${action(values)}` : explained);
    });
  const argumentsOf = (lines: readonly string[]) => `_arguments -S \\\n      ${lines.join(' \\\n      ')}`;
  return `${[
    `#compdef ${PROGRAM}`,
    `${FUNCTION}() {`,
    '  case $words[2] in',
    ...named.flatMap((command) => [
      `    ${command.name})`,
      '      shift words; (( CURRENT-- ))',
      `      ${argumentsOf(
        command.operands ? [quoted(`1:argument:(${command.operands.join(' ')})`)] : specifications(command),
      )} ;;`,
    ]),
    '    *)',
    `      (( CURRENT == 2 )) && compadd ${named.map(({ name }) => name).join(' ')}`,
    `      ${argumentsOf([...(main ? specifications(main) : []), quoted('1:directory:_files -/')])} ;;`,
    '  esac',
    '}',
    `compdef ${FUNCTION} ${PROGRAM}`,
  ].join('\n')}\n`;
}

function fish([main, ...named]: readonly Command[]): string {
  const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const argument = (values: Values): string => {
    switch (values.kind) {
      case 'words':
        return `-x -a ${quoted(values.words.join(' '))}`;
      case 'list':
        return `-x -a ${quoted(`(__fish_append , ${values.words.join(' ')})`)}`;
      case 'file':
        return '-r -F';
      case 'directory':
        return `-x -a '(__fish_complete_directories)'`;
      case 'free':
        return '-x';
    }
  };
  const lines = (command: Command, condition: string): string[] =>
    flagsOf(command).map(({ name, about, values, switches }) =>
      [
        `complete -c ${PROGRAM} -n ${quoted(condition)}`,
        `-l ${name}`,
        ...(values ? [argument(values)] : []),
        // Without -r it is one that can be left out, and stands after an equals sign.
        ...(switches ? [`-a ${quoted(SWITCH.join(' '))}`] : []),
        `-d ${quoted(about)}`,
      ].join(' '),
    );
  return `${[
    `complete -c ${PROGRAM} -f`,
    ...named.map(
      ({ name, summary }) => `complete -c ${PROGRAM} -n '__fish_is_first_token' -a ${name} -d '${summary}'`,
    ),
    `complete -c ${PROGRAM} -n '__fish_is_first_token' -a '(__fish_complete_directories)'`,
    ...named.flatMap(({ name, operands = [] }) =>
      operands.length > 0
        ? [`complete -c ${PROGRAM} -n '__fish_seen_subcommand_from ${name}' -a '${operands.join(' ')}'`]
        : [],
    ),
    ...(main
      ? lines(main, `not __fish_seen_subcommand_from ${named.map(({ name }) => name).join(' ')}`)
      : []),
    ...named
      .filter(({ operands }) => !operands)
      .flatMap((command) => lines(command, `__fish_seen_subcommand_from ${command.name}`)),
  ].join('\n')}\n`;
}
