import { type Answers, withDefaults } from '../../ask/questions.ts';
import type { Asked } from '../../host/world.ts';
import { sourceIo } from '../read-network.ts';
import type { TrafficIo } from './measured.ts';

/** Reads what was measured from AWS. What does so is loaded when it is asked for. */
export const trafficIo = (answers: Answers, asked: Asked): TrafficIo => ({
  async readTraffic(target, network, window) {
    const { readTraffic } = await import('../../sources/aws/traffic/read-traffic.ts');
    return sourceIo(asked).reading('Reading CloudWatch', () => readTraffic(target, network, window));
  },
  async readFlowLogs(target, network, window) {
    const { readFlowLogs } = await import('../../sources/aws/flow-logs/read-flow-logs.ts');
    const { mayQuery } = await import('./may-query.ts');
    const { yes, json } = withDefaults(answers);
    return readFlowLogs(target, network, window, (query) => mayQuery(query, { yes, json, asked }));
  },
});
