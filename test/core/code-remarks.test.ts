import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { codeRemarks, type GeneratedCode } from '../../src/core/findings/code-remarks.ts';
import type { Network } from '../../src/core/network/network.ts';
import { shown } from '../../src/core/plan/ours.ts';
import { OURS_TAG } from '../../src/core/plan/ours-tag.ts';
import { FORMAT_NAMES, type Iac, plan } from '../engine.ts';
import { type Case, FAULT_NAMES, planInputOf, smallNetwork } from './arbitrary-network.ts';
import { deployed, NAME } from './deployed.ts';

const codeOf = (made: Case, iac: Iac): GeneratedCode => {
  const { changes, byHand } = plan(planInputOf(made, iac));
  return { directory: 'net', name: NAME, newVpc: false, changes, byHand, ...NOTHING };
};
const NOTHING = { blocks: [], parts: [], edited: [], gone: [] } as const;
const kinds = (network: Network, code: GeneratedCode) => codeRemarks(network, code).map(({ kind }) => kind);

const anyCase = fc.tuple(
  smallNetwork(
    4,
    FAULT_NAMES.filter((name) => name !== 'route table without routes'),
  ),
  fc.constantFrom(...FORMAT_NAMES),
);

/** What may not be read shows nothing. */
const isRead = ({ endpoints, securityGroups, routeTables, networkAcls }: Network): boolean =>
  [endpoints, securityGroups, routeTables, networkAcls].every((part) => part !== undefined);

it('has nothing to say where all of the code is deployed, and says so where none is', {
  timeout: 60_000,
}, () => {
  let said = 0;
  fc.assert(
    fc.property(anyCase, ([made, iac]) => {
      fc.pre(isRead(made.network));
      const code = codeOf(made, iac);
      const { changes, byHand } = code;
      expect(codeRemarks(deployed(made.network, [...changes, ...byHand], made), code)).toEqual([]);
      const before = kinds(made.network, code);
      expect(before.includes('code-not-deployed')).toBe(changes.length > 0);
      expect(before.includes('manual-step-open')).toBe(byHand.length > 0);
      said += before.length;
    }),
    { numRuns: 200, seed: 1 },
  );
  expect(said).toBeGreaterThan(60);
});

it('says nothing of what could not be read, whether it is there or not', { timeout: 60_000 }, () => {
  const faulty = fc.tuple(
    smallNetwork(4, [
      ...(['private DNS off', 'DNS hostnames', 'endpoint policy', 'gateway route absent'] as const),
      ...(['endpoint in another group', 'network ACL', 'gateway route overridden', 'task group'] as const),
    ]),
    fc.constantFrom(...FORMAT_NAMES),
  );
  const PARTS = ['endpoints', 'securityGroups', 'routeTables', 'networkAcls'] as const;
  let silent = 0;
  fc.assert(
    fc.property(faulty, fc.constantFrom(...PARTS, 'vpc' as const), ([made, iac], part) => {
      fc.pre(isRead(made.network));
      const code = codeOf(made, iac);
      const all = [...code.changes, ...code.byHand];
      const unread = (network: Network): Network =>
        part === 'vpc'
          ? { ...network, vpc: { ...network.vpc, dnsSupport: undefined, dnsHostnames: undefined } }
          : { ...network, [part]: undefined };
      const said = (network: Network) => codeRemarks(network, code).map(({ message }) => message);
      const there = said(unread(deployed(made.network, all, made)));
      expect(there).toEqual([]);
      // Of the rest it says what it says where all is read.
      const gone = kinds(unread(made.network), code);
      expect(kinds(made.network, code)).toEqual(expect.arrayContaining(gone));
      const done = shown(unread(deployed(made.network, all, made)), NAME, all);
      if (done.length < shown(deployed(made.network, all, made), NAME, all).length) silent += 1;
    }),
    { numRuns: 100, seed: 4 },
  );
  expect(silent).toBeGreaterThan(10);
});

it('names each change that is missing, and what no code makes any more', { timeout: 60_000 }, () => {
  let without = 0;
  fc.assert(
    fc.property(anyCase, fc.nat(40), ([made, iac], which) => {
      fc.pre(isRead(made.network));
      const code = codeOf(made, iac);
      const { changes, byHand } = code;
      fc.pre(changes.length > 1);
      const gone = changes[which % changes.length];
      const now = deployed(made.network, [...changes.filter((change) => change !== gone), ...byHand], made);
      expect(kinds(now, code)).toContain('code-not-deployed');

      const whole = deployed(made.network, [...changes, ...byHand], made);
      const less = { ...code, changes: changes.filter((change) => change !== gone) };
      const creates = gone?.kind === 'create-interface-endpoint' || gone?.kind === 'create-gateway-endpoint';
      if (
        creates &&
        !less.changes.some((change) => 'serviceName' in change && change.service === gone.service)
      ) {
        without += 1;
        expect(kinds(whole, less)).toContain('resource-without-code');
      }
    }),
    { numRuns: 200, seed: 2 },
  );
  expect(without).toBeGreaterThan(20);
});

it('names files that were edited and files that are gone', () => {
  const [{ network }] = fc.sample(smallNetwork(2, FAULT_NAMES), { numRuns: 1, seed: 1 }) as [Case];
  const code = {
    directory: 'net',
    name: NAME,
    newVpc: false,
    changes: [],
    byHand: [],
    blocks: [],
    parts: [],
  };
  expect(
    codeRemarks(network, { ...code, edited: ['main.tf\u001b[2J'], gone: ['outputs.tf'] }).map(
      ({ message }) => message,
    ),
  ).toEqual([
    'Edited since they were generated, so they may do something else than the record says: main.tf\ufffd[2J.',
    'Gone: outputs.tf. Running create again brings that back.',
  ]);
});

it('names subnets of a new VPC that are not there, and who is not let in', () => {
  const [{ network }] = fc.sample(smallNetwork(2, FAULT_NAMES), { numRuns: 1, seed: 1 }) as [Case];
  const [subnet] = network.subnets;
  const group = { id: 'sg-ours', name: 'x', tags: { [OURS_TAG]: NAME }, egress: [] };
  const rule = {
    protocol: 'tcp',
    fromPort: 443,
    toPort: 443,
    ipv6Cidrs: [],
    prefixListIds: [],
    groupIds: [],
  };
  const now = {
    ...network,
    securityGroups: [{ ...group, ingress: [{ ...rule, cidrs: ['10.9.0.0/24'] }] }],
    endpoints: [],
  };
  const [remark] = codeRemarks(now, {
    ...{ directory: 'net', name: NAME, newVpc: true, changes: [], byHand: [], edited: [], gone: [] },
    blocks: [subnet?.cidr ?? '', '10.99.0.0/24'],
    parts: ['access to the new endpoints from 10.9.0.0/24', 'access to the new endpoints from 10.8.0.0/24'],
  });
  expect(remark?.kind).toBe('code-not-deployed');
  expect(remark?.message).toContain(
    "doesn't have: subnet 10.99.0.0/24, access to the new endpoints from 10.8.0.0/24.",
  );
});
