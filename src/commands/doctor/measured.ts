import type { Answers } from '../../ask/questions.ts';
import type { Flows, Traffic, TrafficWindow } from '../../core/evidence/traffic.ts';
import { type TrafficSpan, trafficWindow } from '../../core/evidence/traffic-window.ts';
import type { Network } from '../../core/network/network.ts';
import type { AwsTarget } from '../../sources/aws/aws-client.ts';

/** Where what was measured comes from. */
export interface TrafficIo {
  readonly readTraffic: (target: AwsTarget, network: Network, window: TrafficWindow) => Promise<Traffic>;
  /** @throws Problem where nobody can be asked whether the query may be run */
  readonly readFlowLogs: (target: AwsTarget, network: Network, window: TrafficWindow) => Promise<Flows>;
}

/**
 * What `--traffic` adds to a run: what reads the traffic of a network, once that is known.
 *
 * @throws Problem where the answers about it can't be, before anything is read
 */
export function measured(
  span: TrafficSpan,
  { since, profile, flowLogs }: Answers,
  { readTraffic, readFlowLogs }: TrafficIo,
): (network: Network) => Promise<Traffic> {
  const window = trafficWindow(span, new Date(), since);
  return async (network) => {
    const target = { region: network.region, ...(profile !== undefined && { profile }) };
    const traffic = await readTraffic(target, network, window);
    return flowLogs ? { ...traffic, flows: await readFlowLogs(target, network, window) } : traffic;
  };
}
