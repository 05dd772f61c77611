import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServiceName } from '../../src/core/catalogue.ts';
import { withCentral } from '../../src/core/findings/central.ts';
import { decide } from '../../src/core/findings/decide.ts';
import { dnsNameOf } from '../../src/core/network/hosted-zones.ts';
import type { Network } from '../../src/core/network/network.ts';
import { applyChanges } from '../../src/core/plan/apply.ts';
import { spokeWithoutOurs, withoutOurs } from '../../src/core/plan/ours.ts';
import { OURS_TAG } from '../../src/core/plan/ours-tag.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import type { Need } from '../../src/core/workload/needs.ts';
import { formatNamed } from '../../src/formats/formats.ts';
import { type Case, caseOf, FAULT_NAMES, smallNetwork } from './arbitrary-network.ts';
import { centralInput, EMPTY, joinedTo, type SpokeCase, spokeAt } from './central-network.ts';
import { deployed, NAME } from './deployed.ts';

const decided = (hub: Case, spokes: readonly SpokeCase[]): Plan => {
  const { iac, ...input } = centralInput(hub, spokes);
  const made = { ...input, format: formatNamed(iac) };
  return withCentral(made, decide(made));
};

const HUB = joinedTo(caseOf(EMPTY, []), [8, 9]);

const edited = (number: number, edit: (network: Network) => Partial<Network>): SpokeCase => {
  const { network, subnetIds } = spokeAt(number);
  return { network: { ...network, ...edit(network) }, subnetIds };
};

/** The ECR API's endpoint alone, as somebody made it for a zone. */
const PRIVATE_DNS_OFF = (caseOf({ ...EMPTY, endpoints: 'all' }, []).network.endpoints ?? [])
  .filter(({ service }) => service === 'ecr.api')
  .map((endpoint) => ({ ...endpoint, privateDns: false }));

const withoutRoutesTo = (network: Network, target: string): Partial<Network> => ({
  routeTables: network.routeTables?.map((table) => ({
    ...table,
    routes: table.routes.filter((route) => route.target.id !== target),
  })),
});

describe('central endpoints', () => {
  it('have private DNS off, a zone for each name, and let the spokes in', () => {
    const { changes, central, securityGroup, existing } = decided(HUB, [spokeAt(8), spokeAt(9)]);
    expect(central?.obstacles).toEqual([]);
    expect(central?.notes).toEqual([]);
    const vpcIds = ['vpc-1', 'vpc-8-1', 'vpc-9-1'];
    expect(changes.filter(({ kind }) => kind === 'create-hosted-zone')).toEqual([
      {
        kind: 'create-hosted-zone',
        service: 'ecr.api',
        name: 'api.ecr.eu-west-1.amazonaws.com',
        records: ['api.ecr.eu-west-1.amazonaws.com'],
        vpcIds,
      },
      {
        kind: 'create-hosted-zone',
        service: 'ecr.dkr',
        name: 'dkr.ecr.eu-west-1.amazonaws.com',
        records: ['dkr.ecr.eu-west-1.amazonaws.com', '*.dkr.ecr.eu-west-1.amazonaws.com'],
        vpcIds,
      },
    ]);
    for (const change of changes)
      if (change.kind === 'create-interface-endpoint') expect(change.privateDns).toBe(false);
    expect(securityGroup?.sources.map(({ peer }) => (peer.kind === 'cidr' ? peer.cidr : peer.kind))).toEqual([
      '10.0.1.0/24',
      '10.0.2.0/24',
      '10.8.0.0/16',
      '10.9.0.0/16',
    ]);
    expect(
      existing.filter(({ kind }) => kind === 'associate-hosted-zone').map(({ resourceId }) => resourceId),
    ).toEqual([...vpcIds, ...vpcIds]);
    for (const { after } of central?.spokes ?? [])
      expect(after.map(({ via }) => via)).toEqual(Array(6).fill('endpoint'));
  });

  it('serve every spoke through the hub whatever the hub is like, or the plan says why not', {
    timeout: 120_000,
  }, () => {
    let clean = 0;
    fc.assert(
      fc.property(smallNetwork(2), (made) => {
        const { central, endpoints } = decided(joinedTo(made, [8]), [spokeAt(8)]);
        const [spoke] = central?.spokes ?? [];
        if (!central || central.obstacles.length > 0 || central.notes.length > 0) return;
        clean += 1;
        const services = new Set(endpoints.map(({ service }) => service));
        for (const { service, via, endpointId } of spoke?.after ?? []) {
          expect(via).toBe('endpoint');
          expect(services).toContain(service);
          if (service !== 's3' && service !== 'dynamodb')
            expect(endpoints.map((each) => each.endpointId ?? `new-${each.service}`)).toContain(endpointId);
        }
      }),
      { numRuns: 150, seed: 1 },
    );
    expect(clean).toBeGreaterThan(20);
  });

  const table: readonly (readonly [string, Case, SpokeCase, string])[] = [
    [
      'no route to the hub',
      HUB,
      edited(8, (network) => withoutRoutesTo(network, 'pcx-8')),
      'rtb-8-1 sends requests to nat-8-1, which leads to the internet',
    ],
    [
      'no route back',
      { ...HUB, network: { ...HUB.network, ...withoutRoutesTo(HUB.network, 'pcx-8') } },
      spokeAt(8),
      'rtb-1 sends replies to 10.8.1.0/24 to nat-1',
    ],
    [
      'private DNS of an endpoint of its own',
      HUB,
      edited(8, ({ endpoints = [] }) => ({
        endpoints: [
          ...endpoints,
          ...(caseOf({ ...EMPTY, endpoints: 'all' }, []).network.endpoints ?? []).filter(
            ({ service }) => service === 'ecr.api',
          ),
        ],
      })),
      'vpc-8-1 has an endpoint for ecr.api with private DNS on, vpce-ecr.api: AWS refuses',
    ],
    [
      'another zone of the name',
      HUB,
      edited(8, () => ({ hostedZones: [{ id: 'Z1', name: 'api.ecr.eu-west-1.amazonaws.com' }] })),
      'vpc-8-1 has the hosted zone api.ecr.eu-west-1.amazonaws.com already (Z1)',
    ],
    [
      'zones that were not read',
      HUB,
      edited(8, () => ({
        hostedZones: undefined,
        unreadable: [
          { call: 'ListHostedZonesByVPC', action: 'route53:ListHostedZonesByVPC', reason: 'It was denied.' },
        ],
      })),
      "Which hosted zones answer in vpc-8-1 isn't known. It was denied.",
    ],
    [
      'DNS support that is off',
      HUB,
      edited(8, ({ vpc }) => ({ vpc: { ...vpc, dnsSupport: false } })),
      'vpc-dns-support-off',
    ],
    [
      'a part of a route table that was not read',
      {
        ...HUB,
        network: {
          ...HUB.network,
          prefixLists: undefined,
          routeTables: HUB.network.routeTables?.map((table) => ({
            ...table,
            routes: [
              ...table.routes,
              {
                destination: 'pl-1',
                target: { kind: 'transit-gateway', id: 'tgw-1' },
                state: 'active',
                propagated: false,
              },
            ],
          })),
          unreadable: [
            { call: 'DescribePrefixLists', action: 'ec2:DescribePrefixLists', reason: 'Lists were denied.' },
          ],
        },
      },
      spokeAt(8),
      'where route table rtb-2 sends 10.8.2.0/24. (doctor --explain hosted-zone-answers)\nLists were denied.',
    ],
    [
      'addresses that the hub has too',
      HUB,
      edited(8, ({ vpc }) => ({ vpc: { ...vpc, cidrs: [...vpc.cidrs, '10.0.0.0/16'] } })),
      'keeps requests in its own VPC',
    ],
    [
      'an endpoint of the hub that no zone leads to',
      { ...HUB, network: { ...HUB.network, endpoints: PRIVATE_DNS_OFF } },
      spokeAt(8),
      'vpc-1 has an endpoint for ecr.api already, vpce-ecr.api, and no hosted zone that leads to it',
    ],
    [
      'a zone of the hub that leads to its endpoint, and not from the spoke',
      {
        ...HUB,
        network: {
          ...HUB.network,
          endpoints: PRIVATE_DNS_OFF,
          hostedZones: [
            {
              id: 'Z1',
              name: 'api.ecr.eu-west-1.amazonaws.com',
              records: [{ name: 'api.ecr.eu-west-1.amazonaws.com', type: 'A', endpointId: 'vpce-ecr.api' }],
            },
          ],
        },
      },
      spokeAt(8),
      'vpc-1 has the hosted zone api.ecr.eu-west-1.amazonaws.com already (Z1), which answers for ecr.api. Associate it with vpc-8-1 too.',
    ],
    [
      'a zone of the hub that leads nowhere',
      {
        ...HUB,
        network: { ...HUB.network, hostedZones: [{ id: 'Z1', name: 'amazonaws.com', records: [] }] },
      },
      spokeAt(8),
      "answers for ecr.api and isn't known to lead to an endpoint in vpc-1. Disassociate it first, or choose another VPC",
    ],
    [
      'private DNS in the hub',
      joinedTo(caseOf({ ...EMPTY, endpoints: 'all' }, []), [8]),
      spokeAt(8),
      'vpc-1 has an endpoint for ecr.api with private DNS on, vpce-ecr.api, which answers in no other VPC',
    ],
  ];

  it.each(table)('are refused where there is %s', (_, hub, spoke, text) => {
    const { central } = decided(hub, [spoke]);
    expect(central?.obstacles.join('\n')).toContain(text);
  });

  it('are noted where a transit gateway is on the way, whose routes are not read', () => {
    const moved = (network: Network): Network =>
      JSON.parse(
        JSON.stringify(network)
          .replaceAll('pcx-8', 'tgw-8')
          .replaceAll('vpc-peering-connection', 'transit-gateway'),
      );
    const { network, subnetIds } = spokeAt(8);
    const { central } = decided({ ...HUB, network: { ...HUB.network, ...moved(HUB.network) } }, [
      { network: moved(network), subnetIds },
    ]);
    expect(central?.obstacles).toEqual([]);
    expect(central?.notes.map(({ code }) => code)).toEqual(['spoke-way-unknown']);
    expect(central?.notes[0]?.message).toContain('where tgw-8 leads');
  });

  it('are noted where the spoke has no gateway endpoint of its own', () => {
    const { central } = decided(HUB, [
      edited(8, (network) => ({ ...withoutRoutesTo(network, 'vpce-8-s3'), endpoints: [] })),
    ]);
    expect(central?.obstacles).toEqual([]);
    expect(central?.notes.map(({ code }) => code)).toContain('spoke-gateway-missing');
  });

  const names = FAULT_NAMES.filter((name) => name !== 'route table without routes');

  it('are taken away again, whatever part was deployed, from the hub and from its spokes', {
    timeout: 120_000,
  }, () => {
    let zones = 0;
    fc.assert(
      fc.property(
        smallNetwork(2, names),
        fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
        (made, chosen) => {
          const hub = joinedTo(made, [8]);
          const spoke = spokeAt(8);
          const { tasks } = centralInput(hub, [spoke]);
          const { changes, byHand } = decided(hub, [spoke]);
          const all = [...changes, ...byHand];
          const some = all.filter((_, index) => chosen[index % chosen.length]);
          // The code makes a zone after its endpoint.
          const part = some.filter(
            (change) =>
              change.kind !== 'create-hosted-zone' ||
              some.some(
                ({ kind, ...one }) =>
                  kind === 'create-interface-endpoint' && 'service' in one && one.service === change.service,
              ),
          );
          const now = withApex(deployed(hub.network, part, { ...hub, tasks }));
          const ours = { name: NAME, changes: all };
          expect(withoutOurs(now, ours)).toEqual(hub.network);
          expect(withoutOurs(hub.network, ours)).toEqual(hub.network);
          const there = {
            ...spoke.network,
            hostedZones: now.hostedZones?.filter(({ name }) =>
              part.some((change) => change.kind === 'create-hosted-zone' && change.name === name),
            ),
          };
          zones += there.hostedZones?.length ?? 0;
          expect(spokeWithoutOurs(there, now, ours).hostedZones ?? []).toEqual([]);
          expect(spokeWithoutOurs(spoke.network, now, ours)).toEqual(spoke.network);
        },
      ),
      { numRuns: 150, seed: 1 },
    );
    expect(zones).toBeGreaterThan(20);
  });

  const API = 'api.ecr.eu-west-1.amazonaws.com';
  const ourApi = (network: Network): Network => ({
    ...network,
    endpoints: [
      ...(network.endpoints ?? []),
      ...PRIVATE_DNS_OFF.map((endpoint) => ({ ...endpoint, tags: { [OURS_TAG]: NAME } })),
    ],
  });

  it('leave an empty zone of the name that somebody made before the code was deployed', () => {
    const { changes } = decided(HUB, [spokeAt(8)]);
    const hostedZones = [{ id: 'Z1', name: API }];
    const ours = { name: NAME, changes };
    expect(withoutOurs({ ...HUB.network, hostedZones }, ours).hostedZones).toEqual(hostedZones);
    expect(withoutOurs(ourApi({ ...HUB.network, hostedZones }), ours).hostedZones).toEqual([]);
  });

  it('leave a zone of the name that a spoke has of its own, whether or not its records were read', () => {
    const { changes } = decided(HUB, [spokeAt(8)]);
    const hub = ourApi({ ...HUB.network, hostedZones: [{ id: 'Z1', name: API }] });
    const theirs = { id: 'Z2', name: API };
    const there = { ...spokeAt(9).network, hostedZones: [{ id: 'Z1', name: API }, theirs] };
    expect(spokeWithoutOurs(there, hub, { name: NAME, changes }).hostedZones).toEqual([theirs]);
  });

  it('need the zone of a service whose names another zone would hold', () => {
    const need = (service: ServiceName): Need => ({ service, kind: 'interface', because: '', origin: [] });
    const obstacles = (...services: ServiceName[]) => {
      const { iac, needs, ...input } = centralInput(HUB, [spokeAt(8)]);
      const made = { ...input, needs: [...needs, ...services.map(need)], format: formatNamed(iac) };
      return withCentral(made, decide(made)).central?.obstacles;
    };
    expect(dnsNameOf('ecr-fips.api', HUB.network)).toBe('ecr-fips.eu-west-1.amazonaws.com');
    expect(obstacles('ecr-fips.api')).toEqual([
      'The hosted zone of ecr-fips.api, ecr-fips.eu-west-1.amazonaws.com, holds the names of ecr-fips.dkr too, which would have no ' +
        'address. Add ecr-fips.dkr to --services.',
    ]);
    expect(obstacles('ecr-fips.api', 'ecr-fips.dkr')).toEqual([]);
  });

  it('let each block in once, and name the VPCs that have it', () => {
    const { network, subnetIds } = spokeAt(8);
    const twin = { network: { ...network, vpc: { ...network.vpc, id: 'vpc-twin' } }, subnetIds };
    const { securityGroup } = decided(HUB, [spokeAt(8), twin]);
    expect(securityGroup?.sources.slice(2)).toEqual([
      {
        peer: { kind: 'cidr', cidr: '10.8.0.0/16' },
        description: 'HTTPS from the tasks in vpc-8-1, vpc-twin',
      },
    ]);
  });

  it('leave what somebody put in a zone of the name', () => {
    const records = [{ name: 'api.ecr.eu-west-1.amazonaws.com', type: 'A', endpointId: 'vpce-theirs' }];
    const theirs = [{ id: 'Z1', name: 'api.ecr.eu-west-1.amazonaws.com', records }];
    const { changes } = decided(HUB, [spokeAt(8)]);
    const network = { ...HUB.network, hostedZones: theirs };
    expect(withoutOurs(network, { name: NAME, changes }).hostedZones).toEqual(theirs);
  });

  it('are planned for zones that do nothing in a VPC they are not for', () => {
    const { changes } = decided(HUB, [spokeAt(8)]);
    const zones = changes.filter(({ kind }) => kind === 'create-hosted-zone');
    const { network } = spokeAt(9);
    expect(applyChanges(network, zones, HUB.tasks)).toEqual(network);
  });
});

/** Route 53 gives each zone records of its own. One that leads to an endpoint can't be there before it. */
const withApex = (network: Network): Network => ({
  ...network,
  hostedZones: network.hostedZones?.map((zone) =>
    zone.id.startsWith('zone-of-')
      ? {
          ...zone,
          records: [
            ...(zone.records ?? []).filter(({ endpointId }) => !endpointId?.startsWith('new-')),
            { name: zone.name, type: 'NS' },
            { name: zone.name, type: 'SOA' },
          ],
        }
      : zone,
  ),
});
