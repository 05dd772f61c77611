import * as clack from '@clack/prompts';
import { type Answers, withDefaults } from '../../ask/questions.ts';
import { NEW } from '../../ask/values.ts';
import type { Network, Subnet } from '../../core/network/network.ts';
import { routedWayOut, type WayOut } from '../../core/network/way-out.ts';
import { Problem } from '../../core/problem.ts';
import { oneLine } from '../../core/text/visible.ts';
import type { Format } from '../../formats/format.ts';
import { FORMAT_NAMES, FORMATS } from '../../formats/formats.ts';
import { answer, askText, messageOf } from './prompts.ts';

/** Why files cannot go to a directory, or undefined. */
export type TargetFault = (directory: string) => string | undefined;

/**
 * Asks what a network offers for choice, then for the format and the directory; only what is not known.
 *
 * @param earlier the subnets that are selected at first; without it, the private ones
 * @throws Cancelled when the user leaves a prompt, Problem when the network has no subnets
 */
export const askSubnetsAndOutput = async (
  given: Answers,
  network: Network,
  targetFault: TargetFault,
  earlier?: readonly string[],
): Promise<Answers> => askOutput(await askSubnets(given, network, earlier), targetFault);

async function askSubnets(
  given: Answers,
  network: Network,
  earlier: readonly string[] | undefined,
): Promise<Answers> {
  if (given.vpc === NEW || given.subnets !== undefined) return given;
  if (network.subnets.length === 0)
    throw new Problem(`${network.vpc.id} has no subnets. Choose another VPC, or a new one (--vpc new).`);
  const ways = new Map(network.subnets.map((subnet) => [subnet.id, routedWayOut(network, subnet)]));
  const isPrivate = ({ id }: Subnet) => ways.get(id)?.via !== 'internet';
  const label = ({ id, name }: Subnet) => oneLine(name ?? id);
  const subnets = await answer(
    clack.multiselect({
      message: `${messageOf('subnets')}${network.subnets.length > MANY ? ' (a: all or none)' : ''}`,
      required: true,
      maxItems: 10,
      initialValues: network.subnets
        .filter((subnet) => earlier?.includes(subnet.id) ?? isPrivate(subnet))
        .map(({ id }) => id),
      options: [...network.subnets]
        .sort(
          (a, b) =>
            Number(isPrivate(b)) - Number(isPrivate(a)) ||
            (a.az ?? '').localeCompare(b.az ?? '') ||
            label(a).localeCompare(label(b), 'en', { numeric: true }),
        )
        .map((subnet) => ({
          value: subnet.id,
          label: [label(subnet), subnet.az ?? 'no zone', wayText(ways.get(subnet.id))].join('  '),
          hint: [...(subnet.name ? [subnet.id] : []), ...(subnet.cidr ? [subnet.cidr] : [])].join(', '),
        })),
    }),
  );
  return { ...given, subnets };
}

/** From how many options on one likes to change all at once. */
const MANY = 5;

const WAYS: Readonly<Record<WayOut['via'], string>> = {
  nat: 'private, via NAT',
  internet: 'public (route to an internet gateway)',
  other: 'private, via',
  blocked: 'no internet access',
  unknown: 'internet access unknown',
};

function wayText(way: WayOut | undefined): string {
  if (!way) return WAYS.unknown;
  return way.via === 'other' ? `${WAYS.other} ${way.id ?? 'other means'}` : WAYS[way.via];
}

async function askOutput(given: Answers, targetFault: TargetFault): Promise<Answers> {
  const iac =
    given.iac ??
    // A layout is one of Terraform's.
    (given.terraformLayout && 'terraform') ??
    (await answer(
      clack.select({
        message: messageOf('iac'),
        options: FORMAT_NAMES.filter((name) => isAble(FORMATS[name], given)).map((value) => ({
          value,
          label: FORMATS[value].label,
          hint: FORMATS[value].hint,
        })),
      }),
    ));
  return { ...given, iac, directory: await directoryOf(given, targetFault) };
}

/** Whether a format can do what was answered so far. */
const isAble = ({ newVpc, adoption }: Format, given: Answers): boolean =>
  (given.vpc !== NEW || newVpc !== undefined) && (!given.adopt || adoption !== undefined);

/** The usual directory is not asked about: the last question names it. Where it cannot be used, another one is. */
async function directoryOf(given: Answers, targetFault: TargetFault): Promise<string> {
  const { directory } = withDefaults(given);
  if (given.directory !== undefined || targetFault(directory) === undefined) return directory;
  return askText('directory', { initialValue: directory, also: targetFault });
}
