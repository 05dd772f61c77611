import type { Answers } from '../../ask/questions.ts';
import { isGatewayService } from '../../core/catalogue.ts';
import { Problem } from '../../core/problem.ts';
import { oneLine } from '../../core/text/visible.ts';
import type { Deployment, Path } from '../../core/trace/path.ts';
import { trace } from '../../core/trace/trace.ts';
import type { Situation } from '../../core/workload/situation.ts';
import { namesMatching } from '../../sources/planned/names-matching.ts';
import type { PlannedVpc } from '../../sources/planned/planned-vpc.ts';

/**
 * Answers with the subnets and groups that their patterns and IDs mean.
 *
 * @throws Problem when one means none
 */
export function withNames(answers: Answers, vpc: PlannedVpc): Answers {
  const { subnets, taskSecurityGroups } = answers;
  const { network } = vpc;
  return {
    ...answers,
    ...(subnets && { subnets: meant('--subnets', subnets, network.subnets, vpc) }),
    ...(taskSecurityGroups && {
      taskSecurityGroups: meant(
        '--task-security-groups',
        taskSecurityGroups,
        network.securityGroups ?? [],
        vpc,
      ),
    }),
  };
}

function meant(
  flag: string,
  given: readonly string[],
  resources: readonly { readonly id: string }[],
  { network, planned }: PlannedVpc,
): string[] {
  const found = given.map((name) => ({ name, names: namesMatching(name, resources, planned) }));
  const wrong = found.filter(({ names }) => names.length === 0).map(({ name }) => oneLine(name));
  if (wrong.length > 0) {
    const own = resources.slice(0, MOST).map(({ id }) => oneLine(id));
    const more = resources.length > MOST ? `, and ${resources.length - MOST} more` : '';
    throw new Problem(
      `${flag} ${wrong.join(', ')}: no such resource in ${oneLine(network.vpc.id)}. ${
        own.length > 0 ? `It has ${own.join(', ')}${more}.` : 'It has none.'
      }`,
    );
  }
  return [...new Set(found.flatMap(({ names }) => names))];
}

/** More names than this nobody reads. */
const MOST = 12;

/** What a deployment changes, as far as paths show it. */
export function deploymentOf(
  { network, before, planned }: PlannedVpc,
  { needs, tasks }: Pick<Situation, 'needs' | 'tasks'>,
): Deployment {
  const old = before && {
    ids: new Set(before.subnets.map(({ id }) => id)),
    paths: trace(before, needs, tasks),
  };
  const paths = old?.paths.filter(({ subnetId }) => old.ids.has(subnetId));
  return {
    before: paths,
    changesOf: (path) => {
      const was = paths?.find((each) => each.subnetId === path.subnetId && each.service === path.service);
      const names = new Set([...namesIn(path), ...(was ? namesIn(was) : [])]);
      const byName = isByPrivateName(path) || (was !== undefined && isByPrivateName(was));
      return (planned.code.changes ?? []).filter(
        ({ name, about, decidesNames }) =>
          names.has(name) ||
          about.some((each) => names.has(each)) ||
          (byName && decidesNames && about.includes(network.vpc.id)),
      );
    },
  };
}

/** Whether the VPC's DNS decides on a path: private DNS answers the name of an interface endpoint, or names may not resolve at all. */
const isByPrivateName = ({ service, faults }: Path): boolean =>
  !isGatewayService(service) || faults.some(({ rule }) => NAME_RULES.has(rule));

const NAME_RULES: ReadonlySet<string> = new Set(['vpc-dns-support-off', 'custom-dns']);

/** The resources that a path goes through or depends on. */
const namesIn = ({ subnetId, routeTableId, endpointId, hops }: Path): string[] => [
  subnetId,
  ...(routeTableId === undefined ? [] : [routeTableId]),
  ...(endpointId === undefined ? [] : [endpointId]),
  ...hops.flatMap(({ id, detail }) => [id, ...(detail.startsWith('to ') ? [detail.slice(3)] : [])]),
];
