import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll, describe, expect, it } from 'vitest';
import { taskDefinitionsIn } from '../../src/core/workload/task-definition.ts';
import { isUnknown } from '../../src/sources/planned/parts.ts';
import { readTemplates } from '../../src/sources/template/read-templates.ts';
import {
  dualStackWithNatInstances,
  serviceBesideNetwork,
  subnetsOfEveryType,
} from './templates/cdk-apps.mjs';
import { REGION } from './templates/read.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What the templates in cdk.out say, all of them given, as a shell does for `cdk.out/*.template.json`. */
async function synthesized(define: (app: App) => void, files = /\.template\.json$/) {
  const outdir = mkdtempSync(join(tmpdir(), 'template-cdk-'));
  folders.push(outdir);
  const app = new App({
    outdir,
    context: { '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup': true, 'aws:cdk:enable-asset-metadata': true },
  });
  define(app);
  app.synth();
  const textOf = (path: string): string | undefined => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  };
  const paths = readdirSync(outdir)
    .filter((name) => files.test(name))
    .map((name) => join(outdir, name));
  return readTemplates(
    paths.map((path) => ({ path, text: textOf(path) ?? '' })),
    { parameters: {}, region: REGION, readText: textOf },
  );
}

/** The library takes its time to load and to check. */
const SLOW = { timeout: 120_000 };

describe('ec2.Vpc', SLOW, () => {
  it('is read with subnets of every type', async () => {
    const { after } = await synthesized(subnetsOfEveryType);
    const [vpc] = after.vpcs;
    expect(after.vpcs).toHaveLength(1);
    expect(vpc).toMatchObject({ cidrs: ['10.40.0.0/16'], dnsSupport: true, dnsHostnames: true });
    expect(after.subnets.map(({ cidr, zone, vpc: of }) => [cidr, zone, of])).toEqual([
      ['10.40.0.0/24', 0, vpc?.name],
      ['10.40.1.0/24', 1, vpc?.name],
      ['10.40.4.0/22', 0, vpc?.name],
      ['10.40.8.0/22', 1, vpc?.name],
      ['10.40.12.0/26', 0, vpc?.name],
      ['10.40.12.64/26', 1, vpc?.name],
    ]);
    const targets = after.routes.map(({ target }) => (isUnknown(target) ? target.unknown : target.kind));
    expect(targets).toEqual(['internet-gateway', 'internet-gateway', 'nat-gateway', 'nat-gateway']);
    expect(after.natGateways).toHaveLength(1);
    expect(
      after.endpoints.map(({ kind, serviceName, privateDns }) => [kind, serviceName, privateDns]),
    ).toEqual([
      ['gateway', 'com.amazonaws.eu-west-1.s3', false],
      ['interface', 'com.amazonaws.eu-west-1.ecr.dkr', true],
    ]);
    const [s3, dkr] = after.endpoints;
    expect(s3?.routeTables).toHaveLength(6);
    expect(dkr?.subnets).toEqual(after.subnets.slice(2, 4).map(({ name }) => name));
    // The CDK empties the default group by a custom resource.
    expect(vpc?.defaultSecurityGroup).toBe(`${vpc?.name}.DefaultSecurityGroup`);
    expect(after.securityGroupRules.filter(({ group }) => group === vpc?.defaultSecurityGroup)).toEqual([]);
    expect(after.unread).toEqual([]);
  });

  it('is read with IPv6, several blocks, named zones and NAT instances', async () => {
    const { after } = await synthesized(dualStackWithNatInstances);
    expect(after.vpcs).toMatchObject([
      {
        cidrs: ['10.0.0.0/16', '100.64.0.0/16'],
        ipv6Cidrs: [{ unknown: expect.stringContaining('IPv6 block') }],
      },
    ]);
    expect(after.subnets.map(({ az }) => az)).toEqual([
      'eu-west-1a',
      'eu-west-1b',
      'eu-west-1a',
      'eu-west-1b',
    ]);
    expect(after.subnets.every(({ ipv6Cidrs }) => Array.isArray(ipv6Cidrs) && ipv6Cidrs.length === 1)).toBe(
      true,
    );
    const kinds = after.routes.map(({ destination, target }) => [
      destination,
      isUnknown(target) ? target : target.kind,
    ]);
    expect(kinds).toContainEqual(['0.0.0.0/0', 'instance']);
    expect(kinds).toContainEqual(['::/0', 'egress-only-internet-gateway']);
  });
});

describe('an app of several stacks', SLOW, () => {
  it('is read as one', async () => {
    const { after, code } = await synthesized(serviceBesideNetwork);
    const [vpc] = after.vpcs;
    expect(after.vpcs).toHaveLength(1);
    const isolated = after.subnets.filter(({ name }) => /dataSubnet/.test(name)).map(({ name }) => name);
    expect(isolated).toHaveLength(2);
    expect(after.services).toMatchObject([
      {
        unknown: [],
        service: { capacities: ['fargate'], exec: true, subnetIds: isolated, assignPublicIp: false },
      },
    ]);
    const [{ service } = { service: undefined }] = after.services;
    const [group] = service?.securityGroupIds ?? [];
    expect(after.securityGroups.find(({ name }) => name === group)?.vpc).toBe(vpc?.name);
    expect(service?.taskDefinitions).toEqual(after.taskDefinitions.map(({ name }) => name));
    const [definition] = taskDefinitionsIn(after.taskDefinitions[0]?.definition, 'x', REGION);
    expect(definition?.containerDefinitions).toMatchObject([
      { name: 'web', secrets: [{ valueFrom: expect.stringMatching(/^arn:aws:secretsmanager:eu-west-1:/) }] },
    ]);
    expect(after.unread).toEqual([]);
    expect(code.reference(vpc?.name ?? '')).toMatch(/^!GetAtt InnerNestedStack.*\.Outputs\./);
    expect(code.locate(vpc?.name ?? '')?.file).toMatch(/Inner.*\.nested\.template\.json$/);
  });

  it('says what other stacks tell where only one is given', async () => {
    const { after } = await synthesized(serviceBesideNetwork, /^Service\.template\.json$/);
    expect(after.vpcs).toEqual([]);
    expect(after.services[0]?.service.subnetIds).toEqual([]);
    expect(after.services[0]?.unknown.map(({ unknown }) => unknown)).toEqual([
      expect.stringMatching(/^export Network:ExportsOutput.* of another stack$/),
      expect.stringMatching(/^export Network:ExportsOutput.* of another stack$/),
    ]);
  });
});
