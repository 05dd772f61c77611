import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/core/network/network.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import { FORMATS } from '../../src/formats/formats.ts';
import { type Iac, plan, texts } from '../engine.ts';
import { ADOPTING_FORMATS } from '../formats-that.ts';
import { caseOf, type FaultName, planInputOf, RIGHT_SHAPE } from './arbitrary-network.ts';

interface Wanted {
  readonly iac: Iac;
  readonly faults?: readonly { readonly name: FaultName; readonly at: number }[];
  readonly adopt?: boolean;
}

/** A plan for a network whose endpoints all serve, but for the faults, with the one of `service` as `change` says. */
function planned(
  change: Partial<Endpoint>,
  { iac, faults = [], adopt = true }: Wanted,
  service = 'ecr.dkr',
): Plan {
  const made = caseOf(RIGHT_SHAPE, faults);
  const endpoints = made.network.endpoints?.map((endpoint) => ({
    ...endpoint,
    tags: {},
    ...(endpoint.service === service && change),
  }));
  const network = { ...made.network, endpoints };
  return plan({ ...planInputOf(made, iac), network, adopt });
}

const ids = ({ adopted }: Plan) => adopted.map(({ id }) => id);
const kinds = ({ changes }: Plan) => changes.map(({ kind }) => kind);
const adoptedOf = ({ adopted }: Plan, service: string) => adopted.find((each) => each.service === service);

describe.each(ADOPTING_FORMATS)('adopting with %s', (iac) => {
  it('takes every endpoint that serves a need, as it is', () => {
    const policy = { Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] };
    const decided = planned({ tags: { team: 'a', 'aws:x': 'b' }, policy: JSON.stringify(policy) }, { iac });
    expect(ids(decided)).toEqual(['vpce-ecr.api', 'vpce-ecr.dkr', 'vpce-s3']);
    expect(decided.adopted[1]).toMatchObject({
      tags: { team: 'a' },
      found: { policy, privateDns: true },
      undo: '',
    });
    for (const { found, fixed } of decided.adopted) expect(fixed).toEqual(found);
    expect(decided.changes).toEqual([]);
    expect(decided.existing.map(({ kind, resourceId }) => [kind, resourceId])).toEqual(
      decided.adopted.map(({ id }) => ['adopt-endpoint', id]),
    );
    expect(decided.existing[0]?.owner).toContain('remove them from the other code first');
  });

  it('takes none unasked', () => {
    const decided = planned({}, { iac, adopt: false });
    expect(ids(decided)).toEqual([]);
    expect(texts(decided.notes).join()).not.toContain('take it out of there first');
  });

  it('fixes private DNS in place', () => {
    const decided = planned({ privateDns: false }, { iac });
    expect(decided.prerequisites).toEqual([]);
    expect(kinds(decided)).toEqual(['enable-private-dns']);
    expect(adoptedOf(decided, 'ecr.dkr')).toMatchObject({
      found: { privateDns: false },
      fixed: { privateDns: true },
      undo: expect.stringContaining('--no-private-dns-enabled'),
    });
  });

  it('fixes a policy in place', () => {
    const decided = planned({ policy: '{"Statement":[]}' }, { iac });
    expect(decided.prerequisites).toEqual([]);
    expect(kinds(decided)).toEqual(['set-endpoint-policy']);
    const { found, fixed } = adoptedOf(decided, 'ecr.dkr') ?? {};
    expect(found?.policy).toEqual({ Statement: [] });
    expect(fixed?.policy).toMatchObject({ Statement: [{ Effect: 'Allow' }] });
  });

  it('leaves the version and the id of a policy, since the version decides how its variables are read', () => {
    const policy = '{"Version":"2008-10-17","Id":"ours","Statement":[]}';
    expect(adoptedOf(planned({ policy }, { iac }), 'ecr.dkr')?.fixed.policy).toEqual({
      Version: '2008-10-17',
      Id: 'ours',
      Statement: [expect.objectContaining({ Effect: 'Allow' })],
    });
  });

  it('takes private DNS back before what makes the endpoint answer', () => {
    const change = { privateDns: false, subnetIds: [], interfaces: [], policy: '{"Statement":[]}' };
    const { undo = '' } = adoptedOf(planned(change, { iac }), 'ecr.dkr') ?? {};
    expect(undo.split('\n').map((line) => /(?<=vpce-ecr.dkr )--[\w-]+/.exec(line)?.[0])).toEqual([
      '--no-private-dns-enabled',
      '--policy-document',
      '--remove-subnet-ids',
    ]);
  });

  it('adds route tables to the gateway, not a second gateway', () => {
    const decided = planned({}, { iac, faults: [{ name: 'gateway route absent', at: 0 }] });
    expect(kinds(decided)).toEqual(['add-route-tables']);
    const { found, fixed } = adoptedOf(decided, 's3') ?? {};
    expect(found?.routeTableIds).toHaveLength(1);
    expect(fixed?.routeTableIds).toHaveLength(2);
  });

  it.each<[string, Partial<Endpoint>, string]>([
    [
      'a stack manages',
      { tags: { 'aws:cloudformation:stack-name': 'shop' } },
      'its tags name the CloudFormation stack shop, which manages it or left it behind.',
    ],
    ['an AWS service manages', { requesterManaged: true }, 'the AWS service that made it manages it.'],
    ['is pending', { state: 'pending' }, 'it is pending.'],
    ['has a policy that is none', { policy: '{' }, 'its policy is not a JSON document.'],
  ])('leaves one where it is that %s, and says so', (_, change, note) => {
    const decided = planned(change, { iac });
    expect(ids(decided)).not.toContain('vpce-ecr.dkr');
    expect(texts(decided.notes).join()).toContain(`vpce-ecr.dkr (ecr.dkr) is not imported: ${note}`);
  });
});

describe.each(ADOPTING_FORMATS.filter((name) => FORMATS[name].stack))('a stack of %s', (iac) => {
  it('leaves an endpoint of another stack to a command', () => {
    const decided = planned(
      { privateDns: false, tags: { 'aws:cloudformation:stack-name': 'shop' } },
      { iac },
    );
    expect(decided.changes).toEqual([]);
    expect(decided.prerequisites.map(({ command }) => command)).toEqual([
      expect.stringContaining('--vpc-endpoint-id vpce-ecr.dkr --private-dns-enabled'),
    ]);
  });

  it('makes a second gateway beside one of another stack', () => {
    const decided = planned(
      { tags: { 'aws:cloudformation:stack-name': 'shop' } },
      { iac, faults: [{ name: 'gateway route absent', at: 0 }] },
      's3',
    );
    expect(kinds(decided)).toEqual(['create-gateway-endpoint']);
    expect(ids(decided)).not.toContain('vpce-s3');
  });

  it.each<[string, Partial<Endpoint>, string]>([
    ['addresses of both kinds', { ipAddressType: 'dualstack' }, 'its IP address type is dualstack'],
    [
      'private DNS for inbound resolvers',
      { inboundResolverOnly: true },
      'its private DNS is only for Resolver inbound endpoints',
    ],
    ['a dynamic reference', { tags: { a: '{{resolve:ssm:/x}}' } }, 'its tags or its policy contain a text'],
    [
      'a dynamic reference in its policy',
      { policy: '{"Statement":[{"Sid":"{{resolve:ssm:x}}","Effect":"Allow"}]}' },
      'its tags or its policy contain a text',
    ],
  ])('leaves one where it is that has %s, which Terraform takes', (_, change, note) => {
    expect(texts(planned(change, { iac }).notes).join()).toContain(
      `vpce-ecr.dkr (ecr.dkr) is not imported: ${note}`,
    );
    expect(ids(planned(change, { iac }))).not.toContain('vpce-ecr.dkr');
    expect(ids(planned(change, { iac: 'terraform' }))).toContain('vpce-ecr.dkr');
  });

  it('takes one of plain addresses', () => {
    expect(ids(planned({ ipAddressType: 'ipv4' }, { iac }))).toContain('vpce-ecr.dkr');
  });
});
