import * as v from 'valibot';
import { Problem } from '../core/problem.ts';
import { nearest } from '../core/text/nearest.ts';
import { oneLine, quoted, reasonOf } from '../core/text/visible.ts';
import { type Command, questionsOf } from './command.ts';
import { environmentOf, flagOf, helpOf, usageOf } from './question-text.ts';
import { type Answers, type Given, QUESTION_KEYS, type QuestionKey, question } from './questions.ts';
import { NEW } from './values.ts';

/** What one source says about one question, before anything was checked. */
interface Statement {
  readonly key: QuestionKey;
  /** A JSON value. */
  readonly value: unknown;
  /** Where it stands, as people find it: `--vpc`, `AWS_REGION`, `"vpc" in answers.json`. */
  readonly source: string;
}

/** What was said on the command line: the texts of each flag, `true` of a switch. */
export type Flags = Readonly<Partial<Record<QuestionKey, readonly string[] | true>>>;

/** The answers of an earlier run, by their names. */
export interface RecordedAnswers {
  readonly path: string;
  readonly answers: Readonly<Record<string, unknown>>;
}

/** An answers file as it was read. */
export interface AnswersFile {
  readonly path: string;
  readonly text: string;
}

export interface Gathered {
  readonly answers: Answers;
  /** Where each answer comes from, as people find it. */
  readonly sources: Readonly<Partial<Record<QuestionKey, string>>>;
  /** Sentences about answers that another source, with precedence, has replaced by a different one. */
  readonly overruled: readonly string[];
}

export interface Sources {
  readonly command: Command;
  readonly flags: Flags;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: AnswersFile | undefined;
  /** What the run before in the same directory was told. */
  readonly recorded?: RecordedAnswers | undefined;
}

/**
 * The answers that are there before anyone is asked. A flag comes before the environment, the environment before the
 * answers file, and that before what an earlier run recorded.
 *
 * @throws Problem naming every value that cannot be, all at once.
 */
export function gather({ command, flags, env, file, recorded }: Sources): Gathered {
  const faults: string[] = [];
  const answers: Partial<Record<QuestionKey, unknown>> = {};
  const sources: Partial<Record<QuestionKey, string>> = {};
  const overruled: string[] = [];
  const keys = questionsOf(command);

  const statements = [
    ...(recorded ? fromObject(recorded.answers, oneLine(recorded.path)) : []),
    ...(file ? fromFile(file) : []),
    ...fromEnvironment(env, keys),
    ...fromFlags(flags),
  ].filter(({ key }) => keys.includes(key));
  const inCode = statements.some(({ key }) => key === 'terraformPlan' || key === 'template');
  for (const { key, value, source } of statements) {
    const { schema, schemaInCode = schema } = question(key);
    const result = v.safeParse(inCode ? schemaInCode : schema, value, { abortPipeEarly: true });
    if (!result.success) {
      faults.push(...result.issues.map(({ message }) => `${source}: ${ended(message)}`));
      continue;
    }
    const before = sources[key];
    // That a run changes what an earlier one was told is what it is for.
    const isRecorded = recorded !== undefined && before?.endsWith(` in ${oneLine(recorded.path)}`);
    if (before && !isRecorded && JSON.stringify(answers[key]) !== JSON.stringify(result.output))
      overruled.push(`${source} is used, not ${before}.`);
    answers[key] = result.output;
    sources[key] = source;
  }
  if (faults.length > 0) throw new Problem(faults.join('\n'));
  return { answers: answers as Answers, sources, overruled };
}

/**
 * The flags that have no value where the question must have one: beside recorded answers they take theirs back.
 */
export const emptied = (flags: Flags): QuestionKey[] =>
  QUESTION_KEYS.filter((key) => {
    const texts = flags[key];
    return (
      Array.isArray(texts) &&
      texts.every((text) => text === '') &&
      !v.safeParse(question(key).schema, jsonOf(key, texts)).success
    );
  });

/**
 * The value of one question, from text as it is typed.
 *
 * @throws Problem saying what is wrong with it.
 */
export function answerFromText<Key extends QuestionKey>(
  key: Key,
  text: string,
): Exclude<Answers[Key], undefined> {
  const result = v.safeParse(question(key).schema, jsonOf(key, [text]), { abortPipeEarly: true });
  if (!result.success) throw new Problem(ended(result.issues[0].message));
  return result.output as Exclude<Answers[Key], undefined>;
}

/** A message as a sentence: a question is one already. */
const ended = (message: string): string => (message.endsWith('?') ? message : `${message}.`);

function fromFlags(flags: Flags): Statement[] {
  return QUESTION_KEYS.flatMap((key) => {
    const texts = flags[key];
    return texts === undefined
      ? []
      : [{ key, value: texts === true ? true : jsonOf(key, texts), source: flagOf(key) }];
  });
}

function fromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  keys: readonly QuestionKey[],
): Statement[] {
  return keys.flatMap((key) => {
    const name = environmentOf(key).find((candidate) => env[candidate]);
    const text = name && env[name];
    return text ? [{ key, value: jsonOf(key, [text]), source: name }] : [];
  });
}

function fromFile({ path: file, text }: AnswersFile): Statement[] {
  const path = oneLine(file);
  const parsed = parseJson(path, text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Problem(`${path}: an answers file holds one JSON object, such as { "iac": "terraform" }.`);
  return fromObject(parsed, path);
}

function fromObject(answers: object, path: string): Statement[] {
  const known = QUESTION_KEYS.filter((key) => !question(key).mode);
  const faults: string[] = [];
  const statements = Object.entries(answers).flatMap(([name, value]) => {
    const key = QUESTION_KEYS.find((candidate) => candidate === name);
    if (key && !question(key).mode) return [{ key, value, source: `${quoted(name)} in ${path}` }];
    const near = nearest(name.replaceAll(/[-_]/g, ''), known);
    faults.push(
      key
        ? `${path}: ${quoted(name)} says how to run, so it can't be in a file; pass it as ${flagOf(key)}.`
        : `${path}: ${quoted(name)} is an unknown option${near ? `; did you mean "${near}"?` : '.'}`,
    );
    return [];
  });
  if (faults.length > 0) throw new Problem(faults.join('\n'));
  return statements;
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Problem(`${path} is not JSON: ${reasonOf(error)}`);
  }
}

/** The JSON value that a question's schema reads, from text. What does not fit is left for the schema to refuse. */
function jsonOf(key: QuestionKey, texts: readonly string[]): unknown {
  const last = texts.at(-1) ?? '';
  const parts = texts.flatMap(partsOf);
  switch (question(key).form) {
    case 'list':
      return parts;
    case 'pairs':
      return parts.every((part) => part.includes('=')) ? pairsOf(key, parts) : last;
    case 'parameters': {
      const all = texts.flatMap((text) => withLists(partsOf(text)));
      return all.every((part) => part.includes('=')) ? pairsOf(key, all) : last;
    }
    case 'count':
      return /^\d+$/.test(last) ? Number(last) : last;
    case 'switch':
      return SWITCH_WORDS.get(last.toLowerCase()) ?? last;
    default:
      return last;
  }
}

const partsOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const SWITCH_WORDS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['no', false],
]);

function pairsOf(key: QuestionKey, parts: readonly string[]): Record<string, string> {
  const pairs = parts.map(pairOf);
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Problem(`${flagOf(key)} names the key ${quoted(twice)} twice.`);
  return Object.fromEntries(pairs);
}

/** A part without a name goes on with the value of the one before: `Subnets=subnet-1,subnet-2`. */
function withLists(parts: readonly string[]): string[] {
  const all: string[] = [];
  for (const part of parts) {
    const before = part.includes('=') ? undefined : all.pop();
    all.push(before === undefined ? part : `${before},${part}`);
  }
  return all;
}

/** `a=b=c` is the key `a` with the value `b=c`, as AWS lets tag values hold an equals sign. */
function pairOf(part: string): [string, string] {
  const at = part.indexOf('=');
  return [part.slice(0, at), part.slice(at + 1)];
}

/**
 * Answers that contradict each other, one sentence each.
 *
 * @param sources where the answers come from, so that the sentences name what people wrote.
 */
export const contradictions = (
  command: Command,
  answers: Answers,
  sources: Readonly<Partial<Record<QuestionKey, string>>>,
): string[] =>
  senseless(command, answers).map(
    ({ key, reason }) => `${sources[key] ?? flagOf(key)} can't be used here: ${reason}.`,
  );

/** The answers that make no sense beside the others, each with the reason. */
export function senseless(
  command: Command,
  answers: Answers,
): { readonly key: QuestionKey; readonly reason: string }[] {
  const given = givenTo(command, answers);
  return questionsOf(command).flatMap((key) => {
    const answer = answers[key];
    if (answer === undefined || answer === false) return [];
    const reason = question(key).senseless?.(given);
    return reason ? [{ key, reason }] : [];
  });
}

/** Which questions must be answered and are not. */
export function missing(command: Command, answers: Answers): QuestionKey[] {
  const given = givenTo(command, answers);
  return questionsOf(command).filter(
    (key) => answers[key] === undefined && question(key).required?.(given) === true,
  );
}

/**
 * The Problem that names everything missing, with the flag for each. What a new VPC would refuse stands apart as long as it
 * is open whether the VPC is one.
 *
 * @param keys those of `missing` that are to be named
 */
export function missingProblem(command: Command, answers: Answers, keys: readonly QuestionKey[]): Problem {
  const open = command.questions.has('vpcCidr') && keys.includes('vpc');
  const always = open ? ['vpc' as const, ...missing(command, { ...answers, vpc: NEW })] : keys;
  const existingOnly = keys.filter((key) => !always.includes(key));
  const width = Math.max(...keys.map((key) => usageOf(key, command).length));
  const lineOf = (key: QuestionKey) => {
    const [sentence = ''] = helpOf(key, command).split(/(?<=\.) /);
    return `  ${usageOf(key, command).padEnd(width)}  ${sentence}`;
  };
  return new Problem(
    [
      'Not running interactively (no terminal that can show prompts, or CI is set). Missing required options:',
      ...keys.filter((key) => always.includes(key)).map(lineOf),
      ...(existingOnly.length > 0 ? ['for an existing VPC, also:', ...existingOnly.map(lineOf)] : []),
    ].join('\n'),
  );
}

function givenTo(command: Command, answers: Answers): Given {
  return { command: command.name, ...(answers as Omit<Given, 'command'>) };
}
