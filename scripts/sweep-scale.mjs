import { fork, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { honestReply, SUBNET, written } from './fuzz/parts/account.mjs';

/**
 * What a sweep of many accounts costs: 5 VPCs in each, against an AWS on loopback that limits the rate of calls for each account and
 * action as AWS does. Half the accounts, all of them, and all of them with half the concurrency. Fails where memory grows with
 * the accounts, or time grows clearly faster than they do.
 *
 * node scripts/sweep-scale.mjs [accounts]
 *
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const ACCOUNTS = Number(process.argv[2] ?? 1000);
const VPCS = 5;
const CONCURRENCY = 20;
/** Beyond what is expected, for what the machine does besides. */
const SLACK = 1.5;
/** Calls that an account can make at once of each action, and how many more come every second. */
const BUCKET = { size: 50, refill: 20 };
const PROGRAM = fileURLToPath(new URL('../dist/cli.cjs', import.meta.url));

async function compareFleets() {
  const aws = fork(fileURLToPath(import.meta.url), ['serve']);
  const { url } = await answerOf(aws, undefined);
  try {
    const results = [];
    for (const [accounts, concurrency] of [
      [ACCOUNTS / 2, CONCURRENCY],
      [ACCOUNTS, CONCURRENCY],
      [ACCOUNTS, CONCURRENCY / 2],
    ])
      results.push(await sweep(Math.round(accounts), concurrency, url, aws));
    console.table(results);
    const [half, whole] = results;
    const slower = whole.seconds / half.seconds / 2;
    const larger = whole['peak MB'] / half['peak MB'];
    console.log(
      `Twice the accounts: ${(slower * 2).toFixed(1)} times as long, ${larger.toFixed(2)} times the memory.`,
    );
    return slower <= SLACK && larger <= SLACK && results.every(({ late }) => late === 0) ? 0 : 1;
  } finally {
    aws.kill();
  }
}

/** The next message of the fake, which is asked for one unless that is its first. */
function answerOf(aws, question) {
  return new Promise((resolve) => {
    aws.once('message', resolve);
    if (question) aws.send(question);
  });
}

async function sweep(accounts, concurrency, url, aws) {
  await answerOf(aws, { reset: true });
  const begun = performance.now();
  const ids = Array.from({ length: accounts }, (_, at) => String(100_000_000_000 + at));
  const rows = await run(
    ['--role', 'audit', '--regions', 'eu-west-1', '--concurrency', String(concurrency)],
    ids,
    url,
  );
  const seconds = (performance.now() - begun) / 1000;
  const { requests, throttled, late } = await answerOf(aws, { report: true });
  return {
    accounts,
    concurrency,
    vpcs: rows.vpcs,
    unread: rows.unread,
    requests,
    throttled,
    late,
    seconds: Number(seconds.toFixed(1)),
    'peak MB': Math.round(rows.memory / 1e6),
  };
}

/** Runs the program; its peak memory comes with what it prints. */
function run(flags, ids, url) {
  const peak =
    'data:text/javascript,process.on("exit",()=>process._rawDebug("peak "+process.resourceUsage().maxRSS))';
  const args = [
    '--import',
    peak,
    PROGRAM,
    'sweep',
    '--accounts',
    ids.join(','),
    ...flags,
    '--report',
    'jsonl',
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_REGION: 'eu-west-1',
    },
  });
  let [vpcs, unread, said] = [0, 0, ''];
  child.stdout.on('data', (piece) => {
    vpcs += String(piece).split('"launchTypes"').length - 1;
    unread += String(piece).split('"error":"').length - 1;
  });
  child.stderr.on('data', (piece) => {
    said += piece;
  });
  return new Promise((resolve) => {
    child.on('close', () => resolve({ vpcs, unread, memory: Number(/peak (\d+)/.exec(said)?.[1]) * 1024 }));
  });
}

/** The fake, in a process of its own. */
async function serve() {
  let [requests, throttled, late] = [0, 0, 0];
  const buckets = new Map();
  /** Takes a token; false where there is none. What is refused a second after the first call counts as late. */
  const take = (account, action) => {
    const key = `${account} ${action}`;
    const now = performance.now();
    const bucket = buckets.get(key) ?? { tokens: BUCKET.size, at: now, since: now };
    buckets.set(key, bucket);
    bucket.tokens = Math.min(BUCKET.size, bucket.tokens + ((now - bucket.at) / 1000) * BUCKET.refill);
    bucket.at = now;
    if (bucket.tokens < 1) {
      throttled += 1;
      if (now - bucket.since > 1000) late += 1;
      return false;
    }
    bucket.tokens -= 1;
    return true;
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    requests += 1;
    const target = request.headers['x-amz-target'];
    const parameters = new URLSearchParams(body);
    const action = target === undefined ? parameters.get('Action') : String(target).replace(/^.*\./, '');
    const account = /Credential=AKIA(\d+)/.exec(request.headers.authorization ?? '')?.[1] ?? 'caller';
    if (account !== 'caller' && !take(account, action)) {
      response.writeHead(target === undefined ? 503 : 400);
      response.end(
        target === undefined
          ? '<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors></Response>'
          : '{"__type":"ThrottlingException","message":"Rate exceeded"}',
      );
      return;
    }
    response.end(reply(action, parameters, body));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.on('message', ({ reset }) => {
    const report = { requests, throttled, late };
    if (reset) {
      [requests, throttled, late] = [0, 0, 0];
      buckets.clear();
    }
    process.send(report);
  });
  process.send({ url: `http://127.0.0.1:${server.address().port}` });
}

const VPC = 'vpc-0a1b2c3d4e5f60718';
const numbers = Array.from({ length: VPCS }, (_, at) => at + 1);
/** A text about the one VPC that is known, made one about another. */
const of = (number, text) =>
  text.replaceAll(VPC, `${VPC.slice(0, -1)}${number}`).replaceAll(SUBNET, `${SUBNET.slice(0, -1)}${number}`);

/** What the account answers: five times the one VPC and its service, on Fargate. */
function reply(action, parameters, body) {
  if (action === 'AssumeRole') return assumed(parameters.get('RoleArn').split(':')[4]);
  if (action === 'ListTasks') return '{"taskArns":[]}';
  const honest = honestReply(action, parameters);
  const { tree } = honest;
  if (action === 'ListServices')
    return JSON.stringify({ serviceArns: numbers.map((number) => `${tree.serviceArns[0]}-${number}`) });
  if (action === 'DescribeServices') {
    const [service] = tree.services;
    const { capacityProviderStrategy: _, ...fargate } = service;
    return JSON.stringify({
      services: numbers.map((number) =>
        JSON.parse(
          of(number, JSON.stringify({ ...fargate, serviceName: `web-${number}`, launchType: 'FARGATE' })),
        ),
      ),
    });
  }
  if (action === 'DescribeSubnets' && !body.includes('vpc-id')) {
    const subnets = numbers.map((number) => JSON.parse(of(number, JSON.stringify(tree.subnetSet[0]))));
    return written(action, { kind: 'xml', tree: { subnetSet: subnets } });
  }
  const number = /vpc-0a1b2c3d4e5f6071(\d)/.exec(decodeURIComponent(body))?.[1];
  const text = written(action, honest);
  return number === undefined ? text : of(number, text);
}

const assumed = (account) =>
  `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>AKIA${account}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

if (process.argv[2] === 'serve') await serve();
else process.exitCode = await compareFleets();
