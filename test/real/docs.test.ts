import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribePrefixListsCommand, ModifyVpcEndpointCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blocksOf, PAGES, RULE_PAGES, textOf } from '../docs/page.ts';
import { githubSteps, gitlabStep } from '../docs/pipeline.ts';
import { Reader } from '../docs/reader.ts';
import { buildReportedCase, Lab, type ReportedCase } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeWithTools } from './tools.ts';

const REGION = 'eu-west-1';

describeWithTools(['moto_server', 'python3', 'aws'], 'the pages, against moto', () => {
  let moto: Moto;
  let lab: Lab;
  let built: ReportedCase;
  let vpcWithOwnDns: string;
  /** What a reader has set before typing. */
  let env: Record<string, string>;

  beforeAll(async () => {
    moto = await startMoto();
    lab = new Lab(moto, REGION);
    built = await buildReportedCase(lab);
    const { PrefixLists } = await lab.client.send(new DescribePrefixListsCommand({}));
    env = {
      ...moto.env,
      AWS_REGION: REGION,
      // Version 1 of the AWS CLI knows no other.
      AWS_DEFAULT_REGION: REGION,
      VPC: built.vpcId,
      SUBNET: built.taskSubnetId,
      TABLE: built.taskRouteTableId,
      GROUP: built.endpointGroupId,
      ENDPOINT: built.interfaceEndpointIds['ecr.dkr'] ?? '',
      SERVICE_NAME: `com.amazonaws.${REGION}.ecr.dkr`,
      PREFIX_LIST:
        PrefixLists?.find(({ PrefixListName }) => PrefixListName?.endsWith('.s3'))?.PrefixListId ?? '',
      CLUSTER: 'shop',
      SERVICE: 'web',
    };
    vpcWithOwnDns = await lab.vpc('10.9.0.0/16', 'own-dns');
    const prepared = await new Reader(env).type(`
      aws ecs create-cluster --cluster-name "$CLUSTER"
      options=$(aws ec2 create-dhcp-options --dhcp-configurations Key=domain-name-servers,Values=10.9.0.53 \\
        --query DhcpOptions.DhcpOptionsId --output text)
      aws ec2 associate-dhcp-options --vpc-id ${vpcWithOwnDns} --dhcp-options-id "$options"`);
    expect(prepared).toMatchObject({ code: 0, stderr: '' });
    const zone = await new Reader(env).type(`
      aws route53 create-hosted-zone --name api.ecr.${REGION}.amazonaws.com --caller-reference docs \
        --vpc VPCRegion=${REGION},VPCId=${vpcWithOwnDns} --query HostedZone.Id --output text`);
    expect(zone).toMatchObject({ code: 0, stderr: '' });
    env.ZONE = zone.stdout.trim().replace(/^.*\//, '');
    const stopped = await new Reader(env).type(`
      aws ecs register-task-definition --family web --network-mode awsvpc --requires-compatibilities FARGATE \\
        --cpu 256 --memory 512 --container-definitions '[{"name":"app","image":"nginx","cpu":256,"memory":512}]' > /dev/null
      task=$(aws ecs run-task --cluster "$CLUSTER" --task-definition web --launch-type FARGATE \\
        --network-configuration "awsvpcConfiguration={subnets=[$SUBNET],securityGroups=[$GROUP]}" \\
        --query 'tasks[0].taskArn' --output text)
      aws ecs stop-task --cluster "$CLUSTER" --task "$task" --reason 'OutOfMemoryError: Container killed' > /dev/null
      echo "$task"`);
    expect(stopped).toMatchObject({ code: 0, stderr: '' });
    env.TASK = stopped.stdout.trim().replace(/^.*\//, '');
  }, 90_000);

  afterAll(() => moto?.stop());

  it('does what the pages say of a VPC', async () => {
    const typed = PAGES.flatMap((page) => blocksOf(textOf(page))).filter(({ kind }) => kind === 'sh in=aws');
    expect(typed.length).toBeGreaterThan(1);
    for (const { code } of typed)
      expect(await new Reader(env).type(code)).toMatchObject({ code: 0, stderr: '' });
  }, 120_000);

  it.each(RULE_PAGES)(
    'shows by the commands of %s what it is about',
    async (page) => {
      const about = page.endsWith('/custom-dns.md') ? { VPC: vpcWithOwnDns } : {};
      for (const { code } of blocksOf(textOf(page))) {
        // AWS ends a dry run that is permitted with DryRunOperation; the emulator does what was asked.
        const { code: exit, stdout, stderr } = await new Reader(env).type(code, about);
        expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
        expect(stdout.trim()).not.toBe('');
      }
    },
    60_000,
  );

  const addRoute = () =>
    lab.client.send(
      new ModifyVpcEndpointCommand({
        VpcEndpointId: built.s3EndpointId,
        AddRouteTableIds: [built.taskRouteTableId],
      }),
    );
  const takeRoute = () =>
    lab.client.send(
      new ModifyVpcEndpointCommand({
        VpcEndpointId: built.s3EndpointId,
        RemoveRouteTableIds: [built.taskRouteTableId],
      }),
    );

  it('fails the GitHub job that looks at the VPC until it is fixed, with a summary', async () => {
    const reader = new Reader(moto.env);
    const [step, ...others] = githubSteps('live');
    expect(others).toEqual([]);
    const look = async (summary: string) => {
      const GITHUB_STEP_SUMMARY = join(reader.folder, summary);
      const { code } = await reader.type(step?.run ?? '', {
        ...step?.env,
        VPC: built.vpcId,
        GITHUB_STEP_SUMMARY,
      });
      return { code, summary: (await reader.type(`cat ${summary}`)).stdout };
    };
    const leaking = await look('leaking.md');
    expect(leaking.code).toBe(1);
    expect(leaking.summary).toContain('s3-route-missing');
    await addRoute();
    expect(await look('fixed.md')).toMatchObject({ code: 0 });
    await takeRoute();
  }, 60_000);

  it('fails the GitLab job likewise, which signs in by web identity', async () => {
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...unsigned } = moto.env;
    const reader = new Reader(unsigned);
    const { run, env: variables } = gitlabStep();
    // The emulator keeps accounts apart.
    const AWS_ROLE_ARN = variables.AWS_ROLE_ARN?.replace('111122223333', '123456789012') ?? '';
    const AWS_WEB_IDENTITY_TOKEN_FILE = join(reader.folder, 'token');
    const look = () =>
      reader.type(run, {
        ...variables,
        AWS_ROLE_ARN,
        AWS_WEB_IDENTITY_TOKEN_FILE,
        AWS_TOKEN: 'token',
        VPC: built.vpcId,
      });
    writeFileSync(AWS_WEB_IDENTITY_TOKEN_FILE, '');
    expect(await look()).toMatchObject({ code: 1, stderr: '' });
    expect((await reader.type('cat doctor.md token')).stdout).toMatch(/s3-route-missing[\s\S]*token$/);
    await addRoute();
    expect(await look()).toMatchObject({ code: 0, stderr: '' });
    await takeRoute();
  }, 60_000);
});
