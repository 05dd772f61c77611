import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { VpcEndpoint } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { filesOf, PROGRAM } from '../cli/program.ts';
import { unbarred } from '../core/text/unbarred.ts';
import { adoptableNetwork, brokenAdoptableNetwork, endpointsOf } from './adoptable-network.ts';
import { followReadme } from './follow-readme.ts';
import { Lab } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { comparable, propertiesIn, type Stack } from './stack-of-endpoints.ts';
import { describeWithTools } from './tools.ts';

const run = promisify(execFile);
const minutes = 60_000;
const region = 'eu-west-1';

/** Detecting drift is what the emulator does not do. */
const IMPORT = /create-change-set|execute-change-set/;
const DEPLOY = /cloudformation deploy/;

describeWithTools(['aws', 'bash', 'cfn-lint', 'moto_server', 'python3'], 'create --adopt, as a stack', () => {
  const root = mkdtempSync(join(tmpdir(), 'adopt-stack-'));
  let moto: Moto;
  let lab: Lab;

  beforeAll(async () => {
    moto = await startMoto();
    lab = new Lab(moto, region);
  }, 2 * minutes);
  afterAll(async () => {
    await moto?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  const program = (args: readonly string[]) =>
    run(process.execPath, [PROGRAM, ...args], { env: { ...moto.env }, cwd: root });

  /** The files for a network, in a folder called like the stack. */
  async function adopted(
    name: string,
    { vpcId, subnets }: { readonly vpcId: string; readonly subnets: readonly string[] },
    ...more: readonly string[]
  ) {
    const directory = join(root, name);
    const { stdout } = await program([
      ...[
        directory,
        '--region',
        region,
        '--vpc',
        vpcId,
        '--subnets',
        subnets.join(),
        '--launch-type',
        'fargate',
      ],
      ...['--iac', 'cloudformation', '--name', name, '--tags', 'owner=us', '--adopt', '--yes', ...more],
    ]);
    const files = existsSync(directory) ? filesOf(directory) : {};
    return { directory, files, stdout };
  }

  const template = (text = ''): Stack =>
    parse(text, {
      logLevel: 'error',
      customTags: ['!Ref', '!GetAtt', '!Sub'].map((tag) => ({
        tag,
        resolve: (of: string) => ({ [tag]: of }),
      })),
    });
  const imported = (files: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      (JSON.parse(files['resources-to-import.json'] ?? '[]') as ResourceToImport[]).map(
        ({ ResourceType, LogicalResourceId, ResourceIdentifier }) => {
          expect(ResourceType).toBe('AWS::EC2::VPCEndpoint');
          expect(Object.keys(ResourceIdentifier)).toEqual(['Id']);
          return [LogicalResourceId, ResourceIdentifier.Id ?? ''];
        },
      ),
    );

  /** The template of the import is the endpoints as they are, each once and with what AWS asks of an import. */
  function expectAsFound(
    files: Readonly<Record<string, string>>,
    found: Readonly<Record<string, VpcEndpoint>>,
  ) {
    const { Resources, ...rest } = template(files['import.yaml']);
    expect(Object.keys(rest).sort()).toEqual(['AWSTemplateFormatVersion', 'Description']);
    const ids = imported(files);
    expect(Object.keys(Resources)).toEqual(Object.keys(ids));
    for (const [logicalId, resource] of Object.entries(Resources)) {
      expect(resource).toEqual({
        Type: 'AWS::EC2::VPCEndpoint',
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: propertiesIn(found[ids[logicalId] ?? '']),
      });
    }
    return { Resources, ids };
  }

  it('changes nothing where everything serves, and lets go of it again', {
    timeout: 3 * minutes,
  }, async () => {
    const built = await adoptableNetwork(lab);
    const before = await endpointsOf(lab, built.vpcId);
    const { directory, files, stdout } = await adopted('serving', built, '--check');
    expect(stdout).toContain('import first, then deploy');
    expect(stdout).toContain('Passed: cfn-lint import.yaml template.yaml');
    const { Resources, ids } = expectAsFound(files, before);
    expect(Object.values(ids).sort()).toEqual([built.api, built.dkr, built.s3].sort());
    expect(template(files['template.yaml']).Resources).toEqual(Resources);
    expect(Object.keys(files).sort()).toEqual([
      'README.md',
      'import.yaml',
      'private-ecs-network.json',
      'resources-to-import.json',
      'template.yaml',
    ]);

    const listed = await followReadme(directory, 'Deploy', moto.env, IMPORT);
    expect(listed.match(/\bImport\b/g)).toHaveLength(3);
    for (const id of Object.values(ids)) expect(listed).toContain(id);
    expect(comparable(await endpointsOf(lab, built.vpcId))).toEqual(comparable(before));
    await followReadme(directory, 'Deploy', moto.env, DEPLOY);
    expect(comparable(await endpointsOf(lab, built.vpcId))).toEqual(comparable(before));
    const shown = await followReadme(directory, 'Check', moto.env);
    for (const id of Object.values(ids)) expect(shown).toContain(id);

    const again = await adopted('again', built);
    expect(unbarred(again.stdout)).toContain(`CloudFormation stack serving-${built.vpcId}, which manages it`);
    expect(again.files).toEqual({});

    await followReadme(directory, 'Undo', moto.env);
    expect(comparable(await endpointsOf(lab, built.vpcId))).toEqual(comparable(before));
  });

  it('changes only what fixes, and makes it again as it was', { timeout: 3 * minutes }, async () => {
    const built = await brokenAdoptableNetwork(lab);
    const { vpcId, a, other, otherTable, table, api, dkr, s3, sts } = built;
    const before = await endpointsOf(lab, vpcId);
    const { directory, files } = await adopted(
      'fixing',
      { vpcId, subnets: [a, other] },
      '--services',
      'logs,sts',
    );
    const { Resources, ids } = expectAsFound(files, before);
    expect(ids).toEqual({ EcrApiEndpoint: api, EcrDkrEndpoint: dkr, S3Endpoint: s3, StsEndpoint: sts });

    const after = template(files['template.yaml']).Resources;
    const differs = Object.entries(Resources).map(([logicalId, { Properties }]) => {
      const fixed = after[logicalId];
      expect(fixed?.DeletionPolicy).toBe('Retain');
      const names = new Set([...Object.keys(Properties), ...Object.keys(fixed?.Properties ?? {})]);
      return [
        logicalId,
        [...names].filter(
          (name) => JSON.stringify(Properties[name]) !== JSON.stringify(fixed?.Properties[name]),
        ),
      ];
    });
    expect(Object.fromEntries(differs)).toEqual({
      EcrApiEndpoint: [],
      EcrDkrEndpoint: ['PrivateDnsEnabled', 'PolicyDocument'],
      S3Endpoint: ['RouteTableIds'],
      StsEndpoint: ['SubnetIds'],
    });
    expect(after.S3Endpoint?.Properties.RouteTableIds).toEqual([table, otherTable]);
    expect(Object.values(after).filter(({ Type }) => Type === 'AWS::EC2::VPCEndpoint')).toHaveLength(5);
    const lint = ['--include-checks', 'I', 'W', 'E', '--regions', region, '--template'];
    await run('cfn-lint', [...lint, join(directory, 'import.yaml'), join(directory, 'template.yaml')]);

    const again = async (...more: string[]) => (await program([directory, ...more, '--yes'])).stdout;
    await followReadme(directory, 'Deploy', moto.env, IMPORT);
    expect(comparable(await endpointsOf(lab, vpcId))).toEqual(comparable(before));
    expect(await again()).toContain('Nothing changed');
    await followReadme(directory, 'Deploy', moto.env, DEPLOY);
    expect(await again()).toContain('Nothing changed');
    expect(filesOf(directory)).toEqual(files);
    const fixed = await endpointsOf(lab, vpcId);
    expect(fixed[dkr]?.PrivateDnsEnabled).toBe(true);
    expect(JSON.parse(fixed[dkr]?.PolicyDocument ?? '').Statement).toHaveLength(2);
    expect([...(fixed[sts]?.SubnetIds ?? [])].sort()).toEqual([a, other].sort());
    expect([...(fixed[s3]?.RouteTableIds ?? [])].sort()).toEqual([table, otherTable].sort());
    expect(comparable(fixed)[api]).toEqual(comparable(before)[api]);
    const logs = Object.values(fixed).find(({ ServiceName }) => ServiceName?.endsWith('.logs'));
    expect(logs?.Tags).toContainEqual({ Key: 'owner', Value: 'us' });
    // It would end with an error if something were left to fix.
    await program([
      ...['doctor', '--region', region, '--vpc', vpcId, '--subnets', [a, other].join()],
      ...['--launch-type', 'fargate', '--services', 'logs,sts'],
    ]);

    expect(await again('--services', 'ssm,sts', '--allow-removal')).not.toContain('import first');
    await followReadme(directory, 'Deploy', moto.env, DEPLOY);
    const { [logs?.VpcEndpointId ?? '']: _, ...staying } = comparable(fixed);
    const now = comparable(await endpointsOf(lab, vpcId));
    expect(now).toMatchObject(staying);
    const added = Object.entries(now).filter(([id]) => !(id in staying));
    expect(added.map(([, { ServiceName }]) => ServiceName)).toEqual([`com.amazonaws.${region}.ssm`]);

    await followReadme(directory, 'Undo', moto.env);
    expect(comparable(await endpointsOf(lab, vpcId))).toEqual(comparable(before));
  });

  it('would be refused with more in the template than what is imported', {
    timeout: 2 * minutes,
  }, async () => {
    const built = await brokenAdoptableNetwork(lab);
    const { directory } = await adopted('refused', built);
    copyFileSync(join(directory, 'template.yaml'), join(directory, 'import.yaml'));
    await expect(followReadme(directory, 'Deploy', moto.env, IMPORT)).rejects.toThrow(/cannot modify or add/);
  });
});

interface ResourceToImport {
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  readonly ResourceIdentifier: Readonly<Record<string, string>>;
}
