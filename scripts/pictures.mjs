import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { startMeasuredAccount } from './pictures/measured-account.mjs';
import { FIXED } from './pictures/nat-leak-series.mjs';

/**
 * The pictures of the first page: the built program run in a terminal, its screen as SVG.
 * `npm run pictures` writes them; with `-- --check` it ends with 1 where they no longer show what the program prints.
 */
const COLUMNS = 80;
const SNAPSHOT = 'docs/examples/nat-leak.snapshot.json';

const PICTURES = {
  wizard: {
    title: 'The wizard: a few questions, then each endpoint with its reason, kept, extended or created',
    args: ['--snapshot', SNAPSHOT],
    // The picture is of the last question, unanswered.
    dialog: [
      ['How should we find out which AWS services your tasks use?', '\r'],
      ['Where do the tasks run?', '\r'],
      ['Which other AWS services', 'logs'],
      ['CloudWatch Logs', '\t'],
      ['◼ logs', '\r'],
      ['Which subnets do the tasks', '\r'],
      ['Which format?', '\r'],
    ],
    last: 'No, exit',
  },
  doctor: {
    title: "doctor: the pull's layers go through NAT, the cause, and the command that fixes it",
    args: ['doctor', '--snapshot', SNAPSHOT, '--launch-type', 'fargate'],
    dialog: [],
    last: '--yes',
  },
  traffic: {
    title: 'doctor --traffic: each deployment pulled its layers through NAT until the route to S3 was added',
    args: [
      ...['doctor', '--region', 'eu-west-1', '--vpc', 'vpc-0a1b2c3d4e5f60718', '--launch-type', 'fargate'],
      ...['--traffic', '7d', '--since', FIXED],
    ],
    dialog: [],
    last: '--flow-logs',
    account: startMeasuredAccount,
  },
};

/** How long the screen must stay as it is to count as drawn. */
const QUIET_MS = 250;
const PATIENCE_MS = 15_000;

/** The lines of the screen, each as runs of cells that look alike, once the dialog is done. */
async function screenOf({ args, dialog, last, account }) {
  const home = await mkdtemp(join(tmpdir(), 'picture-'));
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: 100, allowProposedApi: true });
  terminal.write(`$ npx create-private-ecs-network ${args.join(' ')}\r\n`);
  const aws = await account?.();
  const program = spawn(process.execPath, [resolve('bin/create-private-ecs-network.js'), ...args], {
    cols: COLUMNS,
    rows: 100,
    env: { PATH: process.env.PATH, HOME: home, TERM: 'xterm-256color', ...aws?.env },
  });
  let printed = 0;
  program.onData((data) => {
    printed = Date.now();
    terminal.write(data);
  });
  const exit = new Promise((done) => program.onExit(done));
  try {
    for (const [wanted, keys] of [...dialog, [last, '']]) {
      await seen(terminal, wanted, () => printed);
      program.write(keys);
    }
    return runsOf(terminal.buffer.active);
  } finally {
    program.kill();
    await exit;
    await aws?.stop();
    await rm(home, { recursive: true, force: true });
  }
}

/** Waits until the text is on the screen and nothing more is drawn. */
async function seen(terminal, wanted, lastPrinted) {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    await delay(20);
    const text = linesOf(terminal.buffer.active).join('\n');
    if (text.includes(wanted) && Date.now() - lastPrinted() > QUIET_MS) return;
    if (Date.now() > until) throw new Error(`Never saw "${wanted}" in:\n${text.trimEnd()}`);
  }
}

const linesOf = (buffer) =>
  Array.from({ length: buffer.length }, (_, row) => buffer.getLine(row)?.translateToString(true) ?? '');

function runsOf(buffer) {
  const height = linesOf(buffer).findLastIndex((text) => text !== '') + 1;
  return Array.from({ length: height }, (_, row) => {
    const line = buffer.getLine(row);
    const runs = [];
    for (let column = 0; column < COLUMNS; column++) {
      const cell = line.getCell(column);
      const [look, text] = [lookOf(cell), cell.getChars() || ' '];
      const before = runs.at(-1);
      if (before && before.look === look) before.text += text;
      else runs.push({ column, look, text });
    }
    return runs.filter(({ text }) => text.trim() !== '');
  });
}

/** xterm's sixteen colours, on the background of the picture. */
const COLOURS = [
  ...['#6e7681', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#b1bac4'],
  ...['#8b949e', '#ffa198', '#56d364', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#f0f6fc'],
];
const BACKGROUND = '#0d1117';
const FOREGROUND = '#c9d1d9';

/** The attributes of an SVG text that looks like the cell. */
function lookOf(cell) {
  if (cell.isFgRGB() || (cell.isFgPalette() && cell.getFgColor() > 15)) {
    throw new Error(`"${cell.getChars()}" has a colour that the pictures do not know.`);
  }
  const colour = cell.isFgPalette() ? COLOURS[cell.getFgColor()] : undefined;
  return [
    ...(colour ? [` fill="${colour}"`] : []),
    ...(cell.isDim() ? [' opacity="0.65"'] : []),
    ...(cell.isBold() ? [' font-weight="bold"'] : []),
    ...(cell.isUnderline() || cell.isInverse() ? [' text-decoration="underline"'] : []),
    ...(cell.isStrikethrough() ? [' text-decoration="line-through"'] : []),
  ].join('');
}

const CELL = { width: 8.4, height: 19 };
const MARGIN = 16;

/** Every text has its place and its length, so that the picture is straight in any font. */
function toSvg(lines, title) {
  const width = COLUMNS * CELL.width + 2 * MARGIN;
  const height = lines.length * CELL.height + 2 * MARGIN;
  const texts = lines.flatMap((runs, row) =>
    runs.flatMap(({ column, look, text }) =>
      // Columns of a table are held apart by two spaces or more.
      [...text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: words, index }) => {
        const x = (MARGIN + (column + [...text.slice(0, index)].length) * CELL.width).toFixed(1);
        const y = (MARGIN + (row + 0.75) * CELL.height).toFixed(1);
        const length = ([...words].length * CELL.width).toFixed(1);
        return `<text x="${x}" y="${y}" textLength="${length}"${look}>${escaped(words)}</text>`;
      }),
    ),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="${FOREGROUND}">`,
    ...texts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const check = process.argv.includes('--check');
const stale = [];
for (const [name, picture] of Object.entries(PICTURES)) {
  const path = `docs/pictures/${name}.svg`;
  const svg = toSvg(await screenOf(picture), picture.title);
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (kept.replaceAll('\r\n', '\n') === svg) continue;
  if (check) stale.push(path);
  else await writeFile(path, svg);
}
if (stale.length > 0) {
  console.error(`No longer what the program prints: ${stale.join(', ')}. Run "npm run pictures".`);
  process.exitCode = 1;
}
