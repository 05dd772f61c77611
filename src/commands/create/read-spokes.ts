import { type Answers, withDefaults } from '../../ask/questions.ts';
import type { Network } from '../../core/network/network.ts';
import { routedWayOut } from '../../core/network/way-out.ts';
import { spokeWithoutOurs } from '../../core/plan/ours.ts';
import type { Spoke } from '../../core/plan/planned.ts';
import { Problem } from '../../core/problem.ts';
import type { Need } from '../../core/workload/needs.ts';
import type { RunRecord } from '../../sources/record/record.ts';
import type { NetworkIo } from '../read-network.ts';
import { oursOf } from './run-record.ts';

/**
 * The VPCs that are to use central endpoints, without the hosted zones that an earlier run made for them.
 *
 * @param hub the VPC of the endpoints, as it was read
 * @throws Problem when one can't be read, or another account owns it
 */
export async function readSpokes(
  answers: Answers,
  {
    needs,
    hub,
    record,
    io,
  }: {
    readonly needs: readonly Need[];
    readonly hub: Network;
    readonly record: RunRecord | undefined;
    readonly io: NetworkIo;
  },
): Promise<Spoke[]> {
  const { spokes = [], spokeSubnets = [] } = withDefaults(answers);
  if (spokes.includes(hub.vpc.id))
    throw new Problem(`--spokes: ${hub.vpc.id} is the VPC of the endpoints itself. Leave it out.`);
  const { subnets: _, taskSecurityGroups: __, ...shared } = answers;
  const networks: Network[] = [];
  // One after another: each shows that it is being read.
  for (const vpc of spokes) networks.push(await read({ ...shared, vpc }, needs, io));
  const strange = spokeSubnets.filter((id) =>
    networks.every(({ subnets }) => subnets.every((subnet) => subnet.id !== id)),
  );
  if (strange.length > 0)
    throw new Problem(`--spoke-subnets: ${strange.join(', ')}: in none of ${spokes.join(', ')}.`);
  return networks.map((network) => ({
    network: record ? spokeWithoutOurs(network, hub, oursOf(record)) : network,
    subnetIds: subnetsOf(network, spokeSubnets),
  }));
}

async function read(answers: Answers, needs: readonly Need[], { readNetwork }: NetworkIo): Promise<Network> {
  const { vpc } = answers;
  const network = await readNetwork(answers, needs).catch((error: unknown) => {
    throw error instanceof Problem && error.kind === 'no-such-vpc'
      ? new Problem(`--spokes ${vpc}: ${error.message} ${ELSEWHERE}`)
      : error;
  });
  if (network.vpc.shared)
    throw new Problem(`--spokes ${vpc}: another account owns this VPC and shares its subnets. ${ELSEWHERE}`);
  return network;
}

const ELSEWHERE =
  "A VPC of another account can't be read from here, so whether it reaches the endpoints isn't known. Leave it out and deploy. Then, " +
  'for each hosted zone, run "aws route53 create-vpc-association-authorization" in this account and ' +
  '"aws route53 associate-vpc-with-hosted-zone" in the other, and "doctor" there.';

/**
 * The subnets of a spoke where tasks run: those that were named or, if none were, all that don't lead to an internet gateway.
 *
 * @throws Problem when there are none
 */
function subnetsOf(network: Network, named: readonly string[]): string[] {
  const chosen = network.subnets.filter(({ id }) => named.includes(id));
  const found =
    chosen.length > 0
      ? chosen
      : network.subnets.filter((subnet) => subnet.cidr && routedWayOut(network, subnet).via !== 'internet');
  if (found.length === 0)
    throw new Problem(
      `--spokes ${network.vpc.id}: it has no subnet that the tasks could be in: each one leads to an internet gateway or has no IPv4 ` +
        'addresses. Name those of the tasks with --spoke-subnets.',
    );
  return found.map((subnet) => subnet.id);
}
