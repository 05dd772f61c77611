import type { EcsService } from './ecs-service.ts';
import type { TaskDefinition } from './task-definition.ts';
import type { WithoutPublicAddress } from './tasks.ts';

/**
 * Whose tasks get no public address, subnet by subnet: those of services that run on Fargate alone with assignPublicIp
 * DISABLED. On EC2 the container instances pull the images, and no service tells which addresses they have.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
 */
export function withoutPublicAddress(
  definitions: readonly TaskDefinition[],
  services: readonly EcsService[],
): WithoutPublicAddress[] {
  const subnetIds = new Set(services.filter(hasNone).flatMap((service) => service.subnetIds));
  return [...subnetIds].map((subnetId) => {
    const here = services.filter((service) => service.subnetIds.includes(subnetId));
    const without = here.filter(hasNone);
    const runBy = (some: readonly EcsService[]) => {
      const arns = new Set(some.flatMap(({ taskDefinitions }) => taskDefinitions));
      return ({ taskDefinitionArn }: TaskDefinition) =>
        taskDefinitionArn !== undefined && arns.has(taskDefinitionArn);
    };
    const theirs = runBy(without);
    // Two revisions of a family have one label: only where all of them are run so is it known whose need it is.
    const ambiguous = new Set(definitions.flatMap((one) => (theirs(one) ? [] : [one.label])));
    const labels = definitions.flatMap(({ label }) => (ambiguous.has(label) ? [] : [label]));
    const everybody = without.length === here.length && definitions.every(runBy(services));
    return {
      subnetId,
      names: [...new Set([...labels, ...without.map(({ name }) => name), ...(everybody ? ASKED_FOR : [])])],
    };
  });
}

const hasNone = ({ assignPublicIp, capacities }: EcsService): boolean =>
  assignPublicIp === false && capacities.length > 0 && capacities.every((capacity) => capacity === 'fargate');

/** The origins of needs that no definition has: they are those of every task. */
const ASKED_FOR = ['--services', 'Service Connect'];
