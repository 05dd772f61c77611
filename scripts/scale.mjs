import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/**
 * What a large VPC costs: a generated snapshot of 1,000 subnets, 500 route tables and 50 endpoints, loaded, reported and
 * planned for, and the same at half and a quarter of the size. Each size has a process of its own, for its memory.
 * Fails where time grows clearly faster than subnets × services.
 */
const SIZES = [250, 500, 1000];
/** Beyond linear growth, for what the machine does besides. */
const SLACK = 1.5;

async function compareSizes() {
  const folder = await mkdtemp(join(tmpdir(), 'scale-'));
  try {
    const bundle = await bundleOfProgram(folder);
    const results = [];
    for (const size of SIZES) results.push(await inOwnProcess(size, bundle));
    console.table(
      results.map(({ times, memory, ...counts }) => ({
        ...counts,
        ...Object.fromEntries(Object.entries(times).map(([step, time]) => [`${step} s`, seconds(time)])),
        'peak MB': Math.round(memory / 1024),
      })),
    );
    const [small] = results;
    const large = results.at(-1);
    const times = large.subnets / small.subnets;
    const growths = Object.entries({ doctor: ['trace', 'findings', 'report'], create: ['plan'] }).map(
      ([command, steps]) => [command, time(large, steps) / time(small, steps)],
    );
    for (const [command, growth] of growths) {
      console.log(`${command}: ${growth.toFixed(1)} times as long for ${times} times the subnets`);
    }
    return growths.every(([, growth]) => growth <= times * SLACK) ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What some steps took together. */
const time = ({ times }, steps) => steps.reduce((sum, step) => sum + times[step], 0);

const seconds = (milliseconds) => (milliseconds / 1000).toFixed(2);

/** The parts of the program that are measured, without prompts and AWS. */
async function bundleOfProgram(folder) {
  const outfile = join(folder, 'program.mjs');
  const contents = `
    export { loadSnapshot } from './src/sources/snapshot/snapshot.ts';
    export { needs } from './src/core/workload/needs.ts';
    export { trace } from './src/core/trace/trace.ts';
    export { findings } from './src/core/findings/findings.ts';
    export { renderReport } from './src/reports/render-report.ts';
    export { plan } from './src/core/plan/plan.ts';
  `;
  await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('..', import.meta.url)), loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.12',
    loader: { '.md': 'text' },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}

function inOwnProcess(size, bundle) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [String(size), bundle]);
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`the process for ${size} subnets ended with ${code}`)));
  });
}

function measure(count, { loadSnapshot, needs, trace, findings, renderReport, plan }) {
  const times = {};
  const timed = (step, work) => {
    const start = performance.now();
    const result = work();
    times[step] = performance.now() - start;
    return result;
  };
  const text = JSON.stringify(snapshot(count));
  const network = timed('load', () => loadSnapshot(text, 'vpc.json'));

  const launchType = 'ec2';
  const wanted = needs({ launchType, services: SERVICES, serviceConnect: false });
  const tasks = { subnetIds: network.subnets.map(({ id }) => id), securityGroupIds: [] };
  const paths = timed('trace', () => trace(network, wanted, tasks));
  const scene = { network, needs: wanted, tasks, launchType, paths };
  const found = timed('findings', () => findings(scene));
  timed('report', () => {
    const report = { ...scene, remarks: [], findings: found, ok: false, next: undefined };
    const style = { width: 80, colour: false, unicode: true };
    return ['text', 'markdown', 'json'].map((format) => renderReport(report, format, style));
  });
  const { changes, prerequisites } = timed('plan', () =>
    plan({
      network,
      needs: wanted,
      tasks,
      launchType,
      iac: 'terraform',
      name: 'private-ecs',
      tags: {},
      s3Policy: 'full',
    }),
  );
  return {
    subnets: count,
    tables: network.routeTables.length,
    services: wanted.length,
    paths: paths.length,
    findings: found.length,
    changes: changes.length + prerequisites.length,
    times,
    memory: process.resourceUsage().maxRSS,
  };
}

const REGION = 'eu-west-1';
/** What tasks use besides what every task on EC2 needs. */
const SERVICES = ['logs', 'secretsmanager', 'ssm', 'ssmmessages', 'kms', 'sts', 'dynamodb'];
const NEEDED = ['ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry', ...SERVICES.slice(0, -1)];
const ENDPOINTS = 50;
const ZONES = ['a', 'b', 'c'];

/**
 * A VPC with some of everything wrong: tables without the S3 route, tables with a route that beats it, a group that admits
 * the older subnets alone, an endpoint without private DNS, one that is missing, and a network ACL that lets no answers in.
 */
function snapshot(count) {
  const tables = range(count / 2).map((index) => ({
    id: id('rtb', index),
    name: `app-${index}`,
    main: index === 0,
    routes: [
      route('10.0.0.0/8', 'local', 'local'),
      route('0.0.0.0/0', 'nat-gateway', id('nat', index % 3)),
      route('10.255.0.0/16', 'transit-gateway', id('tgw', 0)),
      ...(index % 5 === 0 ? [] : [route(PREFIX_LISTS[0].id, 'vpc-endpoint', id('vpce', 0))]),
      ...(index % 50 === 1 ? [route('52.218.0.0/18', 'nat-gateway', id('nat', 0))] : []),
      ...(index % 7 === 0 ? [] : [route(PREFIX_LISTS[1].id, 'vpc-endpoint', id('vpce', 1))]),
    ],
  }));
  const subnets = range(count).map((index) => ({
    id: id('subnet', index),
    name: `app-${index}`,
    az: `${REGION}${ZONES[index % ZONES.length]}`,
    cidr: `10.${Math.floor(index / 256)}.${index % 256}.0/24`,
    routeTableId: id('rtb', Math.floor(index / 2)),
    implicit: index < 2,
  }));
  const tableIdsWith = (gateway) =>
    tables
      .filter(({ routes }) => routes.some(({ target }) => target.id === gateway))
      .map((table) => table.id);
  const extra = range(ENDPOINTS).map((index) => `service-${index}`);
  const endpoints = [
    ...PREFIX_LISTS.map(({ name }, index) => ({
      ...endpoint(index, name.split('.').at(-1)),
      kind: 'gateway',
      privateDns: false,
      routeTableIds: tableIdsWith(id('vpce', index)),
    })),
    ...[...NEEDED.filter((service) => service !== 'kms'), ...extra].map((service, index) => ({
      ...endpoint(index + 2, service),
      privateDns: service !== 'ssm',
      subnetIds: subnets.slice(0, 3).map((subnet) => subnet.id),
      interfaces: subnets.slice(0, 3).map((subnet, place) => ({
        id: id('eni', index * 3 + place),
        subnetId: subnet.id,
        ip: `10.0.${place}.${index + 4}`,
      })),
      securityGroupIds: [id('sg', service === 'logs' ? 1 : 0)],
    })),
  ].slice(0, ENDPOINTS);
  return {
    schemaVersion: 1,
    region: REGION,
    partition: 'aws',
    vpc: {
      id: id('vpc', 0),
      cidrs: ['10.0.0.0/8'],
      ipv6Cidrs: [],
      dnsSupport: true,
      dnsHostnames: true,
      nameServers: ['AmazonProvidedDNS'],
    },
    subnets,
    routeTables: tables,
    endpoints,
    securityGroups: [group(0, ['10.0.0.0/8']), group(1, ['10.0.0.0/16', '10.1.0.0/18'])],
    networkAcls: range(count / 25).map((index) => ({
      id: id('acl', index),
      subnetIds: subnets.slice(index * 25, index * 25 + 25).map((subnet) => subnet.id),
      entries: [
        entry(100, true, '0.0.0.0/0', null, null),
        entry(100, false, '10.0.0.0/8', null, null),
        ...(index % 20 === 3 ? [] : [entry(110, false, '0.0.0.0/0', 1024, 65535)]),
      ],
    })),
    natGateways: range(3).map((index) => ({
      id: id('nat', index),
      subnetId: null,
      state: 'available',
      connectivity: 'public',
    })),
    prefixLists: PREFIX_LISTS,
    offers: NEEDED.map((service) => ({
      service,
      serviceName: `com.amazonaws.${REGION}.${service}`,
      kind: 'interface',
      azs: ZONES.map((zone) => `${REGION}${zone}`),
      policySupported: true,
    })),
    unreadable: [],
    assumptions: [],
  };
}

const range = (length) => Array.from({ length: Math.ceil(length) }, (_, index) => index);

/** An id in AWS's form. */
function id(prefix, number) {
  return `${prefix}-${number.toString(16).padStart(17, '0')}`;
}

const PREFIX_LISTS = [
  {
    id: 'pl-6da54004',
    name: `com.amazonaws.${REGION}.s3`,
    cidrs: ['52.218.0.0/17', '52.92.0.0/17', '3.5.64.0/21', '3.5.72.0/23'],
  },
  {
    id: 'pl-6fa54006',
    name: `com.amazonaws.${REGION}.dynamodb`,
    cidrs: ['52.119.240.0/21', '52.94.24.0/23'],
  },
];

const route = (destination, kind, targetId) => ({
  destination,
  target: { kind, id: targetId },
  state: 'active',
  propagated: false,
});

const endpoint = (number, service) => ({
  id: id('vpce', number),
  serviceName: `com.amazonaws.${REGION}.${service}`,
  service,
  kind: 'interface',
  state: 'available',
  privateDns: true,
  inboundResolverOnly: false,
  subnetIds: [],
  interfaces: [],
  securityGroupIds: [],
  routeTableIds: [],
  policy: null,
});

const group = (number, cidrs) => ({
  id: id('sg', number),
  name: `endpoints-${number}`,
  ingress: [
    { protocol: 'tcp', fromPort: 443, toPort: 443, cidrs, ipv6Cidrs: [], prefixListIds: [], groupIds: [] },
  ],
  egress: [],
});

const entry = (ruleNumber, egress, cidr, fromPort, toPort) => ({
  ruleNumber,
  egress,
  allow: true,
  protocol: fromPort === null ? '-1' : '6',
  cidr,
  fromPort,
  toPort,
});

const [, , size, bundle] = process.argv;
if (bundle !== undefined) process.send(await measure(Number(size), await import(pathToFileURL(bundle).href)));
else process.exitCode = await compareSizes();
