import {
  type AwsVpcConfiguration,
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { Lab } from './lab.ts';
import type { Moto } from './moto.ts';
import { assume, plantInstance } from './organization.ts';

type Plant = readonly [account: string, region: string, vpcs: readonly ('' | 'has S3' | 'EC2, too')[]];

/** Plants VPCs that have a service and no endpoints, but for what is said of each; returns where each service runs. */
export async function plantFleet(moto: Moto, plants: readonly Plant[]): Promise<AwsVpcConfiguration[]> {
  const planted: AwsVpcConfiguration[] = [];
  for (const [accountId, region, vpcs] of plants) {
    const credentials = await assume(moto, accountId);
    const lab = new Lab(moto, region, credentials);
    const ecs = new ECSClient({ endpoint: moto.url, region, credentials });
    await ecs.send(new CreateClusterCommand({ clusterName: 'main' }));
    const image = `${accountId}.dkr.ecr.${region}.amazonaws.com/web:1`;
    const secrets = [
      { name: 'KEY', valueFrom: `arn:aws:secretsmanager:${region}:${accountId}:secret:key-a1b2c3` },
    ];
    for (const family of ['web', 'with-secret'])
      await ecs.send(
        new RegisterTaskDefinitionCommand({
          family,
          networkMode: 'awsvpc',
          requiresCompatibilities: ['FARGATE'],
          cpu: '256',
          memory: '512',
          containerDefinitions: [
            { name: 'web', image, memory: 512, ...(family === 'with-secret' && { secrets }) },
          ],
        }),
      );
    for (const [at, has] of vpcs.entries()) {
      const name = `${region}-${at}`;
      const vpcId = await lab.vpc(`10.${at}.0.0/16`, name);
      const subnetId = await lab.subnet(vpcId, `10.${at}.0.0/20`, 'a', `${name}-tasks`);
      const instances =
        has === 'EC2, too'
          ? await lab.subnet(vpcId, `10.${at}.16.0/20`, 'b', `${name}-instances`)
          : undefined;
      const table = await lab.routeTable(vpcId, name, [subnetId, ...(instances ? [instances] : [])]);
      const groupId = await lab.httpsGroup(vpcId, name, ['10.0.0.0/8']);
      if (has === 'has S3') await lab.gatewayEndpoint(vpcId, 's3', [table]);
      if (instances) {
        const theirs = await lab.httpsGroup(vpcId, `${name}-instances`, ['10.0.0.0/8']);
        await plantInstance(lab, ecs, { subnetId: instances, groupId: theirs, image });
      }
      planted.push({ subnets: [subnetId], securityGroups: [groupId], assignPublicIp: 'DISABLED' });
      await ecs.send(serviceOf(`web-${at}`, 'web', planted.at(-1)));
    }
    lab.client.destroy();
    ecs.destroy();
  }
  return planted;
}

/** A service of the cluster `main` on Fargate. */
export const serviceOf = (
  serviceName: string,
  taskDefinition: string,
  awsvpcConfiguration?: AwsVpcConfiguration,
) =>
  new CreateServiceCommand({
    ...{ cluster: 'main', serviceName, taskDefinition, desiredCount: 1, launchType: 'FARGATE' },
    ...(awsvpcConfiguration && { networkConfiguration: { awsvpcConfiguration } }),
  });
