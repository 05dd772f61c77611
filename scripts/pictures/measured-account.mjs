import { createServer } from 'node:http';
import { honestReply, written } from '../fuzz/parts/account.mjs';
import { NOW, natLeakSeries } from './nat-leak-series.mjs';

/** A small AWS on loopback with a VPC, and a CloudWatch that measured its NAT gateway. */
export async function startMeasuredAccount() {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const target = request.headers['x-amz-target'];
    response.end(target ? JSON.stringify(measured(target, JSON.parse(body))) : described(body));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${server.address().port}`,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_EC2_METADATA_DISABLED: 'true',
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(STOPPED_CLOCK)}`,
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

/** The program's time is the series'. */
const STOPPED_CLOCK = `
  const now = ${Date.parse(NOW)};
  globalThis.Date = class extends Date {
    constructor(...args) { super(...(args.length === 0 ? [now] : args)); }
    static now() { return now; }
  };`;

function described(body) {
  const parameters = new URLSearchParams(body);
  const action = parameters.get('Action') ?? '';
  return written(action, honestReply(action, parameters));
}

/** CloudWatch's answers, to what is asked of it here. */
function measured(target, { MetricDataQueries = [], StartTime, EndTime }) {
  if (!target.endsWith('.GetMetricData')) return { Metrics: [] };
  const hours = natLeakSeries(
    new Date(StartTime * 1000).toISOString(),
    new Date(EndTime * 1000).toISOString(),
  );
  return {
    MetricDataResults: MetricDataQueries.map(({ Id, MetricStat: { Metric } }) => {
      const points = hours.map(({ at, ...bytes }) => [Date.parse(at) / 1000, bytesOf(Metric, bytes)]);
      return {
        Id,
        StatusCode: 'Complete',
        Timestamps: points.map(([time]) => time),
        Values: points.map(([, value]) => value),
      };
    }),
  };
}

function bytesOf({ MetricName, Dimensions }, { bytesIn, bytesOut }) {
  if (/^Bytes(InFromDestination|OutToSource)$/.test(MetricName)) return bytesIn;
  if (/^Bytes(InFromSource|OutToDestination)$/.test(MetricName)) return bytesOut;
  // Manifests are small.
  const service = Dimensions.find(({ Name }) => Name === 'Service Name')?.Value ?? '';
  return service.endsWith('.ecr.dkr') ? 41_213 : 12_904;
}
