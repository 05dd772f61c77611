import type { Answers } from '../../ask/questions.ts';
import type { Network } from '../../core/network/network.ts';
import { Problem } from '../../core/problem.ts';
import { oneLine, quoted } from '../../core/text/visible.ts';
import { namesMatching } from './names-matching.ts';
import { isUnknown, type Name, type Planned } from './parts.ts';

/**
 * The network that the answers choose: by its VPC, else the one with the subnets that they name, else the one in which services of the
 * code run, else the only one that has subnets.
 *
 * @throws Problem naming the VPCs if there are several, or what the code has if there is none
 */
export function chosenNetwork(networks: readonly Network[], planned: Planned, answers: Answers): Network {
  const { vpc } = answers;
  if (vpc !== undefined) return withSubnetsKnown(namedVpc(vpc, networks, planned), planned);
  const withSubnets = networks.filter(({ subnets }) => subnets.length > 0);
  const candidates = withSubnets.length > 0 ? withSubnets : networks;
  const named = answers.subnets ?? [];
  const running = new Set(planned.after.services.flatMap(({ service }) => service.subnetIds));
  const choices = [
    candidates.filter((network) =>
      named.some((name) => namesMatching(name, network.subnets, planned).length > 0),
    ),
    candidates.filter(({ subnets }) => subnets.some(({ id }) => running.has(id))),
    candidates,
  ];
  const chosen = choices.find(({ length }) => length === 1)?.[0];
  if (chosen) return withSubnetsKnown(chosen, planned);
  throw candidates.length === 0 ? noNetwork(planned) : severalVpcs(candidates, planned);
}

/** @throws Problem when none of its subnets is known, and one of which the VPC isn't known may be one */
function withSubnetsKnown(network: Network, { after }: Planned): Network {
  if (network.subnets.length > 0) return network;
  const open = after.subnets.find(({ vpc }) => isUnknown(vpc));
  if (!open || !isUnknown(open.vpc)) return network;
  throw new Problem(`It isn't known which subnets are in ${oneLine(network.vpc.id)}: ${open.vpc.unknown}.`);
}

function namedVpc(vpc: Name, networks: readonly Network[], planned: Planned): Network {
  const { ids } = planned.after;
  const found = networks.find(({ vpc: { id } }) => id === vpc || ids.get(id) === vpc);
  if (found) return found;
  if (networks.length === 0) throw noNetwork(planned);
  throw new Problem(
    `--vpc ${quoted(vpc)}: no such VPC in ${fileOf(planned)}. It has ${listOf(networks.map((network) => network.vpc.id))}.`,
  );
}

const severalVpcs = (networks: readonly Network[], planned: Planned): Problem =>
  new Problem(
    `${fileOf(planned)} has several VPCs: ${listOf(networks.map(({ vpc }) => vpc.id))}. Choose one with --vpc.`,
  );

function noNetwork(planned: Planned): Problem {
  const types = [...planned.after.types].sort(([, a], [, b]) => b - a);
  const has =
    types.length === 0
      ? 'It has no resources'
      : `It has ${listOf(types.map(([type, count]) => `${count} ${type}`))}`;
  const openVpc = planned.after.endpoints.length + planned.after.routes.length > 0;
  return new Problem(
    `${fileOf(planned)} has no VPC and no subnets. ${has}.${
      openVpc
        ? ' What it adds to a VPC can only be judged together with that VPC: pass the code of the VPC as well, or --live with --vpc to read the VPC from AWS.'
        : ''
    }`,
  );
}

const fileOf = ({ code }: Planned): string => oneLine(code.file);

/** More than this nobody reads. */
const MOST = 8;

const listOf = (names: readonly string[]): string =>
  [
    ...names.slice(0, MOST).map(oneLine),
    ...(names.length > MOST ? [`${names.length - MOST} more`] : []),
  ].join(', ');
