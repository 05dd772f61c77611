import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { undescribed } from '../../src/ask/described.ts';
import { type Answers, withDefaults } from '../../src/ask/questions.ts';
import { doctor } from '../../src/commands/doctor/doctor.ts';
import type { RuleId, Severity } from '../../src/core/findings/rule.ts';
import type { Network } from '../../src/core/network/network.ts';
import { aws } from '../../src/sources/aws/aws.ts';
import { loadSnapshot, snapshotText } from '../../src/sources/snapshot/snapshot.ts';
import { sourceOf } from '../../src/sources/sources.ts';
import { useAwsEnv } from './aws-env.ts';
import { BROKEN_NETWORKS, buildRightNetwork } from './broken-networks.ts';
import { buildReportedCase, Lab } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeWithTools } from './tools.ts';

const run = promisify(execFile);

/** The parts of `doctor --json` that are looked at here. */
interface Document {
  readonly ok: boolean;
  readonly paths: readonly { readonly subnetId: string; readonly service: string; readonly via: string }[];
  readonly findings: readonly {
    readonly rule: RuleId;
    readonly severity: Severity;
    readonly services: readonly string[];
    readonly resources: readonly { readonly id: string; readonly name?: string }[];
    readonly message: string;
    readonly fix: { readonly command: string; readonly undo: string } | null;
  }[];
}

describeWithTools(['moto_server', 'python3', 'aws'], 'doctor, against moto', () => {
  let moto: Moto;
  let restore: () => void;

  beforeAll(async () => {
    moto = await startMoto();
    restore = useAwsEnv(moto.env);
  }, 90_000);

  afterAll(async () => {
    restore?.();
    await moto?.stop();
  });

  /** A command that was printed, typed into a shell. */
  const type = (command: string) => run('sh', ['-ec', command], { env: moto.env });

  describe.each(Object.entries(BROKEN_NETWORKS))('%s', (_, { region = 'eu-west-1', breaks, says, way }) => {
    it('says so and no more, and its own commands fix it', async () => {
      const built = await buildRightNetwork(new Lab(moto, region));
      const answers: Answers = { region, vpc: built.vpcId, launchType: 'ec2', json: true };
      expect((await look(answers)).document).toMatchObject({ ok: true, findings: [] });

      await breaks(built);
      const { document, code } = await look(answers);
      expect(document.findings.map(({ rule, severity }) => [rule, severity])).toEqual(
        says.map((rule) => [rule, 'error']),
      );
      expect(code).toBe(1);
      expect(document.paths.map(({ via }) => via)).toContain(way);

      for (const { fix } of document.findings) await type(fix?.command ?? 'false');
      expect(await look(answers)).toMatchObject({ code: 0, document: { ok: true, findings: [] } });

      for (const { fix } of document.findings.toReversed())
        await type(fix?.undo.replaceAll('\n', ' && ') ?? '');
      expect((await look(answers)).document.findings.map(({ rule }) => rule)).toEqual(says);
    }, 120_000);
  });

  it('names the table of the tasks and the endpoint it lacks', async () => {
    const region = 'eu-west-1';
    const built = await buildReportedCase(new Lab(moto, region));
    const answers: Answers = { region, vpc: built.vpcId, launchType: 'fargate', json: true };
    const { document, network } = await look(answers);
    const [first, ...others] = document.findings;
    expect(first).toMatchObject({
      rule: 's3-route-missing',
      services: ['s3'],
      resources: [{ id: built.taskRouteTableId, name: 'shop-tasks' }, { id: built.s3EndpointId }],
      message:
        `Image layers go through NAT gateway ${built.natGatewayId}, because route table ${built.taskRouteTableId} ` +
        `has no route to S3 gateway endpoint ${built.s3EndpointId}.`,
    });
    expect(others.map(({ rule, severity }) => [rule, severity])).toEqual([['endpoint-unneeded', 'info']]);
    expect(document.paths.map(({ service, via }) => [service, via])).toEqual([
      ['ecr.api', 'endpoint'],
      ['ecr.dkr', 'endpoint'],
      ['s3', 'nat'],
    ]);

    const replayed = await look(answers, loadSnapshot(snapshotText(network), 'vpc.json'));
    expect(replayed.document).toEqual(document);
  }, 60_000);
});

/** What doctor prints as JSON, its exit code, and the network it looked at. */
async function look(
  answers: Answers,
  snapshot?: Network,
): Promise<{ document: Document; code: 0 | 1; network: Network }> {
  let printed = '';
  let seen: Network | undefined;
  const code = await doctor(undescribed(withDefaults(answers)), {
    style: { width: 80, colour: false, unicode: true },
    shell: 'posix',
    commandWords: [],
    readNetwork: async (asked, wanted) => {
      const io = {
        aws,
        readText: () => '',
        readFolder: () => [],
        reading: <T>(_: string, work: () => Promise<T>) => work(),
      };
      seen = snapshot ?? (await sourceOf(asked).read(asked, wanted, io, undefined));
      return seen;
    },
    saveSnapshot: async () => undefined,
    attended: true,
    say: () => undefined,
    print: (text) => {
      printed += text;
    },
  });
  if (!seen) throw new Error('doctor looked at nothing');
  return { document: JSON.parse(printed), code, network: seen };
}
