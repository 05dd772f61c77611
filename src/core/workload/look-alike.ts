/** Files that people take for task definitions, by what they have in them; the sentence says what to pass instead. */
const LOOK_ALIKES: readonly {
  readonly is: (json: Readonly<Record<string, unknown>>) => boolean;
  readonly sentence: string;
}[] = [
  {
    is: ({ name, type }) => isText(name) && isText(type) && /^(Scheduled Job)$/.test(type),
    sentence:
      'this is an AWS Copilot manifest. Pass the CloudFormation template that `copilot job package` prints.',
  },
  {
    is: ({ name, type }) =>
      isText(name) && isText(type) && /(Service|Static Site|Environment|Pipeline)$/i.test(type),
    sentence:
      'this is an AWS Copilot manifest. Pass the CloudFormation template that `copilot svc package` prints.',
  },
  {
    is: ({ apiVersion, kind }) => isText(apiVersion) && isText(kind),
    sentence: 'this is a Kubernetes manifest, which ECS does not run. Pass an ECS task definition.',
  },
  {
    is: ({ services, service, provider }) =>
      (isRecord(services) &&
        Object.values(services).some(
          (entry) => isRecord(entry) && hasOne(entry, 'image', 'build', 'extends'),
        )) ||
      (service === undefined &&
        provider === undefined &&
        isRecord(services) &&
        Object.keys(services).length === 0),
    sentence:
      'this is a Compose file. Pass the task definition that is made from it, as a file or by its family in ECS.',
  },
  {
    is: (json) =>
      'task_definition' in json &&
      ('run_params' in json || 'version' in json) &&
      isRecord(json.task_definition),
    sentence:
      'this is a parameter file of the ECS CLI. Pass the task definition that `ecs-cli compose create` registers, by its family.',
  },
  {
    is: (json) =>
      isText(json.task_definition) && ('service' in json || 'cluster' in json || 'region' in json),
    sentence: 'this is a configuration of ecspresso. Pass the file that its task_definition names.',
  },
  {
    is: (json) =>
      hasOne(
        json,
        'serviceName',
        'desiredCount',
        'loadBalancers',
        'deploymentConfiguration',
        'networkConfiguration',
      ),
    sentence: 'this is an ECS service. Pass the task definition that it runs.',
  },
  {
    is: (json) => 'format_version' in json && hasOne(json, 'values', 'planned_values', 'resource_changes'),
    sentence: `this is a plan or state of Terraform. Pass the JSON array of container_definitions, or the task definition's family in ECS.`,
  },
  {
    is: (json) => isRecord(json.resource) || 'terraform_version' in json,
    sentence: `this is Terraform's own JSON. Pass the JSON array of container_definitions, or the task definition's family in ECS.`,
  },
  {
    is: (json) => hasOne(json, 'jobDefinitionName', 'containerProperties'),
    sentence: 'this is a job definition of AWS Batch, not a task definition of ECS.',
  },
  {
    is: (json) => Array.isArray(json.Resources) && isRecord(json.Resources[0]),
    sentence: 'this is an AppSpec file of CodeDeploy. Pass the task definition that is deployed with it.',
  },
  {
    is: (json) => isText(json.runtime) && (isRecord(json.run) || isRecord(json.build)),
    sentence:
      'this is a configuration of App Runner, which does not run ECS tasks. Pass an ECS task definition.',
  },
  {
    is: (json) => isRecord(json.jobs) && ('on' in json || 'name' in json),
    sentence: 'this is a workflow of GitHub Actions. Pass the task definition that it deploys.',
  },
];

/** What `json` is, where it is known to be no task definition, with what to pass instead. */
export function lookAlike(json: unknown): string | undefined {
  if (Array.isArray(json)) {
    return json.length > 0 && json.every((entry) => isRecord(entry) && 'imageUri' in entry)
      ? 'these are image definitions of CodePipeline. Pass the task definition that they are put into.'
      : undefined;
  }
  return isRecord(json) ? LOOK_ALIKES.find(({ is }) => is(json))?.sentence : undefined;
}

/** The same for text that is neither JSON nor YAML. */
export function lookAlikeText(text: string): string | undefined {
  if (/^\s*(resource|data|module|variable|locals|terraform|provider)\s*("[^"]*"\s*){0,2}\{/m.test(text)) {
    return `this is Terraform code. Pass the JSON array of its container_definitions, or the task definition's family in ECS.`;
  }
  if (/^\s*(import|export|const|from|public class|package|using)\s+[\w{*"']/m.test(text)) {
    return 'this is program code. Pass what it makes: with CDK the template that `cdk synth --json` prints.';
  }
  return undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';

const hasOne = (json: Readonly<Record<string, unknown>>, ...keys: readonly string[]): boolean =>
  keys.some((key) => key in json);
