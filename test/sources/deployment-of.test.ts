import { expect, it } from 'vitest';
import { deploymentOf } from '../../src/commands/doctor/in-code.ts';
import type { Network } from '../../src/core/network/network.ts';
import { trace } from '../../src/core/trace/trace.ts';
import { readTerraform } from '../../src/sources/terraform/read-terraform.ts';
import { editVpc, RIGHT, sceneOf } from '../core/rules/network.ts';
import { recorded } from './terraform-plans/cases.ts';

const planned = readTerraform(recorded('vpc-module'), 'plan.json');

/** The services whose paths depend on a change of DNS, where the network becomes `after`. */
function dependent(after: Network, about = RIGHT.vpc.id): string[] {
  const changes = [{ name: 'aws_vpc.x', action: 'update', about: [about], decidesNames: true }] as const;
  const { needs, tasks } = sceneOf(after);
  const deployment = deploymentOf(
    { network: after, before: RIGHT, planned: { ...planned, code: { ...planned.code, changes } } },
    { needs, tasks },
  );
  const found = trace(after, needs, tasks).filter((path) => deployment.changesOf(path).length > 0);
  return [...new Set(found.map(({ service }) => service))].sort();
}

const ALL = [...new Set(sceneOf(RIGHT).needs.map(({ service }) => service))].sort();
const PRIVATE = ALL.filter((service) => service !== 's3');

it.each<[string, Network, readonly string[]]>([
  ['DNS hostnames decide on interface endpoints alone', editVpc(RIGHT, { dnsHostnames: false }), PRIVATE],
  ['DNS support decides on all', editVpc(RIGHT, { dnsSupport: false }), ALL],
  [
    'other name servers decide on interface endpoints',
    editVpc(RIGHT, { nameServers: ['10.0.0.9'] }),
    PRIVATE,
  ],
])('%s', (_, after, services) => {
  expect(dependent(after)).toEqual(services);
});

it('the DNS of another VPC decides on none', () => {
  expect(dependent(editVpc(RIGHT, { dnsHostnames: false }), 'vpc-other')).toEqual([]);
});
