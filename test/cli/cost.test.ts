import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT, textOf } from '../docs/page.ts';
import { schemaFaults } from '../reports/schema-faults.ts';
import { type FakeAnswer, type FakeAws, startFakeAws } from '../sources/fake-aws.ts';
import { PRODUCTS, PUBLISHED, productText } from '../sources/fake-price-list.ts';
import { bareEnv, emptyFolder, filesOf, NEW_VPC_FLAGS, type Outcome, PROGRAM, run } from './program.ts';

let aws: FakeAws | undefined;
afterEach(async () => {
  await aws?.stop();
  aws = undefined;
});

const LIST = { PriceList: PRODUCTS.map((product) => productText(product)) };

/** Runs the program beside an AWS in this process. */
async function withAws(args: readonly string[], GetProducts: FakeAnswer): Promise<Outcome & FakeAws> {
  aws = await startFakeAws({ GetProducts });
  const env = {
    ...bareEnv(),
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_MAX_ATTEMPTS: '1',
  };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], {
    env,
    cwd: emptyFolder(),
  });
  return { ...aws, code: 0, stdout, stderr };
}

const DOCTOR = ['doctor', '--region', 'eu-west-1', '--vpc', 'vpc-0a1b2c3d4e5f60718'];
const FLAGS = ['--launch-type', 'fargate', '--fail-on', 'never', '--json'];

describe('doctor --cost', () => {
  it('has the prices of the Price List, each with its date and its usage type', async () => {
    const { stdout, calls } = await withAws([...DOCTOR, ...FLAGS, '--cost'], LIST);
    const report = JSON.parse(stdout);
    expect(schemaFaults(report, JSON.parse(textOf('docs/schemas/doctor.schema.json')))).toEqual([]);
    expect(report.cost.notes).toEqual([]);
    expect(
      report.cost.prices.map(({ usageType, date }: Record<string, string>) => [usageType, date]),
    ).toEqual([
      ['EU-NatGateway-Hours', PUBLISHED],
      ['EU-NatGateway-Bytes', PUBLISHED],
      ['EU-VpcEndpoint-Hours', PUBLISHED],
      ['EU-VpcEndpoint-Bytes', PUBLISHED],
    ]);
    expect(calls.filter((call) => call === 'GetProducts')).toHaveLength(2);
  });

  it('has those of the table, and says so, where they are denied', async () => {
    const denied = { error: 'AccessDeniedException' };
    const { stdout } = await withAws([...DOCTOR, ...FLAGS, '--cost'], denied);
    const { cost } = JSON.parse(stdout);
    expect(cost.notes.join()).toMatch(/^AWS's Price List was not read\..*pricing:GetProducts/);
    expect(cost.prices.map(({ date }: { date: string }) => date)).toEqual(['2026-09', '2026-09', '2026-09']);
  });

  it('is not asked for where nobody asks', async () => {
    const { calls, stdout } = await withAws([...DOCTOR, ...FLAGS], LIST);
    expect(calls).not.toContain('GetProducts');
    expect(JSON.parse(stdout)).not.toHaveProperty('cost');
  });

  it('can be refused', () => {
    const snapshot = join(ROOT, 'docs/examples/nat-leak.snapshot.json');
    const flags = ['doctor', '--snapshot', snapshot, '--launch-type', 'fargate'];
    expect(run([...flags, '--gb-per-month', '5']).stderr).toMatch(/--gb-per-month can't be used here/);
    expect(run([...flags, '--cost', '--gb-per-month', '-5']).code).toBe(2);
    expect(run([...flags, '--cost', '--gb-per-month', '1.5']).stderr).toMatch(/must be a whole number/);
  });
});

describe('the plan of create', () => {
  it('says what it adds without a call, and asks AWS only with --cost', async () => {
    const told = await withAws(['net', ...NEW_VPC_FLAGS, '--dry-run'], LIST);
    expect(told.stdout).toContain('Cost a month (730 hours):\n');
    expect(told.calls).not.toContain('GetProducts');
    await told.stop();
    const asked = await withAws(['net', ...NEW_VPC_FLAGS, '--dry-run', '--cost'], LIST);
    expect(asked.calls).toContain('GetProducts');
    expect(asked.stdout).toMatch(/Price List, 2026-11-20/);
  });

  it('leaves the files as they are, whatever things cost', async () => {
    const cwd = emptyFolder();
    expect(run(['net', ...NEW_VPC_FLAGS, '--yes'], { cwd }).code).toBe(0);
    const plain = filesOf(join(cwd, 'net'));
    const other = emptyFolder();
    expect(
      run(['net', ...NEW_VPC_FLAGS, '--yes', '--cost', '--gb-per-month', '7'], { cwd: other }).code,
    ).toBe(0);
    expect(filesOf(join(other, 'net'))).toEqual(plain);
  });
});
