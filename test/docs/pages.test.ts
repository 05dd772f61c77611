import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { environmentOf, fallbackOf, helpOf, usageOf } from '../../src/ask/question-text.ts';
import { QUESTION_KEYS, question } from '../../src/ask/questions.ts';
import { COMMANDS, MAIN } from '../../src/commands/commands.ts';
import {
  AGENT_SERVICES,
  kindOf,
  PULL_SERVICES,
  reasonFor,
  SERVICES,
  type ServiceName,
} from '../../src/core/catalogue.ts';
import { RULE_IDS } from '../../src/core/findings/rules.ts';
import { NOTES } from '../../src/core/plan/note.ts';
import { type Part, STOP_REASONS } from '../../src/core/stopped/stop-reasons.ts';
import { needs } from '../../src/core/workload/needs.ts';
import { KEYS, Terminal } from '../cli/terminal.ts';
import { answerKind } from './answers-schema.ts';
import { blocksOf, PAGES, ROOT, RULE_PAGES, table, textOf, withBlocks, withTables } from './page.ts';
import { Reader } from './reader.ts';

const launch = (launchType: 'fargate' | 'ec2') =>
  needs({ launchType, services: [], serviceConnect: false }).map(({ service }) => service);

/** What the messages of one part of docs/troubleshooting.md mean. */
const reasons = (part: Part, last: string) => () =>
  table([
    ['The message contains', 'What it means', last],
    ...STOP_REASONS.filter((reason) => reason.part === part).map(({ message, means, rules, lookAt }) => [
      message,
      means,
      [...rules.map((rule) => `[${rule}](rules/${rule}.md)`), ...(lookAt === undefined ? [] : [lookAt])].join(
        ', ',
      ),
    ]),
  ]);

/** What pages show of the program's own tables. `npx vitest run test/docs -u` writes them anew. */
const TABLES: Readonly<Record<string, () => string>> = {
  endpoints: () => {
    const mark = (service: ServiceName, launchType: 'fargate' | 'ec2') =>
      launch(launchType).includes(service) ? 'yes' : '';
    const services: readonly ServiceName[] = [...PULL_SERVICES, ...AGENT_SERVICES];
    return table([
      ['Endpoint', 'Kind', 'Fargate', 'EC2', 'Why'],
      ...services.map((service) => [
        `\`${service}\``,
        kindOf(service),
        mark(service, 'fargate'),
        mark(service, 'ec2'),
        reasonFor(service),
      ]),
    ]);
  },
  services: () =>
    table([
      ['Service', 'Kind', 'Why'],
      ...SERVICES.filter((service) => !launch('ec2').includes(service)).map((service) => [
        `\`${service}\``,
        kindOf(service),
        reasonFor(service),
      ]),
    ]),
  image: reasons('image', 'Rules'),
  start: reasons('start', 'Rules'),
  agent: reasons('agent', 'Rules'),
  elsewhere: reasons('elsewhere', 'What to look at'),
  notes: () =>
    table([
      ['Code', 'What it is about'],
      ...Object.entries(NOTES).map(([code, text]) => [`\`${code}\``, text]),
    ]),
  answers: () =>
    table([
      ['Name', 'Value', 'Flag', 'Environment', 'Default', 'What it says'],
      ...QUESTION_KEYS.filter((key) => !question(key).mode).map((key) => {
        const commands = COMMANDS.filter(({ questions }) => questions.has(key));
        const [command = MAIN] = commands;
        return [
          `\`${key}\``,
          answerKind(key),
          `\`${usageOf(key, command)}\``,
          environmentOf(key)
            .map((name) => `\`${name}\``)
            .join(', '),
          fallbackOf(key, command) ?? '',
          helpOf(key, command) + (commands.length === 1 ? ` (${command.name} only)` : ''),
        ];
      }),
    ]),
};

describe.each(PAGES)('%s', (page) => {
  it('has no block that no test looks at', () => {
    const kinds = blocksOf(textOf(page)).map(({ kind }) => kind);
    const known = [
      ...Object.keys(RUN),
      'sh in=aws',
      'json iam',
      'json iam=trust',
      'json iam=sweep',
      'yaml ci=github',
      'yaml ci=gitlab',
      '',
    ];
    expect(kinds.filter((kind) => !known.includes(kind))).toEqual([]);
  });

  it('shows the program’s own tables', async () => {
    await expect(withTables(textOf(page), TABLES)).toMatchFileSnapshot(join(ROOT, page));
  });
});

describe.skipIf(process.platform === 'win32')('commands, typed in order,', () => {
  it.each(PAGES)(
    'of %s do what the page says',
    async (page) => {
      const reader = new Reader();
      for (const { kind, code } of blocksOf(textOf(page))) await RUN[kind]?.(code, reader);
    },
    60_000,
  );

  it.each(PAGES)(
    'of %s print what it shows',
    async (page) => {
      const text = textOf(page);
      const shown = new Map<string, string>();
      for (const { kind, code } of blocksOf(text)) {
        if (kind === 'console') shown.set(code, await session(code, new Reader()));
      }
      await expect(withBlocks(text, 'console', (code) => shown.get(code) ?? code)).toMatchFileSnapshot(
        join(ROOT, page),
      );
    },
    60_000,
  );
});

const ends = (wanted: number) => async (code: string, reader: Reader) => {
  const { code: exit, stdout, stderr } = await reader.type(code);
  expect({ exit, stderr: exit === wanted ? '' : stderr + stdout }).toEqual({ exit: wanted, stderr: '' });
};

/** What becomes of each kind of block when somebody works through a page without an AWS account. */
const RUN: Readonly<Record<string, (code: string, reader: Reader) => Promise<void>>> = {
  sh: ends(0),
  'sh exit=1': ends(1),
  'sh terminal': async (code, reader) => {
    const [, ...args] = code.trim().split(' ').slice(1);
    const terminal = new Terminal(args, { cwd: reader.folder });
    await terminal.answer('Which AWS Region?', KEYS.ctrlC);
    expect(await terminal.exit).toBe(130);
  },
  console: async () => undefined,
  'json answers': async (code, reader) => writeFileSync(join(reader.folder, 'network.json'), code),
};

/** A console block with what its commands really print. Lines left out stay left out where the rest is right. */
async function session(code: string, reader: Reader): Promise<string> {
  const said = code.split(/^(?=\$ )/m);
  const parts: string[] = [];
  for (const part of said) {
    const [, command = '', shown = ''] = /^\$ ((?:.*\\\n)*.*)\n([\s\S]*)$/.exec(part) ?? [];
    const { stdout, stderr } = await reader.type(`{ ${command}\n} 2>&1`);
    const printed = stdout + stderr;
    parts.push(`$ ${command}\n${isPartOf(shown, printed) ? shown : printed}`);
  }
  return parts.join('');
}

function isPartOf(shown: string, printed: string): boolean {
  const pieces = shown.split(/^ *…\n/m);
  if (pieces.length === 1) return shown === printed;
  let at = 0;
  return pieces.every((piece, index) => {
    const found = index === pieces.length - 1 ? printed.lastIndexOf(piece) : printed.indexOf(piece, at);
    const right = found >= at && (index > 0 || found === 0);
    at = found + piece.length;
    return right && (index < pieces.length - 1 || at === printed.length);
  });
}

describe.each([...PAGES, ...RULE_PAGES])('the links of %s', (page) => {
  const text = textOf(page).replaceAll(/^```[\s\S]*?^```$/gm, '');
  const targets = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);

  it('lead to files, and to headings that are there', () => {
    const dead = targets.filter((target) => {
      if (/^https?:/.test(target)) return false;
      const [path = '', heading] = target.split('#');
      const file = path === '' ? page : posix.join(dirname(page), path);
      if (!existsSync(join(ROOT, file))) return true;
      return heading !== undefined && !anchorsOf(textOf(file)).includes(heading);
    });
    expect(dead).toEqual([]);
  });
});

/** GitHub's anchors of a page's headings. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('docs/troubleshooting.md', () => {
  it('leads to rules that exist, by their names', () => {
    const links = [...textOf('docs/troubleshooting.md').matchAll(/\[([^\]]+)\]\(rules\/(.+?)\.md\)/g)];
    for (const [, name, rule] of links)
      expect([name, RULE_IDS.includes(rule as never)]).toEqual([rule, true]);
    expect(links.length).toBeGreaterThan(10);
  });
});

describe('docs/snapshot.md', () => {
  it('tells of every field in the example', () => {
    const told = [...textOf('docs/snapshot.md').matchAll(/`([\w.[\]]+)`/g)].map(([, name = '']) => name);
    const example = JSON.parse(textOf('docs/examples/nat-leak.snapshot.json'));
    expect([...new Set(fieldsOf(example))].filter((field) => !isTold(field, told))).toEqual([]);
  });
});

function fieldsOf(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => fieldsOf(item, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [at.replace(/\[\]$/, '')];
  return Object.entries(value).flatMap(([key, child]) => fieldsOf(child, at === '' ? key : `${at}.${key}`));
}

/** By its whole path, or by its own name where the path of what it is in is told (`securityGroups[].ingress[]`). */
const isTold = (field: string, told: readonly string[]): boolean =>
  told.includes(field) ||
  told.includes(`${field}[]`) ||
  (told.includes(field.slice(0, field.lastIndexOf('.'))) &&
    told.includes(field.slice(field.lastIndexOf('.') + 1)));

it('has pipelines that are YAML', () => {
  const pipelines = PAGES.flatMap((page) => blocksOf(textOf(page))).filter(({ kind }) =>
    kind.startsWith('yaml'),
  );
  expect([...new Set(pipelines.map(({ kind }) => kind))]).toEqual(['yaml ci=github', 'yaml ci=gitlab']);
  for (const { code } of pipelines) expect(parse(code)).toBeTypeOf('object');
});

describe('docs/architecture.md', () => {
  it('says what every package is for', () => {
    const { devDependencies } = JSON.parse(textOf('package.json')) as { devDependencies: object };
    const [, named = ''] = /## Dependencies\n([\s\S]*)/.exec(textOf('docs/architecture.md')) ?? [];
    const first = [...named.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) => cell.split(', '));
    expect(first.slice(1).toSorted()).toEqual(Object.keys(devDependencies).toSorted());
  });
});
