import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/findings/findings.ts';
import type { Network } from '../../src/core/network/network.ts';
import { applyChange, applyChanges } from '../../src/core/plan/apply.ts';
import type { Change } from '../../src/core/plan/change.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import type { Fault, Path } from '../../src/core/trace/path.ts';
import { trace } from '../../src/core/trace/trace.ts';
import { needs } from '../../src/core/workload/needs.ts';
import { failing } from '../../src/reports/report.ts';
import { declareNewVpc } from '../../src/sources/declared/declare.ts';
import { FORMAT_NAMES, findings, type Iac, plan } from '../engine.ts';
import { ADOPTING_FORMATS } from '../formats-that.ts';
import { anyNetwork, type Case, planInputOf, smallNetwork } from './arbitrary-network.ts';
import { independentTrace } from './independent-tracer.ts';

/** How often each law is tried and from where; more by `LAW_RUNS=20 LAW_SEED=7 npx vitest run test/core/laws.test.ts`. */
const TIMES = Number(process.env.LAW_RUNS ?? 1);
const SEED = Number(process.env.LAW_SEED ?? 1);
const runs = (usual: number) => ({ numRuns: usual * TIMES, seed: SEED });
const TIMEOUT = 60_000 * TIMES;

/** A format, and whether it is to take existing endpoints under management. */
interface Format {
  readonly iac: Iac;
  readonly adopt: boolean;
}

const anyFormat = fc.record<Format>({
  iac: fc.constantFrom(...FORMAT_NAMES),
  adopt: fc.boolean(),
});

function planOf(made: Case, { iac, adopt }: Format): Plan {
  const { network } = made;
  const endpoints = network.endpoints?.map((endpoint) => ({ ...endpoint, tags: {} }));
  return plan({ ...planInputOf(made, iac), network: adopt ? { ...network, endpoints } : network, adopt });
}

const applied = ({ network, tasks }: Case, changes: readonly Change[]): Network =>
  changes.reduce((current, change) => applyChange(current, change, tasks), network);

const ways = (paths: readonly Path[]) =>
  paths.map(({ subnetId, service, via }) => ({ subnetId, service, via }));

const byEndpoint = ({ via }: Path) => via === 'endpoint';

describe('trace', () => {
  it('agrees with single packets sent through small networks', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(smallNetwork(4), ({ network, needs, tasks }) => {
        expect(ways(trace(network, needs, tasks))).toEqual(independentTrace(network, needs, tasks));
      }),
      runs(800),
    );
  });

  it('finds nothing wrong with a right network', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(smallNetwork(0), anyFormat, (made, format) => {
        fc.pre(made.shape.endpoints === 'all');
        expect(trace(made.network, made.needs, made.tasks).flatMap(({ faults }) => faults)).toEqual([]);
        const { changes, prerequisites } = planOf(made, format);
        expect({ changes, prerequisites }).toEqual({ changes: [], prerequisites: [] });
      }),
      runs(100),
    );
  });
});

describe('plan', () => {
  it('closes: every need goes through an endpoint, or a cause is left that only a person can decide', {
    timeout: TIMEOUT,
  }, () => {
    fc.assert(
      fc.property(smallNetwork(4), anyFormat, (made, format) => {
        const { after } = planOf(made, format);
        const shared = made.network.vpc.shared === true;
        const open = after.filter((path) => !byEndpoint(path) && !shared && !path.faults.some(beyondMending));
        expect(open).toEqual([]);
      }),
      runs(150),
    );
  });

  it('closes what its changes alone close, by the word of single packets too', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(smallNetwork(4), anyFormat, (made, format) => {
        const { changes, prerequisites, after } = planOf(made, format);
        const network = applied(made, changes);
        expect(applyChanges(made.network, changes, made.tasks)).toEqual(network);
        const paths = trace(network, made.needs, made.tasks);
        if (prerequisites.length === 0) expect(paths).toEqual(after);
        expect(ways(paths)).toEqual(independentTrace(network, made.needs, made.tasks));
      }),
      runs(150),
    );
  });

  it('is still: of the network it leaves there is nothing more to plan', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(smallNetwork(4), anyFormat, (made, format) => {
        const first = planOf(made, format);
        const second = planOf({ ...made, network: applied(made, first.changes) }, format);
        expect(second.changes).toEqual([]);
        expect(commandsOf(second)).toEqual(commandsOf(first));
      }),
      runs(120),
    );
  });

  it('fixes endpoints that a format may adopt in place, and the same way in each', {
    timeout: TIMEOUT,
  }, () => {
    fc.assert(
      fc.property(smallNetwork(4), (made) => {
        const [terraform, ...others] = ADOPTING_FORMATS.map((iac) => planOf(made, { iac, adopt: true }));
        fc.pre(
          terraform?.adopted.length === terraform?.endpoints.filter(({ endpointId }) => endpointId).length,
        );
        for (const { changes, adopted, endpoints } of others)
          expect({ changes, adopted, endpoints }).toEqual({
            changes: terraform?.changes,
            adopted: terraform?.adopted,
            endpoints: terraform?.endpoints,
          });
      }),
      runs(100),
    );
  });

  it('is exact: without any one of its changes some path is worse', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(smallNetwork(4), anyFormat, (made, format) => {
        const { changes, prerequisites, after } = planOf(made, format);
        // A command that is still to be typed can hide what a change does.
        fc.pre(prerequisites.length === 0);
        for (const change of changes) {
          const rest = changes.filter((other) => other !== change);
          const without = trace(applied(made, rest), made.needs, made.tasks);
          const worse = without.some((path, index) => isWorse(path, after[index]));
          expect({ change, worse }).toEqual({ change, worse: true });
        }
      }),
      runs(120),
    );
  });

  it('asks for nothing that EC2 refuses', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(smallNetwork(4), anyFormat, (made, format) => {
        const { changes } = planOf(made, format);
        changes.reduce((network, change) => {
          expect({ change, refused: refusal(network, change) }).toEqual({ change, refused: undefined });
          return applyChange(network, change, made.tasks);
        }, made.network);
      }),
      runs(150),
    );
  });

  it('is total: no network makes it throw', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(anyNetwork, anyFormat, (made, format) => {
        const { before } = planOf(made, format);
        expect(before).toHaveLength(made.tasks.subnetIds.length * made.needs.length);
      }),
      runs(250),
    );
  });

  it('makes a new VPC in which every need goes through an endpoint', { timeout: TIMEOUT }, () => {
    const newVpc = fc.record({
      region: fc.constantFrom('eu-west-1', 'us-gov-west-1', 'cn-north-1', 'us-iso-east-1', 'eusc-de-east-1'),
      vpcCidr: fc.constantFrom(
        '10.0.0.0/16',
        '172.31.0.0/20',
        '192.168.7.0/25',
        '100.64.0.0/16',
        '20.1.0.0/16',
      ),
      azCount: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(newVpc, smallNetwork(0), anyFormat, (choice, { shape }, format) => {
        const network = declareNewVpc({ ...choice, name: 'private-ecs', azs: undefined });
        const tasks = { subnetIds: network.subnets.map(({ id }) => id), securityGroupIds: [] };
        const made: Case = {
          shape: { ...shape, s3Policy: 'full' },
          faults: [],
          network,
          tasks,
          needs: needs(shape),
        };
        const { changes, prerequisites, after } = planOf(made, format);
        expect(prerequisites).toEqual([]);
        expect(changes).toHaveLength(made.needs.length);
        expect(after.filter((path) => !byEndpoint(path))).toEqual([]);
        expect(ways(after)).toEqual(independentTrace(applied(made, changes), made.needs, tasks));
      }),
      runs(30),
    );
  });
});

describe('findings', () => {
  const findingsOf = ({ network, needs, tasks, shape: { launchType } }: Case, paths: readonly Path[]) =>
    findings({ network, needs, tasks, launchType, paths });

  /** The paths that don't go through an endpoint and that no finding accounts for: findings of `info` account for none. */
  const silentPaths = (paths: readonly Path[], found: readonly Finding[]) =>
    paths.filter(
      (path) =>
        !byEndpoint(path) &&
        !found.some(
          ({ severity, subnetIds, services }) =>
            severity !== 'info' && subnetIds.includes(path.subnetId) && services.includes(path.service),
        ),
    );

  it.each([
    ['small networks', smallNetwork(4), 400],
    ['networks of any kind', anyNetwork, 250],
  ] as const)(
    "name a cause of every path that doesn't go through an endpoint: %s",
    { timeout: TIMEOUT },
    (_, networks, times) => {
      fc.assert(
        fc.property(networks, (made) => {
          const paths = trace(made.network, made.needs, made.tasks);
          const found = findingsOf(made, paths);
          expect(silentPaths(paths, found)).toEqual([]);
          if (paths.some(({ via }) => via === 'unknown')) expect(failing(found, 'warning')).toBe(true);
        }),
        runs(times),
      );
    },
  );

  it('are total: no network makes them throw', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(anyNetwork, (made) => {
        findingsOf(made, trace(made.network, made.needs, made.tasks));
      }),
      runs(150),
    );
  });
});

const commandsOf = ({ prerequisites }: Plan) => prerequisites.map(({ command }) => command).sort();

/** Causes for which no change is known to help: the reader decides, or grants a call that was denied. */
function beyondMending(fault: Fault): boolean {
  switch (fault.rule) {
    case 'endpoint-not-offered':
    case 'endpoint-ipv6-only':
    case 'custom-dns':
    case 'hosted-zone-answers':
    case 'shared-vpc':
    case 'task-security-groups-unknown':
    case 'endpoint-policy-undecided':
    case 'local-route-overridden':
    case 'ipv6-only-subnet':
    case 'not-permitted':
    case 'resource-not-shown':
      return true;
    case 'endpoint-policy-denies':
      return fault.explicit;
    // What else goes by a customer's list would lose its way.
    case 's3-route-overridden':
    case 'gateway-route-overridden':
      return fault.destination.startsWith('pl-');
    case 'endpoint-not-available':
      return fault.state === 'pending';
    default:
      return false;
  }
}

/** No longer by an endpoint; or, where it was not before, in another way or for other causes. */
function isWorse(path: Path, than: Path | undefined): boolean {
  if (than?.via === 'endpoint') return path.via !== 'endpoint';
  return path.via !== than?.via || JSON.stringify(path.faults) !== JSON.stringify(than?.faults);
}

/**
 * Why EC2 would refuse a change, by the words of its error.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
function refusal(network: Network, change: Change): string | undefined {
  switch (change.kind) {
    case 'create-interface-endpoint': {
      const named = network.endpoints?.some(
        ({ service, kind, privateDns, state }) =>
          service === change.service &&
          kind === 'interface' &&
          privateDns &&
          /^(available|pending)/.test(state),
      );
      return named ? 'there is already a conflicting DNS domain' : zoneRefusal(network, change, []);
    }
    case 'add-subnets': {
      const present = network.endpoints?.find(({ id }) => id === change.endpointId)?.subnetIds;
      return zoneRefusal(network, change, present ?? []);
    }
    case 'create-gateway-endpoint':
    case 'add-route-tables': {
      const taken = network.routeTables?.some(
        ({ id, routes }) =>
          change.routeTableIds.includes(id) &&
          routes.some(({ destination }) => destination === `pl-${change.service}`),
      );
      return taken ? 'already has a route with destination-prefix-list-id' : undefined;
    }
    case 'add-network-acl-entry': {
      const { aclId, egress, ruleNumber } = change;
      const entries = network.networkAcls?.find(({ id }) => id === aclId)?.entries ?? [];
      if (ruleNumber < 1 || ruleNumber > 32766) return 'Value for parameter ruleNumber is invalid';
      return entries.some((entry) => entry.egress === egress && entry.ruleNumber === ruleNumber)
        ? 'NetworkAclEntryAlreadyExists'
        : undefined;
    }
    default:
      return undefined;
  }
}

function zoneRefusal(
  { subnets, offers }: Network,
  { service, subnetIds }: { readonly service: string; readonly subnetIds: readonly string[] },
  present: readonly string[],
): string | undefined {
  const zones = [...present, ...subnetIds].map((id) => subnets.find((subnet) => subnet.id === id)?.az);
  if (new Set(zones).size < zones.length) return 'DuplicateSubnetsInSameZone';
  const offered = offers?.find((offer) => offer.service === service && offer.kind === 'interface')?.azs;
  const added = zones.slice(present.length);
  return offered && added.some((az) => az !== undefined && !offered.includes(az))
    ? 'does not support the availability zone of the subnet'
    : undefined;
}
