/** Files that people take for CloudFormation templates, by what they have in them; the sentence says what to pass instead. */
const LOOK_ALIKES: readonly {
  readonly is: (json: Readonly<Record<string, unknown>>) => boolean;
  readonly sentence: string;
}[] = [
  {
    is: (json) => 'containerDefinitions' in json || isRecord(json.taskDefinition),
    sentence: 'this is a task definition, not a template. Pass it with --task-definition.',
  },
  {
    is: (json) => 'format_version' in json && hasOne(json, 'values', 'planned_values', 'resource_changes'),
    sentence: 'this is a plan or state of Terraform. Pass it with --terraform-plan.',
  },
  {
    is: (json) => 'terraform_version' in json || isRecord(json.resource) || isRecord(json.terraform),
    sentence:
      "this is Terraform's own JSON. Pass what `terraform show -json` prints of a plan, with --terraform-plan.",
  },
  {
    is: (json) => typeof json.apiVersion === 'string' && typeof json.kind === 'string',
    sentence: 'this is a Kubernetes manifest. Pass the CloudFormation template of the network.',
  },
  {
    is: (json) => 'service' in json && 'provider' in json,
    sentence:
      'this is a configuration of the Serverless Framework. Pass the template that `serverless package` writes to .serverless/.',
  },
  {
    is: ({ services }) => isRecord(services),
    sentence: 'this is a Compose file. Pass the CloudFormation template of the network.',
  },
  {
    is: (json) => isRecord(json.artifacts) && 'version' in json,
    sentence: 'this is the manifest of a CDK app. Pass the templates beside it: cdk.out/*.template.json.',
  },
  {
    is: (json) => typeof json.app === 'string',
    sentence:
      'this is the configuration of a CDK app. Pass what `cdk synth` writes to cdk.out/*.template.json.',
  },
  {
    is: (json) => isRecord(json.Parameters) && !('Resources' in json),
    sentence: 'this is a parameter file, not a template. Pass it with --parameter-file.',
  },
  {
    is: (json) => Array.isArray(json.Resources),
    sentence:
      'its Resources is a list, so it is an AppSpec file or part of one. Pass a CloudFormation template.',
  },
  {
    is: (json) => isRecord(json.jobs) && ('on' in json || 'name' in json),
    sentence: 'this is a workflow of GitHub Actions. Pass the CloudFormation template that it deploys.',
  },
  {
    is: (json) => 'schemaVersion' in json && 'vpc' in json,
    sentence: 'this is a snapshot. Pass it with --snapshot.',
  },
];

/** What `json` is, where it is known to be no template, with what to pass instead. */
export function lookAlike(json: unknown): string | undefined {
  if (Array.isArray(json)) {
    return json.some((entry) => isRecord(entry) && 'ParameterKey' in entry)
      ? 'this is a parameter file, not a template. Pass it with --parameter-file.'
      : undefined;
  }
  return isRecord(json) ? LOOK_ALIKES.find(({ is }) => is(json))?.sentence : undefined;
}

/** The same for text that is neither JSON nor YAML. */
export function lookAlikeText(text: string): string | undefined {
  if (/^\s*(resource|data|module|variable|locals|terraform|provider)\s*("[^"]*"\s*){0,2}\{/m.test(text)) {
    return 'this is Terraform code. Pass what `terraform show -json` prints of a plan, with --terraform-plan.';
  }
  if (/^\s*(import|export|const|from|public class|package|using)\s+[\w{*"']/m.test(text)) {
    return 'this is program code. Pass the template that it makes: with CDK, what `cdk synth` writes to cdk.out/*.template.json.';
  }
  return undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasOne = (json: Readonly<Record<string, unknown>>, ...keys: readonly string[]): boolean =>
  keys.some((key) => key in json);
