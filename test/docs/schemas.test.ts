import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gather } from '../../src/ask/answers.ts';
import { QUESTION_KEYS, question } from '../../src/ask/questions.ts';
import { COMMANDS } from '../../src/commands/commands.ts';
import { costOfPlan } from '../../src/commands/create/cost-of-plan.ts';
import { Problem } from '../../src/core/problem.ts';
import { planDocument } from '../../src/reports/plan-document.ts';
import { FLEET_RECORD_FILE, loadFleetRecord } from '../../src/sources/record/fleet-record.ts';
import { emptyFolder, NEW_VPC_FLAGS, OFFLINE_FLAGS, run, withFlags } from '../cli/program.ts';
import { fixing } from '../formats/plans.ts';
import { NO_FORMAT } from '../formats-that.ts';
import { schemaFaults } from '../reports/schema-faults.ts';
import { answersSchema } from './answers-schema.ts';
import { blocksOf, PAGES, ROOT, textOf } from './page.ts';

describe('docs/schemas/answers.schema.json', () => {
  const schema = answersSchema();

  it('is made from the table of questions', async () => {
    const path = join(ROOT, 'docs/schemas/answers.schema.json');
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(path);
  });

  /** One answer that the program takes, for every question. */
  const TAKEN: Readonly<Record<string, unknown>> = {
    directory: 'network',
    region: 'eu-west-1',
    vpc: 'vpc-0a1b2c3d4e5f60718',
    subnets: ['subnet-0aaaaaaaaaaaaaaa1', 'subnet-0bbbbbbbbbbbbbbb2'],
    vpcCidr: '10.20.0.0/16',
    azCount: 3,
    profile: 'my profile',
    taskDefinition: ['web.json', 'web:3'],
    service: ['shop/web'],
    cluster: ['shop'],
    launchType: 'ec2',
    services: ['logs', 'ecs-agent'],
    serviceConnect: true,
    taskSecurityGroups: ['sg-0123abcd'],
    iac: 'cdk',
    terraformLayout: 'module',
    name: 'shop',
    tags: { team: 'shop', 'cost-center': '' },
    s3Policy: 'ecr-only',
    adopt: true,
    central: true,
    spokes: ['vpc-0a1b2c3d'],
    spokeSubnets: ['subnet-0ccccccccccccccc3'],
    allowWideRules: true,
    offline: true,
    azs: ['eu-west-1a'],
    subnetCidrs: ['10.20.0.0/24'],
    routeTables: ['rtb-0123abcd'],
    snapshot: 'vpc.json',
    live: true,
    terraformPlan: 'plan.json',
    template: ['network.yaml'],
    parameters: { VpcCidr: '10.0.0.0/16' },
    parameterFile: ['parameters.json'],
    report: 'markdown',
    failOn: 'never',
    profiles: ['shop', 'pay'],
    accounts: ['111122223333'],
    organization: true,
    ou: 'ou-ab12-11111111',
    role: 'team/audit',
    externalId: 'a-1',
    roleSessionName: 'nightly',
    regions: ['all'],
    vpcs: 'all',
  };

  const programTakes = (answers: object): boolean => {
    const file = { path: 'answers.json', text: JSON.stringify(answers) };
    try {
      for (const command of COMMANDS) gather({ command, flags: {}, env: {}, file });
      return true;
    } catch (error) {
      if (error instanceof Problem) return false;
      throw error;
    }
  };

  it('takes what the program takes, for every question', () => {
    expect(Object.keys(TAKEN).sort()).toEqual(QUESTION_KEYS.filter((key) => !question(key).mode).sort());
    for (const answers of [TAKEN, { ...TAKEN, services: [] }]) {
      expect(programTakes(answers)).toBe(true);
      expect(schemaFaults(answers, schema)).toEqual([]);
    }
  });

  it.each([
    ['an unknown name', { lauchType: 'ec2' }],
    ['a way to run', { yes: true }],
    ['a choice that is none', { iac: NO_FORMAT }],
    ['a service that is none', { services: ['S3Express'] }],
    ['text for a list', { subnets: 'subnet-0123abcd' }],
    ['a list for text', { vpc: ['vpc-0123abcd'] }],
    ['an empty list', { azs: [] }],
    ['text for a number', { azCount: '3' }],
    ['a number that is too large', { azCount: 7 }],
    ['a number that is not whole', { azCount: 1.5 }],
    ['text for yes or no', { offline: 'yes' }],
    ['a list for pairs', { tags: ['a=b'] }],
    ['a number as a tag', { tags: { a: 1 } }],
    ['null', { region: null }],
  ])('refuses with the program %s', (_, answers) => {
    expect(programTakes(answers)).toBe(false);
    expect(schemaFaults(answers, schema)).not.toEqual([]);
  });

  it('takes the examples of the pages', () => {
    const examples = PAGES.flatMap((page) => blocksOf(textOf(page))).filter(
      ({ kind }) => kind === 'json answers',
    );
    expect(examples.length).toBeGreaterThan(1);
    for (const { code } of examples) {
      expect(schemaFaults(JSON.parse(code), schema)).toEqual([]);
      expect(programTakes(JSON.parse(code))).toBe(true);
    }
  });
});

describe('docs/schemas/create.schema.json', () => {
  const schema = JSON.parse(textOf('docs/schemas/create.schema.json'));
  const SNAPSHOT = join(ROOT, 'docs/examples/nat-leak.snapshot.json');

  it.each([
    ['a new VPC', [...NEW_VPC_FLAGS]],
    [
      'an existing one, by group',
      [...OFFLINE_FLAGS, '--task-security-groups', 'sg-0123abcd', '--s3-policy', 'ecr-only'],
    ],
    [
      'a snapshot',
      [
        '--snapshot',
        SNAPSHOT,
        '--subnets',
        'subnet-c4c10daf156bd7dda',
        '--launch-type',
        'ec2',
        '--iac',
        'cdk',
      ],
    ],
    ['a new VPC as CloudFormation', withFlags(NEW_VPC_FLAGS, { '--iac': 'cloudformation' })],
  ])('holds for %s', (_, flags) => {
    const { code, stdout } = run(['out', ...flags, '--json', '--dry-run'], { cwd: emptyFolder() });
    expect(code).toBe(0);
    expect(schemaFaults(JSON.parse(stdout), schema)).toEqual([]);
  });

  it('holds for what must be done by hand, and says when', async () => {
    const plan = fixing('cloudformation');
    const { document: cost } = await costOfPlan(plan, plan.network, {}, {});
    const document = planDocument(plan, [], undefined, cost);
    expect(schemaFaults(JSON.parse(JSON.stringify(document)), schema)).toEqual([]);
    expect(document.prerequisites.map(({ when }) => when)).toEqual(
      plan.prerequisites.map(({ when }) => when),
    );
    expect(document.prerequisites).not.toEqual([]);
    expect(document.changes.map(({ by }) => by)).toContain('command');
  });

  it('holds something', () => {
    const { stdout } = run(['out', ...NEW_VPC_FLAGS, '--json', '--dry-run'], { cwd: emptyFolder() });
    const document = JSON.parse(stdout);
    expect(schemaFaults({ ...document, surprise: 1, region: undefined, notes: 'none' }, schema)).toHaveLength(
      3,
    );
  });

  it('has every field on its page', () => {
    const page = textOf('docs/create-json.md');
    const { endpoint, file, prerequisite, change } = schema.$defs;
    const fields = [schema, endpoint, file, prerequisite, change].flatMap(({ properties }) =>
      Object.keys(properties),
    );
    expect(
      fields.filter((field) => !new RegExp(`\`(\\w+\\[\\])?\\.?${field}(\\[\\])?\``).test(page)),
    ).toEqual([]);
  });
});

describe('docs/schemas/record.schema.json', () => {
  const schema = JSON.parse(textOf('docs/schemas/record.schema.json'));

  it.each([
    ['a new VPC', NEW_VPC_FLAGS],
    ['a VPC that exists', OFFLINE_FLAGS],
  ])('holds for %s', (_, flags) => {
    const cwd = emptyFolder();
    expect(run(['net', ...flags, '--services', 'logs,dynamodb', '--yes'], { cwd }).code).toBe(0);
    const record = JSON.parse(readFileSync(join(cwd, 'net', 'private-ecs-network.json'), 'utf8'));
    expect(schemaFaults(record, schema)).toEqual([]);
    expect(schemaFaults({ ...record, files: { a: 'b' } }, schema)).not.toEqual([]);
  });

  it('has every field on its page', () => {
    const page = textOf('docs/run-it-again.md');
    for (const name of Object.keys(schema.properties)) expect(page).toContain(`\`${name}\``);
  });
});

describe('docs/schemas/fleet-record.schema.json', () => {
  const ofFleet = JSON.parse(textOf('docs/schemas/fleet-record.schema.json'));
  const ofVpc = JSON.parse(textOf('docs/schemas/record.schema.json'));
  const schema = { ...ofFleet, $defs: { ...ofFleet.$defs, ...ofVpc.$defs, 'record.schema.json': ofVpc } };
  const FLEET = join(ROOT, 'docs/examples/fleet');

  /** Writes code from the example with its third VPC twice, and gives what writes it again. */
  function fleetIn(cwd: string, iac: string) {
    const file = (id: string, ending: string) => join(cwd, `saved/111122223333/us-east-1/${id}${ending}`);
    cpSync(FLEET, join(cwd, 'saved'), { recursive: true });
    for (const ending of ['.json', '.tasks.json'])
      writeFileSync(file(TWIN, ending), readFileSync(file(THIRD, ending), 'utf8').replaceAll(THIRD, TWIN));
    const index = JSON.parse(readFileSync(join(FLEET, 'sweep.json'), 'utf8'));
    index.vpcs.push({ accountId: '111122223333', region: 'us-east-1', vpcId: TWIN });
    writeFileSync(join(cwd, 'saved/sweep.json'), JSON.stringify({ ...index, unread: [] }));
    const create = (...flags: string[]) => {
      expect(run(['sweep', '--from', 'saved', '--create', 'code', ...flags], { cwd }).stderr).toBe('');
      return JSON.parse(readFileSync(join(cwd, 'code', FLEET_RECORD_FILE), 'utf8'));
    };
    return { record: create('--iac', iac, '--tags', 'team=shop'), create, tasks: file(TWIN, '.tasks.json') };
  }
  const THIRD = 'vpc-51aaf13dfa8205974';
  const TWIN = 'vpc-51aaf13dfa8205975';

  it.each(['cloudformation', 'terraform', 'cdk'])('holds for the code of a fleet: %s', (iac) => {
    const { record } = fleetIn(emptyFolder(), iac);
    expect(schemaFaults(record, schema)).toEqual([]);
    const [[key, vpc] = ['', {}]] = Object.entries<object>(record.vpcs);
    for (const wrong of [
      { files: { a: 'b' } },
      { vpcs: { '../..': vpc } },
      { vpcs: { [key]: { ...vpc, changes: [{ kind: 'none' }] } } },
      { groups: [{ name: 'a b', members: [] }] },
      { former: { [key]: 'set' } },
      { surprise: 1 },
    ]) {
      expect(schemaFaults({ ...record, ...wrong }, schema)).toHaveLength(1);
      expect(() => loadFleetRecord(JSON.stringify({ ...record, ...wrong }), 'x')).toThrow();
    }
  });

  it('holds where a VPC moved to another module', () => {
    const { create, tasks } = fleetIn(emptyFolder(), 'terraform');
    writeFileSync(tasks, JSON.stringify({ ...JSON.parse(readFileSync(tasks, 'utf8')), services: ['logs'] }));
    const record = create();
    expect(record.former).toEqual({ [`111122223333/us-east-1/${TWIN}`]: ['private-ecs-fargate-2'] });
    expect(schemaFaults(record, schema)).toEqual([]);
  });

  it('has every field on its page', () => {
    const page = textOf('docs/sweep.md').split('### Run it again')[1] ?? '';
    for (const name of [
      ...Object.keys(ofFleet.properties),
      ...Object.keys(ofFleet.properties.groups.items.properties),
    ])
      expect(page).toContain(`\`${name}\``);
  });
});

describe('docs/schemas/sweep.schema.json', () => {
  const schema = JSON.parse(textOf('docs/schemas/sweep.schema.json'));
  const from = (...flags: string[]) => run(['sweep', '--from', join(ROOT, 'docs/examples/fleet'), ...flags]);

  it('holds for what was saved, and each row for itself', () => {
    const document = JSON.parse(from('--json').stdout);
    expect(schemaFaults(document, schema)).toEqual([]);
    expect(schemaFaults({ ...document, rows: [{ accountId: '1' }] }, schema)).not.toEqual([]);
    const lines = from('--report', 'jsonl').stdout.trimEnd().split('\n');
    const byText = (a: string, b: string) => (a < b ? -1 : 1);
    expect(lines.sort(byText)).toEqual(document.rows.map((row: object) => JSON.stringify(row)).sort(byText));
  });

  it('holds for code that is written', () => {
    const cwd = emptyFolder();
    const create = (...flags: string[]) =>
      run(['sweep', '--from', join(ROOT, 'docs/examples/fleet'), '--create', 'code', '--json', ...flags], {
        cwd,
      });
    for (const document of [create('--iac', 'cloudformation'), create()].map(({ stdout }) =>
      JSON.parse(stdout),
    )) {
      expect(document.fleet.vpcs.length).toBeGreaterThan(1);
      expect(schemaFaults(document, schema)).toEqual([]);
    }
  });

  it('has every field on its page', () => {
    const page = textOf('docs/sweep.md');
    const { vpc, unread, paths } = schema.$defs;
    for (const { properties } of [schema, schema.properties.totals, vpc, unread, paths])
      for (const name of Object.keys(properties)) expect(page).toContain(`\`${name}\``);
  });
});
