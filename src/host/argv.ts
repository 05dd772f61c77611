import { parseArgs } from 'node:util';
import type { Flags } from '../ask/answers.ts';
import { type Command, questionsOf } from '../ask/command.ts';
import { QUESTION_KEYS, type Question, type QuestionKey, question } from '../ask/questions.ts';
import { isKnownService } from '../core/catalogue.ts';
import { Problem } from '../core/problem.ts';
import { nearest } from '../core/text/nearest.ts';
import { quoted, shortened } from '../core/text/visible.ts';

/**
 * What the arguments after the program's name say. Values are still text; whoever asks for help or the version has been
 * answered.
 *
 * @param argv without the word that calls the command
 * @param commands every command, to say where a flag belongs
 * @throws Problem naming every flag that does not exist, lacks its value, or belongs to another command.
 */
export function readArgv(argv: readonly string[], command: Command, commands: readonly Command[]): Flags {
  const keys = questionsOf(command);
  const faults: string[] = [];
  const words = argv.filter((word, index) => {
    if (!isShort(argv, index)) return true;
    faults.push(...shortFaults(word, command));
    return false;
  });
  const { tokens } = parseArgs({
    args: words,
    options: Object.fromEntries(
      QUESTION_KEYS.map((key) => [
        question(key).flag,
        { type: question(key).form === 'switch' ? 'boolean' : 'string' } as const,
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });

  const flags: Partial<Record<QuestionKey, string[] | true>> = {};
  const operands: string[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      operands.push(token.value);
      faults.push(...spaced(token.value, tokens[at - 1]));
    } else {
      const key = keys.find((candidate) => isFlag(candidate) && question(candidate).flag === token.name);
      if (!key && ALWAYS.has(token.name)) {
        // What is asked for so has been answered, unless something is wrong with how.
        if (token.value !== undefined) faults.push(takesNoValue(token.rawName));
      } else if (!key) faults.push(unknownFlag(token.name, shortened(token.rawName), command, commands));
      else if (question(key).form === 'switch') {
        const before = flags[key];
        if (token.value === undefined) flags[key] = true;
        // What an earlier run recorded can be taken back.
        else if (canSayNo(key)) flags[key] = [token.value];
        else faults.push(takesNoValue(token.rawName));
        if (before !== undefined && String(before) !== String(flags[key]))
          faults.push(`${token.rawName} is given with different values.`);
      } else if (token.value === undefined || (!token.inlineValue && token.value.startsWith('--')))
        faults.push(`${token.rawName} needs a value.`);
      else {
        const texts = flags[key];
        flags[key] = [...(Array.isArray(texts) ? texts : []), token.value];
      }
    }
  }

  for (const [key, texts] of Object.entries(flags)) faults.push(...repeated(key as QuestionKey, texts));

  const takesDirectory = command.questions.has('directory');
  const [directory, ...more] = operands;
  if (directory !== undefined && takesDirectory) flags.directory = [directory];
  for (const operand of takesDirectory ? more : operands)
    faults.push(
      `${quoted(operand)} is an unexpected argument. (Lists are comma-separated, without spaces: logs,secretsmanager.)`,
    );
  if (faults.length > 0) throw new Problem(`${faults.join('\n')}\nSee --help.`);
  return flags;
}

/** A word that is the value of the switch before it, or an item of the list before it, rather than a directory. */
function spaced(word: string, before: Token | undefined): string[] {
  if (before?.kind !== 'option' || before.inlineValue) return [];
  const isValue = QUESTION_KEYS.some((key) => question(key).flag === before.name && canSayNo(key));
  if (isValue && /^(true|false)$/i.test(word))
    return [`${quoted(word)} follows ${before.rawName}: write ${before.rawName}=${word}, without a space.`];
  const list = QUESTION_KEYS.find((key) => question(key).flag === before.name && ITEM[key]?.(word));
  return list === undefined
    ? []
    : [
        `${quoted(word)} follows ${before.rawName} ${before.value}: lists are comma-separated, without spaces. Pass ${before.rawName} ${before.value},${word}.`,
      ];
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];

/** What an item of a list looks like, where a directory hardly does. */
const ITEM: Partial<Readonly<Record<QuestionKey, (word: string) => boolean>>> = {
  services: isKnownService,
  subnets: (word) => word.startsWith('subnet-'),
  taskSecurityGroups: (word) => word.startsWith('sg-'),
  routeTables: (word) => word.startsWith('rtb-'),
  azs: (word) => /^[a-z]{2}-[a-z]+-\d[a-z]$/.test(word),
  subnetCidrs: (word) => /^\d+\.\d+\.\d+\.\d+\/\d+$/.test(word),
};

/** The flags that are no questions. */
const ALWAYS: ReadonlySet<string> = new Set(['help', 'version']);

/** Whether a word stands after one dash where a flag can: not as the value of the flag before it, nor after `--`. */
function isShort(argv: readonly string[], index: number): boolean {
  const before = argv[index - 1]?.slice(2);
  const isValue = QUESTION_KEYS.some(
    (key) => isFlag(key) && question(key).form !== 'switch' && question(key).flag === before,
  );
  return /^-[^-]/.test(argv[index] ?? '') && !isValue && !argv.slice(0, index).includes('--');
}

/** What is wrong with a word after one dash; nothing with `-h` and `-v`, which `cli.ts` answers. */
function shortFaults(word: string, command: Command): string[] {
  const [name = ''] = word.slice(1).split('=');
  if (/^[hv]+$/.test(name)) return word.includes('=') ? [takesNoValue(`-${name}`)] : [];
  const flags = [
    ...questionsOf(command)
      .filter(isFlag)
      .map((key) => question(key).flag),
    ...ALWAYS,
  ];
  const near = name.length > 1 ? nearest(name, flags) : undefined;
  return [`There is no ${shortened(word)}${near ? `; did you mean --${near}?` : '.'}`];
}

/** A flag that takes one value and was given different ones. */
function repeated(key: QuestionKey, texts: readonly string[] | true): string[] {
  const { form, flag } = question(key);
  if (texts === true || SEVERAL_TIMES.has(form) || new Set(texts).size < 2) return [];
  return [
    `--${flag} takes one value and was given ${texts.length}: ${texts.map((text) => quoted(text)).join(', ')}.`,
  ];
}

/** Forms whose flags add to what they were given before. */
const SEVERAL_TIMES: ReadonlySet<Question['form']> = new Set(['list', 'pairs', 'parameters'] as const);

/** Whether a question is a switch that a record holds, so that a later run can say no. */
const canSayNo = (key: QuestionKey): boolean => question(key).form === 'switch' && !question(key).mode;

const takesNoValue = (flag: string): string =>
  `${flag} is a switch and takes no value: give it without one, or leave it out.`;

const isFlag = (key: QuestionKey): boolean => question(key).form !== 'argument';

function unknownFlag(name: string, written: string, command: Command, commands: readonly Command[]): string {
  const switched = questionsOf(command).find((key) => canSayNo(key) && name === `no-${question(key).flag}`);
  if (switched !== undefined) return `There is no ${written}: write --${question(switched).flag}=false.`;
  const elsewhere = QUESTION_KEYS.find((key) => isFlag(key) && question(key).flag === name);
  if (elsewhere) {
    const takers = commands
      .filter((taker) => questionsOf(taker).some((key) => isFlag(key) && question(key).flag === name))
      .map((taker) => taker.name);
    return `${written} belongs to ${takers.join(' and ')}, not to ${command.name}.`;
  }
  const flags = questionsOf(command)
    .filter(isFlag)
    .map((key) => question(key).flag);
  const near = name.length > 1 ? nearest(name, [...flags, 'help', 'version']) : undefined;
  return `There is no ${written}${near ? `; did you mean --${near}?` : '.'}`;
}
