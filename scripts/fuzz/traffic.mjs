import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { honestReply, PLACE, written } from './parts/account.mjs';
import { randomFrom } from './parts/random.mjs';

/*
 * `doctor --traffic --flow-logs --cost` against a CloudWatch that measures oddly: whatever it answers, the program ends in a sentence,
 * and its figures are the sums of what was answered, or unknown. No figure is 0 that nobody measured.
 */

const WORDS = ['doctor', ...PLACE, '--traffic', '24h', '--flow-logs', '--cost', '--yes'];
const HOUR = 3_600;
const ESCAPE = String.fromCharCode(27);

/** What is no number of bytes. As text, JSON has numbers that it has no other word for. */
const NO_BYTES = [-1, -1e-9, 1e300, 'NaN', 'Infinity', '-Infinity', 'x', '', true, {}, []];
const NO_TOTAL = ['', ' ', '-1', 'NaN', 'Infinity', '1e300', '0x10', '1 2', 'x'];
const LABELS = [
  'S3',
  'DYNAMODB',
  'AMAZON',
  '-',
  `${ESCAPE}[2J`,
  '::error::x\n::y',
  '__proto__',
  'constructor',
  'x'.repeat(1_000),
];

const json = (tree) => JSON.stringify(tree);

/** A metric's result, and what is then known of it: a sum, `null`, or 'foreign' where the reply as a whole can't be taken. */
function resultOf(id, isEndpoint, random) {
  const count = random.pick([0, 1, 3]);
  const start = Math.floor(Date.now() / 1000) - 20 * HOUR;
  const Timestamps = Array.from({ length: count }, (_, index) => start + index * HOUR);
  const Values = Timestamps.map(() => random.pick([0, 1, random.below(2 ** 31), 2 ** 50]));
  const result = { Id: id, Label: random.pick(LABELS), StatusCode: 'Complete', Timestamps, Values };
  const sum = count === 0 && !isEndpoint ? null : Values.reduce((all, each) => all + each, 0);
  switch (random.below(8)) {
    case 0:
      return { result: undefined, known: null };
    case 1:
      return {
        result: { ...result, StatusCode: random.pick(['PartialData', 'InternalError', 'Forbidden']) },
        known: null,
      };
    case 2:
      if (count === 0) return { result, known: sum };
      Values[0] = random.pick(NO_BYTES);
      return { result, known: 'foreign' };
    case 3:
      Values.push(1);
      return { result, known: 'foreign' };
    default:
      return { result, known: sum };
  }
}

function metricData(body, random) {
  const queries = JSON.parse(body).MetricDataQueries ?? [];
  const results = queries.map(({ Id, MetricStat: { Metric } }) => ({
    metric: Metric.MetricName,
    of: Metric.Dimensions.find(({ Name }) => /Id$/.test(Name) && !/Vpc Id/.test(Name))?.Value,
    ...resultOf(Id, Metric.MetricName === 'BytesProcessed', random),
  }));
  return { results, text: json({ MetricDataResults: results.flatMap(({ result }) => result ?? []) }) };
}

function queryResults(random) {
  let foreign = false;
  const results = Array.from({ length: random.below(4) }, () => {
    const isNone = random.fraction() < 0.2;
    foreign ||= isNone;
    const row = {
      f_interface_id: 'eni-nat',
      f_pkt_src_aws_service: '-',
      f_pkt_dst_aws_service: random.pick(LABELS),
      total: isNone ? random.pick(NO_TOTAL) : random.pick(['0', '7', '1.5E9', '123456789']),
    };
    return Object.entries(row).map(([field, value]) => ({ field, value }));
  });
  const statistics = { bytesScanned: random.pick([0, 5e9, ...NO_BYTES]) };
  return { foreign, text: json({ status: 'Complete', results, statistics }) };
}

const XML = {
  DescribeNatGateways: {
    natGatewaySet: [
      {
        natGatewayId: 'nat-1',
        subnetId: 'subnet-0aaaaaaaaaaaaaaa1',
        state: 'available',
        connectivityType: 'public',
        natGatewayAddressSet: [{ networkInterfaceId: 'eni-nat' }],
      },
    ],
  },
  DescribeFlowLogs: {
    flowLogSet: [
      {
        flowLogId: 'fl-1',
        resourceId: PLACE[3],
        trafficType: 'ALL',
        logDestinationType: 'cloud-watch-logs',
        logGroupName: '/vpc/flows',
        logFormat: [
          'interface-id',
          'srcaddr',
          'dstaddr',
          'bytes',
          'pkt-src-aws-service',
          'pkt-dst-aws-service',
        ]
          .map((field) => `$\{${field}}`)
          .join(' '),
      },
    ],
  },
};

/** An AWS that answers a request alike as often as it is made. */
async function startAws(seed) {
  const told = { metrics: [], foreignRows: false };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const parameters = new URLSearchParams(body);
    const action = String(request.headers['x-amz-target'] ?? parameters.get('Action')).replace(/^.*\./, '');
    if (action === 'ListMetrics') response.end(json({ Metrics: [] }));
    else if (action === 'GetMetricData') {
      const { results, text } = metricData(body, randomFrom(seed));
      // The size of a log group is asked for by itself.
      if (results.some(({ of }) => of !== undefined)) told.metrics = results;
      response.end(text);
    } else if (action === 'StartQuery') response.end(json({ queryId: 'q' }));
    else if (action === 'GetQueryResults') {
      const { foreign, text } = queryResults(randomFrom(seed));
      told.foreignRows = foreign;
      response.end(text);
    } else if (XML[action])
      response.end(written(action, { kind: 'xml', tree: { requestId: '0', ...XML[action] } }));
    else response.end(written(action, honestReply(action, parameters)));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, told, stop };
}

async function runProgram(program, words, url) {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(AWS_|PRIVATE_ECS_|CI$|NODE_OPTIONS$)/.test(key),
  );
  const env = {
    ...Object.fromEntries(kept),
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
  };
  const child = spawn(process.execPath, [program, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
    });
  return { code: await new Promise((done) => child.on('close', done)), ...texts };
}

const COUNTERS = {
  BytesInFromDestination: 'bytesInFromDestination',
  BytesOutToDestination: 'bytesOutToDestination',
  BytesInFromSource: 'bytesInFromSource',
  BytesOutToSource: 'bytesOutToSource',
  BytesProcessed: 'bytesProcessed',
};

/** What is wrong with how a run ended, and with what it says; nothing where all is well. */
function faultsOf({ code, stdout, stderr }, told, isJson) {
  if (![0, 1].includes(code) || /\s+at .*[:(]\d+|Internal error/.test(stderr))
    return [`it ended with ${code}: ${stderr.slice(0, 500)}`];
  return isJson ? figureFaults(stdout, told) : textFaults(stdout);
}

/** Nothing that was answered reaches the terminal as more than text. */
const textFaults = (stdout) =>
  stdout.includes(ESCAPE) || /^::|NaN|Infinity|undefined/m.test(stdout)
    ? [`it shows what is no text: ${stdout.slice(0, 2_000)}`]
    : [];

function figureFaults(stdout, { metrics, foreignRows }) {
  const { traffic } = JSON.parse(stdout);
  const foreign = metrics.some(({ known }) => known === 'foreign');
  const owners = [...traffic.natGateways, ...traffic.endpoints];
  const faults = metrics.flatMap(({ metric, of, known }) => {
    const owner = owners.find(({ natGatewayId, endpointId }) => of === (natGatewayId ?? endpointId));
    const shown = owner?.[COUNTERS[metric]];
    const right = foreign ? null : known;
    return shown === right ? [] : [`${metric} of ${of} is ${shown} and not ${right}`];
  });
  if (metrics.length === 0) faults.push('it asked for no metric');
  if (foreignRows && traffic.flowLogs.natGateways.length > 0)
    faults.push(`it takes rows that are no bytes: ${json(traffic.flows?.natGateways)}`);
  return faults;
}

/** @returns {Promise<string[]>} what went wrong, with the seed of each run */
export async function run({ seed, runs, log, program }) {
  const found = [];
  let next = 0;
  const worker = async () => {
    for (let number = next++; number < runs; number = next++) {
      const aws = await startAws(seed + number);
      const isJson = number % 3 > 0;
      const outcome = await runProgram(program, isJson ? [...WORDS, '--json'] : WORDS, aws.url);
      await aws.stop();
      for (const fault of faultsOf(outcome, aws.told, isJson)) {
        found.push(`seed ${seed + number}: ${fault}`);
        log(found.at(-1));
      }
    }
  };
  await Promise.all(Array.from({ length: 3 }, worker));
  return found;
}
