import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { undescribed } from '../../src/ask/described.ts';
import { doctor } from '../../src/commands/doctor/doctor.ts';
import type { Network } from '../../src/core/network/network.ts';
import { redact } from '../../src/core/redact/redact.ts';
import { ecsWorkload } from '../../src/core/workload/ecs-workload.ts';
import { taskDefinitionsIn } from '../../src/core/workload/task-definition.ts';
import { discover } from '../../src/sources/aws/discover.ts';
import { loadSnapshot, snapshotText } from '../../src/sources/snapshot/snapshot.ts';
import { REGION, VPC } from '../core/rules/network.ts';
import { useAwsEnv } from '../real/aws-env.ts';
import { type FakeEc2, startFakeEc2 } from '../sources/fake-ec2.ts';
import { CASES, type Situation } from './cases.ts';
import { ec2OfNetwork } from './ec2-of-network.ts';

/** Situations from practice and what is right about them, a line each, tried with the network from every source it can have. */

interface Report {
  readonly paths: readonly { readonly service: string; readonly via: string }[];
  readonly findings: readonly { readonly rule: string; readonly severity: string }[];
  readonly workload: readonly { readonly kind: string; readonly severity: string }[];
}

async function reportOf(
  network: Network,
  { task, subnets }: Situation,
): Promise<{ code: number; report: Report }> {
  const workload =
    task && ecsWorkload(taskDefinitionsIn(task, 'task.json', REGION), { region: REGION, services: [] });
  let text = '';
  const code = await doctor(
    {
      ...undescribed({
        region: REGION,
        vpc: network.vpc.id,
        subnets: [...subnets],
        launchType: workload?.launchType ?? 'fargate',
        json: true,
      }),
      workload,
    },
    {
      style: { width: 80, colour: false, unicode: true },
      shell: 'posix',
      commandWords: [],
      readNetwork: async () => network,
      // As in CI, where what is unknown fails.
      attended: false,
      say: () => undefined,
      saveSnapshot: async () => undefined,
      print: (printed) => {
        text += printed;
      },
    },
  );
  return { code, report: JSON.parse(text) };
}

/** `exit 1; s3 nat; rule nacl-blocks error; no remark image-unknown`: each part holds, or is returned with what is so instead. */
function broken(expectation: string, code: number, { paths, findings, workload }: Report): string[] {
  return expectation.split('; ').flatMap((part) => {
    const [first = '', second = '', third, fourth] = part.split(' ');
    const found = (list: 'rule' | 'remark', name: string) =>
      list === 'rule'
        ? findings.filter(({ rule }) => rule === name)
        : workload.filter(({ kind }) => kind === name);
    if (first === 'exit') return code === Number(second) ? [] : [`${part}: exit ${code}`];
    if (first === 'no') {
      const there = found(second as 'rule' | 'remark', third ?? '');
      return there.every(({ severity }) => fourth !== undefined && severity !== fourth) ? [] : [part];
    }
    if (first === 'rule' || first === 'remark') {
      const there = found(first, second);
      const right = there.some(({ severity }) => third === undefined || severity === third);
      return right ? [] : [`${part}: ${there.map(({ severity }) => severity).join() || 'is not there'}`];
    }
    const ways = [...new Set(paths.filter(({ service }) => service === first).map(({ via }) => via))];
    return ways.join() === second ? [] : [`${part}: ${ways.join() || 'no path'}`];
  });
}

describe.each(CASES.map((one) => [one.name, one] as const))('%s', (_, situation) => {
  it('is judged right from a snapshot', async () => {
    const { code, report } = await reportOf(
      loadSnapshot(snapshotText(situation.network), 'vpc.json'),
      situation,
    );
    expect(broken(situation.right, code, report)).toEqual([]);
  });

  it('is judged right under other ids, names and addresses', async () => {
    const other = redact(situation.network);
    const subnets = situation.subnets.map((id) => {
      const index = situation.network.subnets.findIndex((subnet) => subnet.id === id);
      return other.subnets[index]?.id ?? id;
    });
    const { code, report } = await reportOf(other, { ...situation, subnets });
    expect(broken(situation.right, code, report)).toEqual([]);
  });

  describe('read from EC2', () => {
    let ec2: FakeEc2;
    let undo: () => void;
    beforeEach(async () => {
      ec2 = await startFakeEc2(ec2OfNetwork(situation.network));
      undo = useAwsEnv({
        AWS_ENDPOINT_URL: ec2.url,
        AWS_ACCESS_KEY_ID: 'testing',
        AWS_SECRET_ACCESS_KEY: 'testing',
      });
    });
    afterEach(async () => {
      undo();
      await ec2.stop();
    });

    it('is judged right', async () => {
      const network = await discover({
        region: REGION,
        vpcId: VPC,
        services: ['ecr.api', 'ecr.dkr', 's3', 'logs', 'secretsmanager', 'ssm'],
      });
      const { code, report } = await reportOf(network, situation);
      expect(broken(situation.right, code, report)).toEqual([]);
    });
  });
});
