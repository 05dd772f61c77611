import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/core/plan/change.ts';
import type { Plan } from '../../src/core/plan/planned.ts';
import { type How, readme } from '../../src/formats/readme.ts';
import { caseOf } from '../core/arbitrary-network.ts';
import { plan } from '../engine.ts';
import { adopting, creating, fixing, newVpc, withExisting } from './plans.ts';

const how: How = {
  format: 'CloudFormation',
  files: [{ path: 'template.yaml', holds: 'the resources' }],
  deploy: [{ text: 'Deploy it:', command: 'aws cloudformation deploy' }],
  undo: [{ text: 'Delete it:', command: 'aws cloudformation delete-stack' }],
  printVpcId: 'echo vpc-0a1b2c3d4e5f60718',
};

describe('readme', () => {
  it.each([
    ['fargate', creating('terraform', 'fargate')],
    ['ec2-with-services', creating('cdk', 'ec2', ['logs', 'dynamodb'])],
    ['fixing', fixing('cloudformation')],
    ['new-vpc', newVpc('cloudformation', 'fargate')],
  ] as const)('of %s', async (name, plan) => {
    await expect(readme(plan, how)).toMatchFileSnapshot(`__snapshots__/readme/${name}.md`);
  });
});

const UNDOES = 'If other code manages these resources, change it too.';
const LEAVES = 'leaves routes to a gateway endpoint alone';
const NAT_AGAIN = 'then goes through NAT again';
const AS_IT_IS = 'Task-startup traffic then stays as it is.';

/** A plan of which only changes of these kinds are left, all of them to existing resources. */
function onlyFixes(...kinds: readonly Change['kind'][]): Plan {
  const plan = fixing('terraform');
  return withExisting({
    ...plan,
    securityGroup: undefined,
    endpoints: plan.endpoints.filter(({ action }) => action !== 'create'),
    changes: plan.changes.filter(({ kind }) => kinds.includes(kind)),
  });
}

const adoptedAlone: Plan = {
  ...adopting('cdk'),
  changes: [],
  existing: adopting('cdk').existing.slice(0, 1),
};

describe('what the README tells of other code and of undoing', () => {
  it.each<[string, Plan, string[], string[]]>([
    ['a new VPC', newVpc('terraform', 'fargate'), ["the VPC can't be deleted"], [UNDOES, LEAVES, NAT_AGAIN]],
    [
      'new endpoints with a gateway among them',
      creating('terraform', 'fargate'),
      [LEAVES, NAT_AGAIN],
      [UNDOES],
    ],
    [
      'routes, which belong to an endpoint too',
      onlyFixes('add-route-tables'),
      [UNDOES, 'add them to `route_table_ids`', LEAVES, NAT_AGAIN],
      [],
    ],
    [
      'rules of security groups and network ACLs',
      onlyFixes('authorize-ingress', 'add-network-acl-entry'),
      [UNDOES, 'add them to the ingress blocks', 'Rules of a network ACL', NAT_AGAIN],
      [LEAVES],
    ],
    [
      'imports alone',
      adoptedAlone,
      [UNDOES, 'Imported endpoints: remove them', AS_IT_IS],
      [LEAVES, NAT_AGAIN],
    ],
    ['every kind of change', fixing('terraform'), [UNDOES, LEAVES, NAT_AGAIN], [AS_IT_IS]],
  ])('of %s', (_, plan, told, untold) => {
    const written = readme(plan, how);
    for (const text of told) expect(written).toContain(text);
    for (const text of untold) expect(written).not.toContain(text);
    expect(written).toContain('\nnpx create-private-ecs-network doctor .\n');
    // An empty list, or advice to do nothing.
    expect(written).not.toMatch(/:\n\n(?![-`>\w*])|: nothing\b|\n{3}/);
  });
});

it('draws the routes that an extended gateway has, and those that it gets', () => {
  const made = caseOf(
    {
      azs: ['a', 'b'],
      tables: 'own',
      endpoints: 'all',
      wayOut: 'none',
      taskGroups: false,
      launchType: 'fargate',
      services: [],
      serviceConnect: false,
      s3Policy: 'full',
    },
    [{ name: 'gateway route absent', at: 0 }],
  );
  const { launchType, s3Policy } = made.shape;
  const written = readme(
    plan({ ...made, launchType, s3Policy, iac: 'terraform', name: 'private-ecs', tags: {} }),
    how,
  );
  expect(written).toContain('**s3** (gateway, exists, extended, vpce-s3)');
  expect(written).toContain('table1 -->|"route"| endpoint3');
  expect(written).toContain('table2 -->|"route"| endpoint3');
});

describe('a text of the user', () => {
  const texts = [
    'two\nlines\r\n\u2028# heading\n```\nfence',
    '"]; end\nsubgraph x["y"] --> z %%{init: {}}%%',
    '<img src=x onerror=alert(1)> &lt; [link](http://example.com) ![i](x) | `code` *a* _b_ ~~c~~ $x$',
    'style: fill:#f00; classDef a fill:#f00;',
    '1. one',
    '- item',
    'end',
    'Zahlungen 支払い 🚀',
  ];

  it.each(texts)('stays text in Markdown and in Mermaid: %j', (text) => {
    const plan = fixing('cloudformation');
    const written = readme(
      {
        ...plan,
        name: text,
        subnets: plan.subnets.map((subnet) => ({ ...subnet, name: text })),
        routeTables: plan.routeTables.map((table) => ({ ...table, name: text })),
        endpoints: plan.endpoints.map((endpoint) => ({ ...endpoint, because: text, origin: [text] })),
        notes: [{ code: 'assumed', message: text }],
        prerequisites: plan.prerequisites.map((each) => ({ ...each, because: text, command: text })),
      },
      how,
    );
    const plain = readme(plan, how);
    const shape = (markdown: string) =>
      withoutFences(markdown).flatMap((line) => /^(#+ |- (?=\*\*)|$)/.exec(line)?.[0] ?? 'text');
    expect(shape(written)).toEqual(shape(plain));
    for (const line of withoutFences(written)) {
      expect(withoutCode(line)).not.toMatch(/[<|~$&@]/);
    }

    const picture = /```mermaid\n([\s\S]*?)\n```/.exec(written)?.[1]?.split('\n') ?? [];
    expect(picture).toHaveLength(/```mermaid\n([\s\S]*?)\n```/.exec(plain)?.[1]?.split('\n').length ?? 0);
    for (const line of picture) {
      expect(line).toMatch(
        /^ *(flowchart LR|end|(subgraph )?\w+ ?\["(?:[\p{L}\p{N}\p{S}\p{M} .,/()-]|<br\/>|#\d+;)+"\]|\w+ -->(\|"[\w/]+"\|)? ?\w+)$/u,
      );
    }
  });
});

/** A line without its code, in which nothing means anything. */
const withoutCode = (line: string): string => line.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, '');

/** The lines outside fenced blocks. */
function withoutFences(markdown: string): string[] {
  let fence = '';
  return markdown.split('\n').filter((line) => {
    const mark = /^`{3,}/.exec(line)?.[0] ?? '';
    if (fence === '') {
      fence = mark;
      return mark === '';
    }
    if (line === fence) fence = '';
    return false;
  });
}
