import { SERVICES } from '../core/catalogue.ts';
import { COMMON_REGIONS } from '../core/network/regions.ts';
import { Problem } from '../core/problem.ts';
import { nearest } from '../core/text/nearest.ts';
import { helpOf } from './question-text.ts';
import { COMMAND_WORDS, type CommandName, type QuestionKey, question, questionsOf } from './questions.ts';
import { NEW } from './values.ts';

const COMMAND = 'create-private-ecs-network';
const FUNCTION = '_create_private_ecs_network';
const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

const USAGE = `Usage: ${COMMAND} completion <${SHELLS.join('|')}>

Prints a script that completes commands, flags and their values.

  bash   source <(${COMMAND} completion bash)     in ~/.bashrc
  zsh    source <(${COMMAND} completion zsh)      in ~/.zshrc, after compinit
  fish   ${COMMAND} completion fish | source      in ~/.config/fish/config.fish
`;

/**
 * The script that makes a shell complete this program's arguments, or how to get it when that is asked for.
 *
 * @param operands what stands after `completion`
 * @throws Problem unless that is one shell it knows
 */
export function completion(operands: readonly string[]): string {
  const [name = '', ...more] = operands;
  if (operands.some((word) => word === '--help' || word === '-h')) return USAGE;
  const shell = SHELLS.find((known) => known === name);
  if (shell === undefined || more.length > 0) {
    const near = nearest(name, SHELLS);
    const what =
      name === '' ? 'completion needs the name of a shell' : `"${operands.join(' ')}" is not a shell`;
    throw new Problem(`${what}: one of ${SHELLS.join(', ')}${near ? `; did you mean ${near}?` : '.'}`);
  }
  return SCRIPTS[shell]();
}

/** What can stand where a value is expected. */
type Values =
  | { readonly kind: 'words' | 'list'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'directory' | 'free' };

function valuesOf(key: QuestionKey, command: CommandName): Values {
  const { schema, form, value } = question(key);
  if (form === 'argument') return { kind: 'directory' };
  if (key === 'services') return { kind: 'list', words: SERVICES };
  if (key === 'region') return { kind: 'words', words: COMMON_REGIONS };
  if (key === 'vpc' && command === 'create') return { kind: 'words', words: [NEW] };
  if ('options' in schema) return { kind: 'words', words: schema.options as readonly string[] };
  return typeof value === 'string' && value.split('|').includes('file') ? { kind: 'file' } : { kind: 'free' };
}

/** A flag of a command; a switch has no values. */
interface Flag {
  readonly name: string;
  /** What it is for, without the details. */
  readonly about: string;
  readonly values: Values | undefined;
}

const flagsOf = (command: CommandName): Flag[] => [
  ...questionsOf(command)
    .filter((key) => question(key).form !== 'argument')
    .map((key) => ({
      name: question(key).flag,
      about: helpOf(key, command).split(/[.:;] |[.:;]$/)[0] ?? '',
      values: question(key).form === 'switch' ? undefined : valuesOf(key, command),
    })),
  { name: 'help', about: 'Show the help', values: undefined },
  ...(command === 'create' ? [{ name: 'version', about: 'Show the version', values: undefined }] : []),
];

const SCRIPTS: Readonly<Record<Shell, () => string>> = { bash, zsh, fish };

/** For bash from 3.2 on, which macOS still has: no `mapfile`, no `compopt`. */
function bash(): string {
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
  const cases = (command: CommandName): string[] => [
    '    case $previous in',
    ...flagsOf(command).flatMap(({ name, values }) =>
      values ? [`      --${name}) ${reply(values)}; return ;;`] : [],
    ),
    '    esac',
    `    [[ $word == -* ]] && ${generate(flagsOf(command).map(({ name }) => `--${name}`))} && return`,
  ];
  return `${[
    `${FUNCTION}() {`,
    `  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} before=`,
    '  COMPREPLY=()',
    `  if [[ \${COMP_WORDS[1]} == completion && $COMP_CWORD -gt 1 ]]; then`,
    `    ${generate(SHELLS)}`,
    `  elif [[ \${COMP_WORDS[1]} == doctor && $COMP_CWORD -gt 1 ]]; then`,
    ...cases('doctor'),
    '  else',
    ...cases('create'),
    `    (( COMP_CWORD == 1 )) && ${generate(COMMAND_WORDS)}`,
    `    local IFS=$'\\n'`,
    `    COMPREPLY+=($(compgen -d -- "$word"))`,
    '  fi',
    '}',
    `complete -o default -F ${FUNCTION} ${COMMAND}`,
  ].join('\n')}\n`;
}

function zsh(): string {
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
  const specifications = (command: CommandName): string[] =>
    flagsOf(command).map(({ name, about, values }) => {
      const explained = `--${name}[${about.replace(/[\\[\]:]/g, '\\$&')}]`;
      return quoted(values ? `${explained}:${name}:${action(values)}` : explained);
    });
  const argumentsOf = (lines: readonly string[]) => `_arguments -S \\\n      ${lines.join(' \\\n      ')}`;
  return `${[
    `#compdef ${COMMAND}`,
    `${FUNCTION}() {`,
    '  case $words[2] in',
    '    doctor)',
    '      shift words; (( CURRENT-- ))',
    `      ${argumentsOf(specifications('doctor'))} ;;`,
    '    completion)',
    '      shift words; (( CURRENT-- ))',
    `      ${argumentsOf([quoted(`1:shell:(${SHELLS.join(' ')})`)])} ;;`,
    '    *)',
    `      (( CURRENT == 2 )) && compadd ${COMMAND_WORDS.join(' ')}`,
    `      ${argumentsOf([...specifications('create'), quoted('1:directory:_files -/')])} ;;`,
    '  esac',
    '}',
    `compdef ${FUNCTION} ${COMMAND}`,
  ].join('\n')}\n`;
}

function fish(): string {
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
  const lines = (command: CommandName, condition: string): string[] =>
    flagsOf(command).map(({ name, about, values }) =>
      [
        `complete -c ${COMMAND} -n ${quoted(condition)}`,
        `-l ${name}`,
        ...(values ? [argument(values)] : []),
        `-d ${quoted(about)}`,
      ].join(' '),
    );
  return `${[
    `complete -c ${COMMAND} -f`,
    `complete -c ${COMMAND} -n '__fish_is_first_token' -a doctor -d 'Show which way the bytes go'`,
    `complete -c ${COMMAND} -n '__fish_is_first_token' -a completion -d 'Print a completion script'`,
    `complete -c ${COMMAND} -n '__fish_is_first_token' -a '(__fish_complete_directories)'`,
    `complete -c ${COMMAND} -n '__fish_seen_subcommand_from completion' -a '${SHELLS.join(' ')}'`,
    ...lines('create', 'not __fish_seen_subcommand_from doctor completion'),
    ...lines('doctor', '__fish_seen_subcommand_from doctor'),
  ].join('\n')}\n`;
}
