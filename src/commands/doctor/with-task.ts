import { type Described, describedBy } from '../../ask/described.ts';
import type { Answers, QuestionKey } from '../../ask/questions.ts';
import { type EcsTask, serviceOfTask, type TaskFacts } from '../../core/workload/ecs-task.ts';
import { ecsWorkload } from '../../core/workload/ecs-workload.ts';
import type { Aws } from '../../sources/aws/aws.ts';
import type { AwsTarget } from '../../sources/aws/aws-client.ts';
import { readTask } from '../../sources/aws/read-task.ts';

/**
 * Answers with what one task tells: exactly its subnet and security groups, what it runs on, and the needs of its definition.
 * Where they were given too, those of the task hold, and a note says so.
 *
 * @throws Problem when the task can't be read
 */
export async function withTask(
  answers: Answers,
  name: string,
  target: AwsTarget,
  aws: Aws,
): Promise<Described> {
  const facts = await readTask(target, name);
  const { task, definitions, service } = facts;
  const workload = ecsWorkload(definitions, { region: target.region, services: [serviceOfTask(facts)] });
  const told = placeOf(facts);
  const [subnetId] = told.subnets ?? interfaceSubnet(task);
  const vpcId =
    answers.vpc === undefined && subnetId !== undefined
      ? await aws.findVpc({ ...target, subnetIds: [subnetId] })
      : undefined;
  const given = { ...answers, region: target.region, ...told };
  // What fixes it is for all tasks of the service, or of the definition.
  const named: Answers = service ? { service: [service.name] } : { taskDefinition: [definitionName(task)] };
  const described = describedBy(workload, { ...given, ...named }, vpcId);
  return {
    ...described,
    taken: [...described.taken, ...takenFrom(facts, answers)],
    task: { ...facts, notes: [...facts.notes, ...overruled(answers, told)] },
  };
}

type Place = Pick<Answers, 'subnets' | 'taskSecurityGroups'>;

/** The subnet and groups of what pulls the images. */
function placeOf({ task, instance, securityGroupIds }: TaskFacts): Place {
  const subnets = task.launchType === 'EC2' ? subnetOf(instance?.subnetId) : interfaceSubnet(task);
  return {
    ...(subnets.length > 0 && { subnets }),
    ...(securityGroupIds.length > 0 && { taskSecurityGroups: [...securityGroupIds] }),
  };
}

const subnetOf = (id: string | undefined): string[] => (id === undefined ? [] : [id]);

const interfaceSubnet = ({ networkInterface }: EcsTask): string[] => subnetOf(networkInterface?.subnetId);

/** A service tells its subnets and groups again wherever it is named; a definition doesn't. On EC2 neither does. */
const takenFrom = ({ task, service }: TaskFacts, answers: Answers): QuestionKey[] =>
  service === undefined || task.launchType === 'EC2'
    ? []
    : (['subnets', 'taskSecurityGroups'] as const).filter((key) => answers[key] === undefined);

/** What was given, and is not what the task had. */
const overruled = (answers: Answers, told: Place): string[] =>
  (['subnets', 'taskSecurityGroups'] as const).flatMap((key) => {
    const [said, own] = [answers[key]?.join(), told[key]?.join()];
    return said === undefined || own === undefined || said === own
      ? []
      : [`The task's own ${key === 'subnets' ? 'subnet' : 'security groups'} ${own} is used, not ${said}.`];
  });

/** `web:3` */
const definitionName = ({ taskDefinition }: EcsTask): string =>
  taskDefinition.slice(taskDefinition.indexOf('/') + 1);
