import type { Answers } from '../../../ask/questions.ts';
import { ZONES_CALL } from '../../../core/network/hosted-zones.ts';
import type { Network } from '../../../core/network/network.ts';
import { Problem } from '../../../core/problem.ts';
import { oneLine, quoted } from '../../../core/text/visible.ts';
import type { Need } from '../../../core/workload/needs.ts';
import type { SourceIo } from '../../source.ts';
import { isUnknown, type Parts, type Planned } from '../parts.ts';
import type { PlannedVpc } from '../planned-vpc.ts';
import { networksOf } from '../to-network.ts';
import { withLive } from './with-live.ts';

/**
 * The VPC of code together with what AWS has of it: read as `doctor` reads it without code. A VPC that the code creates is not
 * there yet, so nothing of it is read.
 *
 * @param outline the VPC as the code alone tells it
 * @throws Problem when the VPC can't be read, or is in another Region than the code is for
 */
export async function readLive(
  outline: Network,
  planned: Planned,
  answers: Answers,
  needs: readonly Need[],
  { aws, reading }: SourceIo,
): Promise<PlannedVpc> {
  const { region, vpc } = outline;
  assertSameRegion(planned, answers);
  const vpcId = idOf(vpc.id, planned);
  if (vpcId === undefined) {
    const assumptions = [
      ...outline.assumptions,
      `${oneLine(vpc.id)} is taken to be new, so nothing of it was read from AWS.`,
    ];
    return { network: { ...outline, assumptions }, before: undefined, planned };
  }
  const target = {
    region,
    vpcId,
    securityGroupIds: groupIdsIn(planned.after, answers),
    services: needs.map(({ service }) => service),
    ...(changesEndpoints(planned) && { endpointsChange: true as const }),
    ...(answers.profile !== undefined && { profile: answers.profile }),
  };
  const live = await reading(`Reading ${vpcId}`, async () => {
    await aws.checkRegion(target);
    return aws.discover(target);
  });
  assertRead(live);
  assertNotDeployed(planned, live);
  const { before, after } = withLive(planned, live);
  const offered = (parts: Parts): Network => {
    const network = networksOf(parts, region).find(({ vpc: { id } }) => id === vpc.id);
    if (!network) throw new Problem(`${oneLine(vpc.id)} is not in ${quoted(planned.code.file)}.`);
    return {
      ...network,
      offers: live.offers,
      unreadable: live.unreadable,
      assumptions: [...network.assumptions, ...firstDeployment(planned)],
    };
  };
  return { network: offered(after), before: offered(before), planned: { ...planned, after } };
}

/** A plan knows what of it is deployed. A template doesn't. */
const firstDeployment = ({ code }: Planned): string[] =>
  code.language === 'terraform'
    ? []
    : ['The template is taken not to be deployed yet: what it makes would count twice if it is.'];

/**
 * The tags that CloudFormation gives what it creates tell that a template is deployed. What its update changes or removes they don't
 * tell, and all that stays would count twice.
 *
 * @throws Problem naming the stack
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
 */
function assertNotDeployed(
  { after, code }: Planned,
  { vpc, endpoints = [], securityGroups = [] }: Network,
): void {
  if (code.language === 'terraform') return;
  const created = new Set([...after.endpoints, ...after.securityGroups].map(({ name }) => name));
  for (const { id, tags = {} } of [...endpoints, ...securityGroups]) {
    const name = tags['aws:cloudformation:logical-id'];
    if (name === undefined || !created.has(name)) continue;
    const stack = tags['aws:cloudformation:stack-name'] ?? '';
    throw new Problem(
      `${vpc.id} has ${oneLine(name)} of ${quoted(code.file)} already: ${id}, of stack ${quoted(stack)}. What an update of a stack ` +
        `changes, --live can't tell. Run doctor --vpc ${vpc.id} for the VPC as it is, or leave --live out for the template alone.`,
    );
  }
}

/** @throws Problem where the code is for another Region than the one that was answered */
function assertSameRegion({ after, code }: Planned, { region }: Answers): void {
  if (region === undefined || isUnknown(after.region) || after.region === region) return;
  throw new Problem(
    `${quoted(code.file)} is for ${oneLine(after.region)}, and --live would read ${region}. Pass --region ${oneLine(after.region)}, or the code for ${region}.`,
  );
}

/** The ID of a VPC that exists; undefined where the code creates it. */
function idOf(name: string, { after, before }: Planned): string | undefined {
  const id = after.ids.get(name) ?? before?.ids.get(name) ?? name;
  return /^vpc-[\da-f]+$/.test(id) ? id : undefined;
}

const GROUP_ID = /^sg-[\da-f]+$/;

/** Groups outside of the code: ones of another VPC can be used here. */
const groupIdsIn = ({ endpoints, services }: Parts, { taskSecurityGroups = [] }: Answers): string[] => {
  const named = endpoints.flatMap(({ securityGroups }) => (isUnknown(securityGroups) ? [] : securityGroups));
  return [...named, ...services.flatMap(({ service }) => service.securityGroupIds), ...taskSecurityGroups]
    .filter((name) => typeof name === 'string')
    .filter((name) => GROUP_ID.test(name));
};

/** Whether endpoints that are there now may not be there then, or be others. */
const changesEndpoints = ({ before, after }: Planned): boolean =>
  (before?.endpoints.length ?? 0) > 0 || after.endpoints.some(({ name }) => after.ids.has(name));

/**
 * What isn't read of the VPC is said, and never taken from the code alone.
 *
 * @throws Problem naming what may not be read
 */
function assertRead({ vpc, unreadable }: Network): void {
  const missing = unreadable.filter(({ call }) => call !== ZONES_CALL.call);
  if (missing.length === 0) return;
  throw new Problem(
    `--live needs all of ${vpc.id} to judge it together with the code. ${missing.map(({ reason }) => reason).join(' ')}`,
  );
}
