import { fork, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { constants, setPriority } from 'node:os';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { honestReply, SUBNET, written } from './fuzz/parts/account.mjs';

/**
 * What a sweep costs, against an AWS on loopback that takes its time to answer and limits the rate of calls for each account, Region and action
 * as AWS does. Fails where memory grows with the accounts, time grows faster than the VPCs or doesn't fall with concurrency, or a call is
 * above its rate.
 *
 * node scripts/sweep-scale.mjs [accounts]
 *
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
 */
const ACCOUNTS = Number(process.argv[2] ?? 1000);
/** Beyond what is expected, for what the machine does besides. */
const SLACK = 1.5;
/** Until a reply begins, in milliseconds: as a Region takes on the same continent, and one across an ocean. */
const [NEAR, FAR] = [60, 300];
/** Calls that an account can make at once of each action in a Region, and how many more come every second. */
const BUCKETS = {
  ec2: { size: 100, refill: 20 },
  ecs: { size: 50, refill: 20 },
  route53: { size: 5, refill: 5 },
  sts: { size: 600, refill: 600 },
};
const PROGRAM = fileURLToPath(new URL('../dist/cli.cjs', import.meta.url));

/**
 * Each is compared with the one that it names, by what it is expected to take that many times of: seconds where it waits most of the
 * time, CPU seconds where the CPU is full. Where `zones` is set, endpoints are missing, so that Route 53 is asked for each VPC, too.
 */
const FLEETS = [
  { name: 'half', accounts: ACCOUNTS / 100, vpcs: 5, concurrency: 3, latency: FAR },
  { name: 'all', accounts: ACCOUNTS / 50, vpcs: 5, concurrency: 3, latency: FAR, than: 'half', seconds: 2 },
  {
    name: 'twice as many at a time',
    accounts: ACCOUNTS / 50,
    vpcs: 5,
    concurrency: 6,
    latency: FAR,
    than: 'all',
    seconds: 1 / 2,
  },
  { name: 'one account', accounts: 1, vpcs: Math.min(300, ACCOUNTS), concurrency: 50 },
  { name: 'one account, zones', accounts: 1, vpcs: Math.min(60, ACCOUNTS), concurrency: 50, zones: true },
  { name: 'a quarter', accounts: ACCOUNTS / 4, vpcs: 5, concurrency: 50 },
  { name: 'the whole', accounts: ACCOUNTS, vpcs: 5, concurrency: 50, than: 'a quarter', 'CPU seconds': 4 },
];

async function compareFleets() {
  const aws = fork(fileURLToPath(import.meta.url), ['serve']);
  preferred(aws.pid);
  const { url } = await answerOf(aws, undefined);
  const results = new Map();
  const faults = [];
  try {
    for (const { name, than, ...fleet } of FLEETS) {
      const { late, ...result } = await sweep(fleet, url, aws);
      results.set(name, { ...result, late: late.length });
      console.log(name, results.get(name));
      if (late.length > 0)
        faults.push(`${name}: above their rate after the first second: ${late.join(', ')}`);
      if (result.unread > 0) faults.push(`${name}: ${result.unread} not read`);
      for (const measure of ['seconds', 'CPU seconds', 'peak MB']) {
        const times = measure === 'peak MB' ? 1 : fleet[measure];
        if (than === undefined || times === undefined) continue;
        const ratio = result[measure] / results.get(than)[measure];
        console.log(`${name}: ${ratio.toFixed(2)} times the ${measure} of "${than}", ${times} expected.`);
        if (ratio > times * SLACK) faults.push(`${name}: too many ${measure}`);
      }
    }
  } finally {
    aws.kill();
  }
  console.table(Object.fromEntries(results));
  for (const fault of faults) console.error(fault);
  return faults.length > 0 ? 1 : 0;
}

/** Where this is allowed: calls that the fake gets to late, all at once, would be above their rate. */
function preferred(pid) {
  try {
    setPriority(pid, constants.priority.PRIORITY_HIGH);
  } catch {}
}

/** The next message of the fake, which is asked for one unless that is its first. */
function answerOf(aws, question) {
  return new Promise((resolve) => {
    aws.once('message', resolve);
    if (question) aws.send(question);
  });
}

async function sweep({ accounts, vpcs, concurrency, latency = NEAR, zones = false }, url, aws) {
  const fleet = { vpcs, zones, latency };
  await answerOf(aws, fleet);
  const begun = performance.now();
  const ids = Array.from({ length: Math.round(accounts) }, (_, at) => String(100_000_000_000 + at));
  const rows = await run(
    ['--role', 'audit', '--regions', 'eu-west-1', '--concurrency', String(concurrency)],
    ids,
    url,
  );
  const seconds = (performance.now() - begun) / 1000;
  const { requests, throttled, late } = await answerOf(aws, fleet);
  return {
    accounts: ids.length,
    concurrency,
    vpcs: rows.vpcs,
    unread: rows.unread,
    requests,
    throttled,
    late,
    seconds: Number(seconds.toFixed(1)),
    'CPU seconds': Number(rows.cpu.toFixed(1)),
    'peak MB': Math.round(rows.memory / 1e6),
  };
}

/** Runs the program; its peak memory and its CPU time come with what it prints. */
function run(flags, ids, url) {
  const cost =
    'data:text/javascript,process.on("exit",()=>{const{maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();process._rawDebug("cost",maxRSS,userCPUTime+systemCPUTime)})';
  const args = [
    '--import',
    cost,
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
    child.on('close', () => {
      const [, memory, cpu] = /cost (\d+) (\d+)/.exec(said) ?? [];
      resolve({ vpcs, unread, memory: Number(memory) * 1024, cpu: Number(cpu) / 1e6 });
    });
  });
}

/** The fake, in a process of its own. */
async function serve() {
  let [requests, throttled, late, fleet] = [0, 0, [], undefined];
  const buckets = new Map();
  let begun;
  /** Takes a token; false where there is none. What is refused a second after the first call counts as late. */
  const take = (place, action, { size, refill }) => {
    const key = `${place} ${action}`;
    const now = performance.now();
    begun ??= now;
    const bucket = buckets.get(key) ?? { tokens: size, at: now };
    buckets.set(key, bucket);
    bucket.tokens = Math.min(size, bucket.tokens + ((now - bucket.at) / 1000) * refill);
    bucket.at = now;
    if (bucket.tokens < 1) {
      throttled += 1;
      if (now - begun > 1000) late.push(action);
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
    const action = target?.replace(/^.*\./, '') ?? parameters.get('Action') ?? 'ListHostedZonesByVPC';
    const [, key, region, service] =
      /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)/.exec(request.headers.authorization ?? '') ?? [];
    const isLet = take(`${key} ${region}`, action, BUCKETS[service]);
    setTimeout(() => {
      if (isLet) {
        response.end(reply(action, parameters, body, fleet));
        return;
      }
      response.writeHead(target === undefined ? 503 : 400);
      response.end(
        target === undefined
          ? '<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors></Response>'
          : '{"__type":"ThrottlingException","message":"Rate exceeded"}',
      );
    }, fleet.latency);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.on('message', (next) => {
    const report = { requests, throttled, late };
    [requests, throttled, late, fleet] = [0, 0, [], next];
    begun = undefined;
    buckets.clear();
    process.send(report);
  });
  process.send({ url: `http://127.0.0.1:${server.address().port}` });
}

const VPC = 'vpc-0a1b2c3d4e5f60718';
/** The ends of IDs: three digits in hexadecimal. */
const ends = (count) => Array.from({ length: count }, (_, at) => at.toString(16).padStart(3, '0'));
/** A text about the one VPC that is known, made one about another. */
const of = (end, text) =>
  text.replaceAll(VPC, `${VPC.slice(0, -3)}${end}`).replaceAll(SUBNET, `${SUBNET.slice(0, -3)}${end}`);

/** What the account answers: as many times the one VPC and its service, on Fargate. */
function reply(action, parameters, body, { vpcs, zones }) {
  if (action === 'AssumeRole') return assumed(parameters.get('RoleArn').split(':')[4]);
  if (action === 'ListHostedZonesByVPC') return NO_ZONES;
  if (action === 'ListTasks') return '{"taskArns":[]}';
  const honest = honestReply(action, parameters);
  const { tree } = honest;
  if (action === 'DescribeVpcEndpoints' && !zones) {
    const [first] = tree.vpcEndpointSet;
    tree.vpcEndpointSet.push(
      ...['logs', 'secretsmanager', 'ssmmessages', 'kms', 'ecs-agent'].map((service) => ({
        ...first,
        vpcEndpointId: `vpce-${service}`,
        serviceName: `com.amazonaws.eu-west-1.${service}`,
      })),
    );
  }
  if (action === 'ListServices') {
    const first = Number(JSON.parse(body).nextToken ?? 0);
    const page = ends(vpcs).slice(first, first + 100);
    const nextToken = first + 100 < vpcs ? { nextToken: String(first + 100) } : {};
    return JSON.stringify({ serviceArns: page.map((end) => `${tree.serviceArns[0]}-${end}`), ...nextToken });
  }
  if (action === 'DescribeServices') {
    const [service] = tree.services;
    const { capacityProviderStrategy: _, ...fargate } = service;
    return JSON.stringify({
      services: JSON.parse(body).services.map((name) => {
        const serviceName = name.slice(name.lastIndexOf('/') + 1);
        return JSON.parse(
          of(name.slice(-3), JSON.stringify({ ...fargate, serviceName, launchType: 'FARGATE' })),
        );
      }),
    });
  }
  if (action === 'DescribeSubnets' && !body.includes('vpc-id')) {
    const subnets = ends(vpcs).map((end) => JSON.parse(of(end, JSON.stringify(tree.subnetSet[0]))));
    return written(action, { kind: 'xml', tree: { subnetSet: subnets } });
  }
  const end = new RegExp(`${VPC.slice(0, -3)}(...)`).exec(decodeURIComponent(body))?.[1];
  const text = written(action, honest);
  return end === undefined ? text : of(end, text);
}

const NO_ZONES =
  '<ListHostedZonesByVPCResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><HostedZoneSummaries/><MaxItems>100</MaxItems></ListHostedZonesByVPCResponse>';

const assumed = (account) =>
  `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>AKIA${account}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

if (process.argv[2] === 'serve') await serve();
else process.exitCode = await compareFleets();
