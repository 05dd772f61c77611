import { CreateNetworkAclCommand, DescribeManagedPrefixListsCommand } from '@aws-sdk/client-ec2';
import type { Plan } from '../../src/core/plan/planned.ts';
import type { Lab } from './lab.ts';

/** The same plan for a VPC that stands in the emulator: every id in it is one that EC2 gave. */
export async function inRealNetwork(
  lab: Lab,
  plan: Plan,
  name: string,
): Promise<{ readonly plan: Plan; readonly vpcId: string }> {
  const vpcId = await lab.vpc(plan.vpcCidr ?? '', name);
  const ids = new Map([[plan.vpcId, vpcId]]);
  for (const [index, subnet] of plan.subnets.entries()) {
    const id = await lab.subnet(vpcId, subnet.cidr ?? '', subnet.az?.slice(-1) ?? '', `${name}-${index}`);
    ids.set(subnet.id, id);
  }
  for (const table of plan.routeTables) {
    const subnetIds = table.subnetIds.map((id) => ids.get(id) ?? '');
    ids.set(table.id, await lab.routeTable(vpcId, `${name}-${table.id}`, subnetIds));
  }
  const text = JSON.stringify(plan);
  for (const id of new Set(text.match(/\bsg-[0-9a-f]{17}\b/g))) {
    ids.set(id, await lab.httpsGroup(vpcId, `group-${id}`, []));
  }
  for (const id of new Set(text.match(/\bacl-[0-9a-f]{17}\b/g))) {
    const { NetworkAcl } = await lab.client.send(new CreateNetworkAclCommand({ VpcId: vpcId }));
    ids.set(id, NetworkAcl?.NetworkAclId ?? '');
  }
  const { PrefixLists = [] } = await lab.client.send(new DescribeManagedPrefixListsCommand({}));
  const s3 = PrefixLists.find(({ PrefixListName }) => PrefixListName?.endsWith('.s3'));
  for (const id of new Set(text.match(/\bpl-[0-9a-f]{8}\b/g))) ids.set(id, s3?.PrefixListId ?? '');

  const real = [...ids].reduce((all, [id, its]) => all.replaceAll(id, its), text);
  return { plan: JSON.parse(real), vpcId };
}
