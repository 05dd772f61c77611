import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { honestReply, PLACE, SUBNET, written } from './parts/account.mjs';
import { randomFrom } from './parts/random.mjs';

/*
 * The program against an AWS that goes wrong: in some replies of EC2 or ECS something is injected, and whatever it is, the program ends
 * in time, with a code it has, in a sentence, and with nothing written where it failed.
 */

const QUICK_CLOCK = fileURLToPath(new URL('./parts/quick-clock.cjs', import.meta.url));

/** Milliseconds in which every run ends; by the quick clock they are 20 times as long. */
const IN_TIME = 45_000;

const COMMANDS = [
  (out) => ['doctor', ...PLACE, ...out('--json')],
  () => ['doctor', '--region', 'eu-west-1', '--cluster', 'shop', '--subnets', SUBNET],
  () => ['doctor', ...PLACE, '--service', 'shop/web', '--json'],
  () => ['net', ...PLACE, '--subnets', SUBNET, '--iac', 'terraform', '--yes'],
  () => [
    'net',
    '--region',
    'eu-west-1',
    '--cluster',
    'shop',
    '--subnets',
    SUBNET,
    '--iac',
    'cloudformation',
    '--yes',
  ],
];

/** What never leads to an answer, other than the honest one where it went away: the reply as a whole is wrong. */
const BREAKS = {
  'no headers': () => undefined,
  'no body': (response) => response.writeHead(200).flushHeaders(),
  'half a body': (response, text) => response.writeHead(200).write(text.slice(0, text.length / 2)),
  trickle: (response, text) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 25);
    response.on('close', () => clearInterval(timer));
    response.write(text.slice(0, 5));
  },
  endless: (response) => {
    response.writeHead(200);
    const piece = Buffer.alloc(4_000_000, ' ');
    const more = () => {
      if (!response.destroyed) response.write(piece, () => setImmediate(more));
    };
    more();
  },
  'cut off': (response, text) => {
    response.writeHead(200, { 'content-length': text.length + 100 });
    response.write(text);
    setTimeout(() => response.destroy(), 5);
  },
  'closed at once': (response) => response.destroy(),
  truncated: (response, text) => response.writeHead(200).end(text.slice(0, Math.floor(text.length * 0.7))),
  html: (response) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<!DOCTYPE html><html><body>Sign in<br></body></html>'),
  'html that is xml': (response) => response.writeHead(200).end('<html><body>Sign in</body></html>'),
  redirect: (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  'redirect forever': (response) => response.writeHead(307, { location: '/' }).end('<html/>'),
  'not modified': (response) => response.writeHead(304).end(),
  'not found': (response) => response.writeHead(404).end('<html>no</html>'),
  'huge headers': (response) => response.writeHead(200, { 'x-big': 'x'.repeat(100_000) }).end(),
  'not http': (response) => response.socket.end('220 mail ready\r\n'),
  nothing: (response) => response.writeHead(200).end(),
  'empty object': (response) => response.writeHead(200).end('{}'),
  null: (response) => response.writeHead(200).end('null'),
  bytes: (response) => response.writeHead(200).end(Buffer.from([0xff, 0xfe, 0x00, 0x3c, 0xc3, 0x28])),
  deep: (response) => response.writeHead(200).end('<a>'.repeat(60_000)),
  'deep json': (response) => response.writeHead(200).end(`{"services":${'['.repeat(60_000)}`),
  'gone wrong': (response) => response.writeHead(500, { 'retry-after': '86400' }).end('<html>oops</html>'),
  'gone wrong for a day': (response) => response.writeHead(503, { 'x-amz-retry-after': '86400000' }).end(),
  compressed: (response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.from([0x1f, 0x8b, 8, 0])),
  'odd error': (response) =>
    response
      .writeHead(400)
      .end('<Response><Errors><Error><Code><a/></Code><Message>x</Message></Error></Errors></Response>'),
  'odd json error': (response) => response.writeHead(400).end('{"__type":{"a":1},"message":[1]}'),
  'long error': (response) =>
    response
      .writeHead(400)
      .end(`{"__type":"${'Odd'.repeat(10_000)}","message":"${'long '.repeat(500_000)}"}`),
};

/** Values that do not belong where they are put. */
const ODD = [
  'x',
  '',
  0,
  -1,
  1e300,
  true,
  null,
  [],
  {},
  [null],
  [[]],
  { a: 1 },
  'x'.repeat(10_000_000),
  '\u0000\u001b[2J',
  '99999999999999',
  '&#x0;&#xffff;&unknown;',
  '10.0.0.0/99',
  '::/0',
  'constructor',
  '__proto__',
];

/** Changes one place of a tree, anywhere in it. */
function mutate(tree, random) {
  const places = [];
  const visit = (value) => {
    for (const key of Object.keys(value)) {
      places.push([value, key]);
      if (typeof value[key] === 'object' && value[key] !== null) visit(value[key]);
    }
  };
  visit(tree);
  const [parent, key] = random.pick(places);
  switch (random.below(4)) {
    case 0:
      delete parent[key];
      return `${key} left out`;
    case 1: {
      const copies = random.pick([2, 50, 3_000]);
      if (Array.isArray(parent[key]) && parent[key].length > 0) {
        parent[key] = Array.from({ length: copies }, () => parent[key][0]);
      }
      return `${key} ${copies} times`;
    }
    default: {
      const odd = structuredClone(random.pick(ODD));
      parent[key] = odd;
      return `${key} is ${JSON.stringify(odd)?.slice(0, 30)}`;
    }
  }
}

/** Pages that name a next one, and never the last. */
function endlessPages(tree, random, count) {
  const kind = random.pick(['same', 'turn', 'new', 'odd']);
  tree.nextToken = { same: 't', turn: `t${count % 3}`, new: `t${count}`, odd: random.pick([{}, 7, ['t']]) }[
    kind
  ];
  return `pages: ${kind}`;
}

/**
 * What is injected in one run, decided before it begins.
 *
 * @returns {{ name: string, strict: boolean, times: number, matches: (action: string) => boolean, reply: Function }}
 */
function planned(random) {
  const picked = random.fraction();
  const chance = random.pick([0.1, 0.4, 1]);
  const share = { matches: () => random.fraction() < chance, times: random.pick([1, 1, 2, 1e9]) };
  if (random.fraction() < 0.45) {
    const name = random.pick(Object.keys(BREAKS));
    return { ...share, name, strict: true, reply: (_, response, honest) => BREAKS[name](response, honest) };
  }
  if (picked < 0.25) {
    const own = randomFrom(random.below(2 ** 31));
    let count = 0;
    const kind = own.below(2 ** 31);
    return {
      ...share,
      times: 1e9,
      name: 'endless pages',
      strict: true,
      reply: (action, response, _, { kind: form, tree }) => {
        count += 1;
        endlessPages(tree, randomFrom(kind), count);
        response.end(written(action, { kind: form, tree }));
      },
    };
  }
  const changes = [];
  return {
    ...share,
    name: 'changed',
    strict: false,
    changes,
    reply: (action, response, _, { kind, tree }) => {
      for (let left = random.pick([1, 1, 3]); left > 0; left -= 1) {
        if (Object.keys(tree).length > 0) changes.push(`${action}: ${mutate(tree, random)}`);
      }
      response.writeHead(200, { 'content-type': random.pick(['text/xml', 'text/html', 'image/png']) });
      response.end(written(action, { kind, tree }));
    },
  };
}

/** Starts an AWS that answers honestly but for what `plan` injects. */
async function startAws(plan) {
  let left = plan?.times ?? 0;
  let injected = 0;
  let begun;
  const begins = new Promise((done) => {
    begun = done;
  });
  const server = createServer(async (request, response) => {
    response.on('error', () => undefined);
    let body = '';
    try {
      for await (const piece of request) body += piece;
    } catch {
      return;
    }
    begun();
    const parameters = new URLSearchParams(body);
    const action = String(request.headers['x-amz-target'] ?? parameters.get('Action')).replace(/^.*\./, '');
    const honest = honestReply(action, parameters);
    const text = written(action, honest);
    if (left > 0 && plan.matches(action)) {
      left -= 1;
      injected += 1;
      plan.reply(action, response, text, honest);
    } else response.end(text);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    injected: () => injected,
    /** Fulfilled when the first request is there. */
    begins,
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

/** Runs the program; `interrupt` is how long after its first request it is sent SIGINT, if at all. */
async function runProgram({ program, words, plan, interrupt }) {
  const aws = await startAws(plan);
  const cwd = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(AWS_|PRIVATE_ECS_|CI$|NODE_OPTIONS$)/.test(key),
  );
  const env = {
    ...Object.fromEntries(kept),
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    ...(plan?.attempts && { AWS_MAX_ATTEMPTS: plan.attempts }),
  };
  const begin = Date.now();
  const child = spawn(process.execPath, ['--require', QUICK_CLOCK, program, ...words], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const killer = setTimeout(() => child.kill('SIGKILL'), IN_TIME);
  if (interrupt !== undefined) {
    aws.begins.then(() => setTimeout(() => child.kill('SIGINT'), interrupt));
  }
  // Interrupted once it is about to end by itself, Node has no handler any more: then it is the signal that ends it.
  const code = await new Promise((done) =>
    child.on('close', (own, signal) => done(signal === 'SIGINT' ? 130 : own)),
  );
  clearTimeout(killer);
  const files = readdirSync(cwd, { recursive: true });
  rmSync(cwd, { recursive: true, force: true });
  const injected = aws.injected();
  await aws.stop();
  return { code, stdout, stderr, took: Date.now() - begin, files, injected };
}

/** What is wrong with how a run ended; nothing where all is well. */
function faultsOf(outcome, { plan, honest, interrupt }) {
  const { code, stdout, stderr, took, files, injected } = outcome;
  const faults = [];
  const expect = (holds, fault) => {
    if (!holds) faults.push(fault);
  };
  const codes = interrupt === undefined ? [0, 1, 2] : [0, 1, 2, 130];
  expect(took < IN_TIME, 'it did not end in time');
  expect(codes.includes(code), `it ended with ${code}`);
  expect(!/Internal error in/.test(stdout + stderr), 'it calls it a fault of its own');
  expect(!/^\|?\s+at .*[:(]\d+/m.test(stderr), 'it shows a stack');
  expect(!/\[object |undefined|NaN/.test(stderr), 'it shows what is no text');
  expect(stderr.length < 5_000, `it says ${stderr.length} characters`);
  expect(code !== 2 || stderr.trim() !== '', 'it fails without a word');
  expect(code === 0 || files.length === 0, `it ended with ${code} and left ${files.join(', ')}`);
  if (plan.strict && injected > 0 && (code === 0 || code === 1)) {
    expect(
      code === honest.code && stdout === honest.stdout,
      `it takes a broken reply for an answer: ${code} ${stdout.slice(-1500)}`,
    );
  }
  return faults;
}

/**
 * @param {{ seed: number, runs: number, log: (text: string) => void, program: string, only?: string }} options
 * @returns {Promise<string[]>} what went wrong, with the seed of each run
 */
export async function run({ seed, runs, log, program }) {
  const honest = new Map();
  const found = [];
  let next = 0;
  const worker = async () => {
    for (;;) {
      const number = next;
      next += 1;
      if (number >= runs) return;
      const own = seed + number;
      const random = randomFrom(own);
      const words = random.pick(COMMANDS)((flag) => (random.fraction() < 0.5 ? [flag] : []));
      const key = words.join(' ');
      if (!honest.has(key)) honest.set(key, runProgram({ program, words }));
      const plan = planned(random);
      plan.attempts = random.pick([undefined, '1', '2', '1000']);
      const interrupt = random.fraction() < 0.1 ? random.below(1_000) : undefined;
      const expected = await honest.get(key);
      if (expected.code === 2) throw new Error(`${key} fails with an honest AWS: ${expected.stderr}`);
      const outcome = await runProgram({ program, words, plan, interrupt });
      for (const fault of faultsOf(outcome, { plan, honest: expected, interrupt })) {
        const what = [plan.name, ...(plan.changes ?? []).slice(0, 5)].join('; ');
        const text = `seed ${own}: ${fault} (${key}; ${what}): ${outcome.stderr.slice(0, 300)}`;
        found.push(text);
        log(text);
      }
    }
  };
  await Promise.all(Array.from({ length: 3 }, worker));
  return found;
}
