import * as clack from '@clack/prompts';
import { workloadOf } from '../../ask/choices.ts';
import { helpOf } from '../../ask/question-text.ts';
import type { Answers } from '../../ask/questions.ts';
import {
  AGENT_SERVICES,
  isServiceName,
  reasonFor,
  SERVICES,
  type ServiceName,
} from '../../core/catalogue.ts';
import type { EcsWorkload } from '../../core/workload/ecs-workload.ts';
import { type LaunchType, needs } from '../../core/workload/needs.ts';
import { answer, messageOf, selectAny } from './prompts.ts';

/**
 * Asks what the tasks run on and which services they call; only what is not known.
 *
 * @throws Cancelled when the user leaves a prompt
 */
export async function askTasks(given: Answers, workload: EcsWorkload | undefined): Promise<Answers> {
  const launchType = given.launchType ?? (await askLaunchType());
  return {
    ...given,
    launchType,
    ...(given.services === undefined && (await askServices(given, launchType, workload))),
  };
}

export const askLaunchType = (): Promise<LaunchType> =>
  answer(
    clack.select<LaunchType>({
      message: messageOf('launchType'),
      options: [
        { value: 'fargate', label: 'Fargate' },
        { value: 'ec2', label: 'EC2 instances', hint: 'also for mixed EC2/Fargate clusters' },
      ],
    }),
  );

const SERVICE_CONNECT = 'Service Connect';

/**
 * Asks which services the tasks call.
 *
 * @param earlier the services that are selected at first
 * @throws Cancelled when the user leaves the prompt
 */
export async function askServices(
  given: Answers,
  launchType: LaunchType,
  workload: EcsWorkload | undefined,
  earlier: readonly string[] = [],
): Promise<Pick<Answers, 'services' | 'serviceConnect'>> {
  const needed = new Set(needs(workloadOf({ ...given, launchType }, workload)).map(({ service }) => service));
  const inferred = workload?.inferred ?? [];
  const others = SERVICES.filter(
    (name) => !isAgent(name) && inferred.every(({ service }) => service !== name),
  );
  const serviceKnown = given.service !== undefined || given.cluster !== undefined;
  const asksServiceConnect = launchType === 'fargate' && given.serviceConnect === undefined && !serviceKnown;
  const message = workload ? 'Which other AWS services does the application call?' : messageOf('services');
  const options = [
    ...inferred.map(({ service, because }) => ({ value: service, hint: because })),
    ...others.filter((name) => !needed.has(name)).map((value) => ({ value, hint: reasonFor(value) })),
    ...(asksServiceConnect ? [{ value: SERVICE_CONNECT, hint: helpOf('serviceConnect') }] : []),
  ];
  const chosen = await selectAny(`${message} (Space to select, Enter for none)`, options, {
    selected: earlier,
  });
  // What the list does not offer, such as a service that it does not know, stays as it was.
  const offered = new Set<string>(options.map(({ value }) => value));
  return {
    services: [...chosen, ...earlier.filter((name) => !offered.has(name))].filter(isServiceName),
    ...(chosen.includes(SERVICE_CONNECT) && { serviceConnect: true }),
  };
}

const isAgent = (name: ServiceName): boolean => (AGENT_SERVICES as readonly ServiceName[]).includes(name);
