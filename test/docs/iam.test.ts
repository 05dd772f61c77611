import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blocksOf, PAGES, ROOT, textOf } from './page.ts';

/** Where IAM names a service otherwise than its client. */
const IAM_NAMES: Readonly<Record<string, string>> = { 'route-53': 'route53', 'cloudwatch-logs': 'logs' };

/** The IAM actions of the AWS calls in the code: those that are imported from the SDK, by the services' own names. */
function actionsInCode(): string[] {
  const files = readdirSync(`${ROOT}/src`, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.ts'));
  const actions = files.flatMap((path) => {
    const imports = textOf(`src/${path}`).matchAll(
      /^import \{([^}]*)\} from '@aws-sdk\/client-(ec2|ecs|pricing|route-53|cloudwatch|cloudwatch-logs)'/gm,
    );
    return [...imports].flatMap(([, names = '', service = '']) =>
      [...names.matchAll(/\bpaginate(\w+)|\b(\w+)Command\b/g)].map(
        ([, paged, single]) => `${IAM_NAMES[service] ?? service}:${paged ?? single}`,
      ),
    );
  });
  // Written by hand, since no client of the SDK is bundled for them.
  const ofProfiles = [
    ...textOf('src/sources/aws/profiles-client.ts').matchAll(/^ {2}'(ListProfile\w+)',$/gm),
  ].map(([, call]) => `route53profiles:${call}`);
  return [...new Set([...actions, ...ofProfiles])].sort();
}

describe('the policy for the reads', () => {
  const actions = actionsInCode();

  it('allows what the code calls, and no more', () => {
    const [block, ...others] = PAGES.flatMap((page) => blocksOf(textOf(page))).filter(
      ({ kind }) => kind === 'json iam',
    );
    expect(others).toEqual([]);
    const { Statement } = JSON.parse(block?.code ?? '') as {
      Statement: { Effect: string; Action: string[] }[];
    };
    expect(Statement.map(({ Effect }) => Effect)).toEqual(['Allow', 'Allow', 'Allow', 'Allow']);
    expect(Statement.flatMap(({ Action }) => Action).sort()).toEqual(actions);
  });

  it('allows whoever starts a sweep what the code calls beside the reads', () => {
    const [block] = blocksOf(textOf('docs/iam.md')).filter(({ kind }) => kind === 'json iam=sweep');
    const { Statement } = JSON.parse(block?.code ?? '') as { Statement: { Action: string | string[] }[] };
    const listed = [...textOf('src/sources/aws/list-accounts.ts').matchAll(/\bpaginate(List\w+),/g)].map(
      ([, name]) => `organizations:${name}`,
    );
    expect(Statement.flatMap(({ Action }) => Action)).toEqual(['sts:AssumeRole', ...listed.sort()]);
  });

  it('explains every action in docs/iam.md', () => {
    const rows = [...textOf('docs/iam.md').matchAll(/^\| `(\w+:\w+)` \|/gm)].map(([, action = '']) => action);
    expect(rows.toSorted()).toEqual(actions);
  });

  it('only reads', () => {
    expect(actions.length).toBeGreaterThan(15);
    expect(
      actions.filter(
        (action) =>
          !/^((ec[2s]|pricing|route53(profiles)?|cloudwatch|logs):(Describe|Get|List)|logs:StartQuery$)/.test(
            action,
          ),
      ),
    ).toEqual([]);
  });
});
