import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { fleetDocument } from '../../src/reports/fleet/fleet-document.ts';
import { emptyFolder, filesOf, only, run } from './program.ts';

const FLEET = resolve('docs/examples/fleet');
const INDEX = JSON.parse(readFileSync(join(FLEET, 'sweep.json'), 'utf8'));
const SHOP = '111122223333/eu-west-1/vpc-d4ee8127437873189';
const BATCH = '444455556666/eu-west-1/vpc-56fdc7aa60e282fda';

type Index = { vpcs: { vpcId: string }[]; unread: object[]; complete: boolean };

const allRead = (index: Index) => {
  index.unread = [];
};

/** A saved sweep with a changed index, and a folder to write to. */
function saved(change: (index: Index) => void = allRead) {
  const folder = emptyFolder();
  cpSync(FLEET, join(folder, 'saved'), { recursive: true });
  const save = (edit: (index: Index) => void) => {
    const index: Index = structuredClone(INDEX);
    edit(index);
    writeFileSync(join(folder, 'saved/sweep.json'), JSON.stringify(index));
  };
  save(change);
  const createWith = (env: Readonly<Record<string, string>>, ...flags: string[]) =>
    run(['sweep', '--from', 'saved', '--create', 'code', ...flags], { cwd: folder, env });
  const create = (...flags: string[]) => createWith({}, ...flags);
  return { folder, save, create, createWith, files: () => filesOf(join(folder, 'code')) };
}

const without = (id: string) => (index: Index) => {
  allRead(index);
  index.vpcs = index.vpcs.filter(({ vpcId }) => vpcId !== id.split('/').at(-1));
};

it.each(['cloudformation', 'terraform', 'cdk'])(
  'writes the code of a fleet once, and the same the next time: %s',
  (iac) => {
    const { create, files } = saved();
    const first = create('--iac', iac);
    expect([first.code, first.stderr]).toEqual([0, '']);
    const written = files();
    const again = create();
    expect(again.stdout).toMatch(/^Nothing changed: code is up to date\.$/m);
    expect(again.code).toBe(0);
    expect(files()).toEqual(written);
  },
);

it('names a part that was not read, and ends with 1', () => {
  const { create, files } = saved((index) => void index);
  const { code, stdout } = create('--iac', 'cloudformation');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^No code for 1 part that could not be read\.$/m);
  expect(files()['README.md']).toMatch(/## Not generated\n\n- 777788889999: The AWS credentials/);
});

it('adds one VPC more, and nothing else', () => {
  const { create, files, save } = saved(without(SHOP));
  create('--iac', 'cloudformation');
  const before = files();
  save(allRead);
  const { stdout, code } = create();
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /the next deployment adds:\n {2}\+ 111122223333\/eu-west-1\/vpc-d4ee8127437873189: endpoint for s3\n/,
  );
  expect(stdout).not.toMatch(/It (removes|moves)/);
  const after = files();
  const changed = Object.keys(after).filter((path) => after[path] !== before[path]);
  expect(changed.sort()).toEqual([
    'README.md',
    'private-ecs-fleet.json',
    'stack-sets/private-ecs-fargate/111122223333/eu-west-1.json',
    'templates/private-ecs-fargate.yaml',
  ]);
});

it('removes the code of a VPC only if that is allowed', () => {
  const { create, files, save } = saved();
  create('--iac', 'cloudformation');
  const before = files();
  save(without(BATCH));
  const refused = create();
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(`- ${BATCH}: everything that was created in it`);
  expect(refused.stderr).toContain('No deployment deletes an instance that is no longer in the folder');
  expect(files()).toEqual(before);
  expect(create('--allow-removal').code).toBe(0);
  expect(Object.keys(files()).filter((path) => path.includes('ec2'))).toEqual([]);
});

it('never takes a VPC for gone that could not be read', () => {
  const { create, files, save } = saved();
  create('--iac', 'cloudformation');
  const before = files();
  save((index) => {
    without(BATCH)(index);
    index.unread = [{ accountId: '444455556666', region: null, error: 'Denied.' }];
  });
  const { code, stderr } = create('--allow-removal');
  expect(code).toBe(2);
  expect(stderr).toContain(`- ${BATCH}: Denied.`);
  expect(files()).toEqual(before);
});

it.each([
  ['an edited file', 'templates/private-ecs-ec2.yaml', 'Edited since they were generated'],
  ['a damaged record', 'private-ecs-fleet.json', 'is not JSON'],
])('refuses %s', (_, path, message) => {
  const { create, files, folder } = saved();
  create('--iac', 'cloudformation');
  const before = files()[path];
  writeFileSync(join(folder, 'code', path), `${before} x`);
  const refused = create();
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(message)]);
  if (path.endsWith('.json')) return;
  expect(create('--force').code).toBe(0);
  expect(files()[path]).toBe(before);
});

it.each([
  ['no format', [], 'pass --iac'],
  ['a sweep that was stopped', ['--iac', 'cloudformation'], 'stopped before its end'],
])('writes nothing for %s', (what, flags, message) => {
  const { create, files } = saved((index) => {
    allRead(index);
    index.complete = what !== 'a sweep that was stopped';
  });
  expect(create(...flags)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  expect(() => files()).toThrow();
});

it.each([
  ['another format', ['--iac', 'terraform'], '--iac is terraform, but code has code for cloudformation'],
  ['another name', ['--name', 'other'], '--name is other, but code has code for private-ecs'],
])('refuses %s in the same directory', (_, flags, message) => {
  const { create } = saved();
  create('--iac', 'cloudformation');
  expect(create(...flags)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});

it('refuses a directory of one VPC, and one that is not its own', () => {
  const { create, folder } = saved();
  cpSync(join(FLEET, '111122223333'), join(folder, 'code'), { recursive: true });
  expect(create('--iac', 'cloudformation')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is not empty'),
  });
  writeFileSync(join(folder, 'code/private-ecs-network.json'), '{}');
  expect(create('--iac', 'cloudformation', '--force').stderr).toContain('code that create wrote for one VPC');
});

it('remembers what was asked for', () => {
  const { create, files } = saved();
  create('--iac', 'cloudformation', '--tags', 'team=shop', '--name', 'net');
  const written = files();
  expect(written['templates/net-ec2.yaml']).toMatch(/Key: team\n +Value: shop/);
  expect(create().stdout).toMatch(/^Nothing changed/m);
});

it('says what it would write with --dry-run, and in one document with --json', () => {
  const { create, files, folder } = saved();
  const dry = create('--iac', 'cloudformation', '--dry-run');
  expect([dry.code, dry.stdout]).toEqual([
    0,
    expect.stringContaining('Nothing was written (--dry-run). Files: 6 new.'),
  ]);
  expect(() => files()).toThrow();
  const { stdout, stderr } = create('--iac', 'cloudformation', '--json');
  expect(stderr).toBe('');
  const { fleet } = JSON.parse(stdout) as { fleet: ReturnType<typeof fleetDocument> };
  expect(fleet).toMatchObject({
    directory: 'code',
    format: 'cloudformation',
    written: true,
    leftOut: [],
    update: null,
    nothing: [{ accountId: '111122223333', region: 'eu-west-1', vpcId: 'vpc-68634930cd5274417' }],
  });
  rmSync(folder, { recursive: true });
});

it('says of a VPC that moves to another stack set how its stack goes along, and gives nobody its place', () => {
  const { create, files, folder, save } = saved();
  const path = (id: string, ending: string) => join(folder, `saved/111122223333/eu-west-1/${id}${ending}`);
  const shop = SHOP.split('/').at(-1) ?? '';
  const twin = (id: string, from: string, to: string) => {
    const [account, region] = to.split('/');
    for (const ending of ['.json', '.tasks.json']) {
      const text = readFileSync(path(from, ending), 'utf8').replaceAll(from, id);
      mkdirSync(join(folder, 'saved', to), { recursive: true });
      writeFileSync(join(folder, 'saved', to, `${id}${ending}`), text);
    }
    return { accountId: account, region, vpcId: id };
  };
  // Two more of the form of the first, in other accounts: it leaves the stack set, not they.
  const others = ['222233334444', '333344445555'].map((account, at) =>
    twin(`vpc-d4ee812743787318${at}`, shop, `${account}/eu-west-1`),
  );
  const saveWith = (...vpcs: object[]) =>
    save((index) => {
      allRead(index);
      index.vpcs.push(...(vpcs as Index['vpcs']));
    });
  saveWith(...others);
  create('--iac', 'cloudformation');
  const late = twin('vpc-d4ee8127437873187', shop, '111122223333/eu-west-1');
  writeFileSync(
    path(shop, '.tasks.json'),
    readFileSync(path(shop, '.tasks.json'), 'utf8').replace('"services": []', '"services": ["logs"]'),
  );
  saveWith(...others, late);
  const before = files();
  const refused = create();
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /^Error: These stacks would have to be taken along by hand, .*\n.*: from stack set private-ecs-fargate to private-ecs-fargate-3$/m,
    ),
  });
  expect(files()).toEqual(before);
  expect(create('--allow-removal').code).toBe(0);
  const { 'README.md': readme, 'private-ecs-fleet.json': record = '' } = files();
  expect(readme).toContain(
    'instances delete-stack-instances 111122223333 --stack-set-name private-ecs-fargate --regions eu-west-1 --retain-stacks',
  );
  // The place of the first in its stack set is not that of the new one: what is deployed there would become the other's.
  const groupOf = (id: string) =>
    (JSON.parse(record).groups as { name: string; members: string[] }[]).find(({ members }) =>
      members.some((key) => key.endsWith(id)),
    )?.name;
  expect([shop, late.vpcId].map(groupOf)).toEqual(['private-ecs-fargate-3', 'private-ecs-fargate-2']);
  expect(create().stdout).toMatch(/^Nothing changed/m);
});

it.each(['--force', '--check'])('takes %s only with --create', (flag) => {
  expect(run(['sweep', '--from', FLEET, flag]).stderr).toContain('only --create writes code');
});

it('says in the README what the undoing of each VPC leaves behind', () => {
  const { create, files } = saved();
  create('--iac', 'terraform');
  const [, undo = ''] = files()['README.md']?.split('## Stop and go back') ?? [];
  expect(undo).toMatch(
    /### 111122223333, us-east-1: shop-us [^#]*--vpc-endpoint-id vpce-4f11aa7c8b7c08bae --no-private-dns-enabled/,
  );
});

it.each<[call: string, of: 'the network' | 'the tasks']>([
  ['DescribeClusters', 'the tasks'],
  ['DescribeNetworkInterfaces', 'the tasks'],
  ['DescribeVpcEndpointServices', 'the network'],
])('is refused in a VPC without %s of %s alone if its code would change by that', (call, of) => {
  const { create, files, folder } = saved();
  create('--iac', 'terraform');
  const written = files();
  // biome-ignore lint/suspicious/noExplicitAny: saved files, edited by hand
  const edit = (ending: string, change: (saved: any) => void) => {
    const path = join(folder, 'saved', `${SHOP}${ending}`);
    const value = JSON.parse(readFileSync(path, 'utf8'));
    change(value);
    writeFileSync(path, JSON.stringify(value));
  };
  const unreadable = [{ call, action: `x:${call}`, reason: `Not allowed x:${call}.` }];
  if (of === 'the network') edit('.json', (network) => Object.assign(network, { unreadable }));
  else
    edit('.tasks.json', ({ tasks }) => {
      for (const { workload } of tasks) Object.assign(workload, { unreadable });
    });
  expect(create().stdout).toMatch(/^Nothing changed: code is up to date\.$/m);
  expect(files()).toEqual(written);
  edit('.tasks.json', ({ tasks }) => {
    for (const { workload } of tasks)
      workload.needs.push({ service: 'dynamodb', kind: 'gateway', because: 'x', origin: ['x'] });
  });
  const { code, stderr } = create('--allow-removal', '--force');
  expect(code).toBe(2);
  expect(stderr.replaceAll(/\s*\n\|? */g, ' ')).toContain(
    `- ${SHOP}: The code was written with answers of AWS that this run didn't get, and would change: - ${call}: allow x:${call}. ` +
      `Not allowed x:${call}. Nothing was written.`,
  );
  expect(files()).toEqual(written);
});

it('says what somebody did by command that is no longer needed', () => {
  const { create, folder } = saved();
  const place = join(folder, 'saved/111122223333/us-east-1/vpc-51aaf13dfa8205974');
  const edit = <Saved>(ending: string, change: (saved: Saved) => void) => {
    const value = JSON.parse(readFileSync(place + ending, 'utf8'));
    change(value);
    writeFileSync(place + ending, JSON.stringify(value));
  };
  const [dkr, step] = ['vpce-62c1cc8097e8291b8', 'private DNS of vpce-62c1cc8097e8291b8'];
  create('--iac', 'cloudformation');
  edit('.json', ({ endpoints }: { endpoints: { id: string; privateDns: boolean }[] }) => {
    for (const endpoint of endpoints) if (endpoint.id === dkr) endpoint.privateDns = true;
  });
  edit('.tasks.json', ({ tasks }: { tasks: { workload: { needs: { service: string }[] } }[] }) => {
    for (const { workload } of tasks)
      workload.needs = workload.needs.filter(({ service }) => service !== 'ecr.dkr');
  });
  const { code, stdout } = create('--dry-run');
  expect(code).toBe(0);
  const said = stdout.replaceAll(/\s+\|?\s*/g, ' ');
  expect(said).toContain('no longer needed. Deployment leaves it as it is:');
  expect(said).toContain(`/${place.split('/').at(-1)}: ${step} `);
  // To be copied, so on one line.
  const undo = `aws ec2 modify-vpc-endpoint --region us-east-1 --vpc-endpoint-id ${dkr} --no-private-dns-enabled`;
  expect(stdout).toContain(`\n    To undo it: ${undo}\n`);
  const { fleet } = JSON.parse(create('--dry-run', '--json').stdout) as {
    fleet: ReturnType<typeof fleetDocument>;
  };
  expect(fleet).toMatchObject({ update: { leaves: [{ part: expect.stringContaining(step), undo }] } });
  expect(said).not.toContain('It removes:');
});

describe.skipIf(process.platform === 'win32')('--check', () => {
  const root = (path: string, command: string) =>
    `terraform -chdir=accounts/${path} ${command === 'init' ? 'init -backend=false -input=false' : command} -no-color`;

  it.each([
    [
      'cloudformation',
      ['cfn-lint'],
      ['cfn-lint templates/private-ecs-fargate.yaml templates/private-ecs-ec2.yaml'],
    ],
    [
      'terraform',
      ['terraform'],
      ['111122223333/eu-west-1', '111122223333/us-east-1', '444455556666/eu-west-1'].flatMap((path) => [
        root(path, 'init'),
        root(path, 'validate'),
      ]),
    ],
    ['cdk', ['npm', 'npx'], ['npm install --no-audit --no-fund', 'npx --no-install cdk synth --quiet']],
  ])('runs the tools of %s on all that was written, and on what stays as it is', (iac, tools, commands) => {
    const { createWith, folder } = saved();
    const script = `echo "\${0##*/} $*" >> '${join(folder, 'ran')}'; echo "ran $1"`;
    const PATH = only(Object.fromEntries(tools.map((tool) => [tool, script])));
    const ran = () => readFileSync(join(folder, 'ran'), 'utf8').trim().split('\n');
    expect(createWith({ PATH }, '--iac', iac, '--check').code).toBe(0);
    expect(ran()).toEqual(commands);
    expect(createWith({ PATH }, '--check').stdout).toMatch(/Nothing changed: [^$]*\n\n\$ \S+ .*\n\| ran /);
    expect(ran()).toEqual([...commands, ...commands]);
  });

  it('ends with 2 where a tool fails, after the files are written', () => {
    const { createWith, files } = saved();
    const PATH = only({ 'cfn-lint': 'echo "E0000 wrong"; exit 2' });
    const { code, stdout, stderr } = createWith({ PATH }, '--iac', 'cloudformation', '--check');
    expect(code).toBe(2);
    expect(stdout).toMatch(/Written to code[\s\S]*\| E0000 wrong/);
    expect(stderr).toMatch(/cfn-lint \S+ \S+ failed; its output is above\. The files are in code\./);
    expect(files()).toHaveProperty(['templates/private-ecs-ec2.yaml']);
  });

  it.each(['json', 'jsonl', 'markdown', 'html'])('leaves standard output to the report: %s', (report) => {
    const { createWith } = saved();
    const PATH = only({ 'cfn-lint': 'echo linted' });
    const flags = ['--iac', 'cloudformation', '--check', '--report', report];
    const { code, stdout, stderr } = createWith({ PATH }, ...flags);
    expect(code).toBe(0);
    expect(stdout).not.toContain('linted');
    expect(stderr).toMatch(/^\| linted\nPassed: cfn-lint/m);
    // A line of a log is not wrapped.
    expect(stderr).not.toContain('| |');
  });

  it('says that no tool is installed, and calls AWS for no saved sweep', () => {
    const { createWith } = saved();
    const PATH = only({ aws: 'echo called' });
    const { code, stdout, stderr } = createWith({ PATH }, '--iac', 'cloudformation', '--check');
    expect([code, stdout.includes('called')]).toEqual([0, false]);
    expect(stderr).toContain("Skipped validation: cfn-lint isn't installed.");
  });

  it('has nothing to check where nothing is deployed', () => {
    const { createWith } = saved((index) => {
      allRead(index);
      index.vpcs = index.vpcs.filter(({ vpcId }) => vpcId === 'vpc-68634930cd5274417');
    });
    const PATH = only({ 'cfn-lint': 'echo linted' });
    const { code, stdout } = createWith({ PATH }, '--iac', 'cloudformation', '--check');
    expect([code, stdout.includes('linted')]).toEqual([0, false]);
  });
});

it.each([
  [
    'another account owns',
    '.json',
    (text: string) => text.replace('"vpc": {', '"vpc": {\n"ownerId": "999988887777",'),
    'It belongs to account 999988887777',
  ],
  [
    'has tasks on EC2, too, nobody knows in which subnets',
    '.tasks.json',
    (text: string) => {
      const asked = JSON.parse(text);
      const [first] = asked.tasks;
      return JSON.stringify({
        ...asked,
        tasks: [first, { ...first, workload: { ...first.workload, launchType: 'ec2' } }],
      });
    },
    "The subnets of its tasks aren't known",
  ],
])('leaves out a VPC that %s, says why, and ends with 1', (_, ending, edit, reason) => {
  const { create, files, folder } = saved();
  const path = join(folder, 'saved', `${SHOP}${ending}`);
  writeFileSync(path, edit(readFileSync(path, 'utf8')));
  const { code, stdout } = create('--iac', 'cloudformation');
  expect(code).toBe(1);
  expect(stdout.replaceAll(/\s+\|?\s*/g, ' ')).toContain(`${SHOP}: ${reason}`);
  expect(files()['README.md']).toContain(reason.split(' ').slice(0, 3).join(' '));
  expect(Object.keys(files()).filter((file) => file.includes('fargate'))).toEqual([]);
});

describe('a VPC with tasks on Fargate and on EC2', () => {
  /** The VPC of the tasks on EC2, with a service on Fargate in another subnet, whose group is to have these outbound rules. */
  function both(egress: readonly object[]) {
    const fleet = saved((index) => {
      allRead(index);
      index.vpcs = index.vpcs.filter(({ vpcId }) => BATCH.endsWith(vpcId));
    });
    const edit = (ending: string, change: (value: Json) => void, from = BATCH): Json => {
      const path = join(fleet.folder, 'saved', `${from}${ending}`);
      const value = JSON.parse(readFileSync(path, 'utf8'));
      change(value);
      writeFileSync(path, JSON.stringify(value));
      return value;
    };
    edit('.json', ({ subnets, securityGroups, networkAcls }) => {
      networkAcls[0].subnetIds.push(SUBNET);
      subnets.push({ ...subnets[0], id: SUBNET, name: 'web', az: 'eu-west-1b', cidr: '10.0.16.0/20' });
      securityGroups.push({ ...securityGroups.at(-1), id: GROUP, name: 'web', egress });
    });
    const shop = edit('.tasks.json', () => undefined, SHOP);
    edit('.tasks.json', ({ tasks }) => {
      const [{ workload, ...names }] = shop.tasks;
      tasks.unshift({
        ...names,
        workload: { ...workload, subnetIds: [SUBNET], securityGroupIds: [GROUP], withoutPublicAddress: [] },
      });
    });
    return { ...fleet, edit };
  }
  // biome-ignore lint/suspicious/noExplicitAny: saved files, edited by hand
  type Json = any;
  const SUBNET = 'subnet-0bbbbbbbbbbbbbbb2';
  const GROUP = 'sg-0bbbbbbbbbbbbbbb2';
  const ANYWHERE = {
    ...{ protocol: '-1', fromPort: null, toPort: null, cidrs: ['0.0.0.0/0'] },
    ...{ ipv6Cidrs: [], prefixListIds: [], groupIds: [] },
  };

  it.each(['cloudformation', 'terraform', 'cdk'])('gets the code for both: %s', (iac) => {
    const { create, files } = both([ANYWHERE]);
    const { code, stdout } = create('--iac', iac);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/for 1 VPC in 1 (stack set|module|stack class)/),
    ]);
    const { 'README.md': readme = '', 'private-ecs-fleet.json': record = '' } = files();
    // What only EC2 needs, and what both need in both subnets.
    const { changes, byHand } = JSON.parse(record).vpcs[BATCH];
    const created = changes.filter(({ kind }: { kind: string }) => kind === 'create-interface-endpoint');
    expect(created.map(({ service }: { service: string }) => service)).toEqual([
      ...['ecs', 'ecs-agent', 'ecs-telemetry'],
    ]);
    for (const { subnetIds } of created) expect(subnetIds).toHaveLength(2);
    expect([...changes, ...byHand].map(({ kind }: { kind: string }) => kind)).toContain('enable-private-dns');
    expect(Object.values(files()).join('')).toContain(GROUP);
    expect(readme).toContain('Tasks on Fargate and on EC2 run in it. The plan is for both');
    for (const asked of ['--launch-type ec2', `--launch-type fargate \\\n  --subnets ${SUBNET} `])
      expect(readme).toContain(asked);
    expect(create().stdout).toMatch(/^Nothing changed/m);
  });

  it('has no endpoint for one of them that is not needed', () => {
    const { edit, folder } = both([ANYWHERE]);
    edit('.json', ({ endpoints }) => {
      const [first] = endpoints;
      for (const service of ['ecs', 'ecs-agent', 'ecs-telemetry', 'sqs'])
        endpoints.push({
          ...{ ...first, id: `vpce-0${service.length}`, service },
          serviceName: `com.amazonaws.eu-west-1.${service}`,
          privateDns: true,
        });
    });
    const { rows } = JSON.parse(run(['sweep', '--from', 'saved', '--json'], { cwd: folder }).stdout);
    const unneeded = (all: { rule: string }[]) => all.filter(({ rule }) => rule === 'endpoint-unneeded');
    // Both say it of the one that neither needs, which is one finding.
    expect(unneeded(rows[0].findings)).toEqual([{ rule: 'endpoint-unneeded', severity: 'info', count: 1 }]);
    edit('.json', ({ endpoints }) => endpoints.pop());
    const again = JSON.parse(run(['sweep', '--from', 'saved', '--json'], { cwd: folder }).stdout);
    expect(unneeded(again.rows[0].findings)).toEqual([]);
  });

  it('gets none where what lets the tasks of one out does not let those of the other', () => {
    const { create } = both([]);
    const { code, stderr, stdout } = create('--iac', 'cloudformation');
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout.replaceAll(/\s+\|?\s*/g, ' ')).toContain(
      `${BATCH}: Tasks on Fargate and on EC2 run in it, and one plan for both leaves open what a plan for each doesn't: how those on Fargate in ${SUBNET} reach ecr.api.`,
    );
  });
});
