import { partitionOf, URL_SUFFIX } from '../network/regions.ts';
import { open } from './placeholders.ts';

/** What an expression may refer to: the Region it is deployed in and the other resources of its template. */
export interface Surroundings {
  readonly region: string;
  /** `Resources` of the CloudFormation template, by logical id; empty for other files. */
  readonly resources: Readonly<Record<string, unknown>>;
}

/** Whether `value` is a CloudFormation function call such as `{ "Ref": "Image" }`. */
export function isExpression(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'Ref' || (keys[0]?.startsWith('Fn::') ?? false));
}

/** Whether `value` removes the property it stands for. */
export function isNoValue(value: unknown): boolean {
  return isExpression(value) && value.Ref === 'AWS::NoValue';
}

/**
 * A CloudFormation expression as text. What only the deployment knows stays in it as `${…}`, so that a name can
 * still be told by the parts that are known: `${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/${Repository}`.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export function textOf(value: unknown, around: Surroundings): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!isExpression(value)) return open('…');
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  switch (name) {
    case 'Ref':
      return typeof argument === 'string' ? reference(argument, around) : open(name);
    case 'Fn::GetAtt': {
      const path: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
      return path.every((part) => typeof part === 'string') ? attribute(path.join('.'), around) : open(name);
    }
    case 'Fn::Sub':
      return substituted(argument, around);
    case 'Fn::Join':
      return joined(argument, around) ?? open(name);
    case 'Fn::Select':
      return selected(argument, around) ?? open(name);
    default:
      return open(name);
  }
}

/** The domains under which AWS's own hosts live, one per partition. Marked as pure, or the build could not join what stages share. */
export const URL_SUFFIXES: readonly string[] = /* @__PURE__ */ suffixes();

function suffixes(): readonly string[] {
  return [...new Set(Object.values(URL_SUFFIX))];
}

function reference(name: string, around: Surroundings): string {
  const partition = partitionOf(around.region) ?? 'aws';
  if (name === 'AWS::Region') return around.region;
  if (name === 'AWS::Partition') return partition;
  if (name === 'AWS::URLSuffix') return URL_SUFFIX[partition];
  switch (typeOf(name, around)) {
    case 'AWS::SecretsManager::Secret':
    case 'AWS::SecretsManager::SecretTargetAttachment':
    case 'AWS::SecretsManager::RotationSchedule':
      return arn('secretsmanager', `secret:${open(name)}`, around);
    // Ref gives the parameter's bare name, which ECS takes for a parameter of this Region: so does the ARN.
    case 'AWS::SSM::Parameter':
      return arn('ssm', `parameter/${open(name)}`, around);
    default:
      return open(name);
  }
}

function attribute(path: string, around: Surroundings): string {
  const [id = '', ...rest] = path.split('.');
  const name = rest.join('.');
  const type = typeOf(id, around);
  if (type === 'AWS::ECR::Repository' && name === 'Arn') return arn('ecr', `repository/${open(id)}`, around);
  if (type === 'AWS::ECR::Repository' && name === 'RepositoryUri') {
    const suffix = reference('AWS::URLSuffix', around);
    return `${open('AWS::AccountId')}.dkr.ecr.${around.region}.${suffix}/${open(id)}`;
  }
  if (type === 'AWS::SecretsManager::Secret' && name === 'Id') return reference(id, around);
  if (name === 'MasterUserSecret.SecretArn') return arn('secretsmanager', `secret:${open(path)}`, around);
  return open(path);
}

function arn(service: string, resource: string, around: Surroundings): string {
  const partition = partitionOf(around.region) ?? 'aws';
  return `arn:${partition}:${service}:${around.region}:${open('AWS::AccountId')}:${resource}`;
}

function typeOf(id: string, { resources }: Surroundings): unknown {
  const resource = Object.hasOwn(resources, id) ? resources[id] : undefined;
  return typeof resource === 'object' && resource !== null && 'Type' in resource ? resource.Type : undefined;
}

function substituted(argument: unknown, around: Surroundings): string {
  const [template, values] = Array.isArray(argument) ? argument : [argument, undefined];
  if (typeof template !== 'string') return open('Fn::Sub');
  const own: object = typeof values === 'object' && values !== null ? values : {};
  return template.replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
    if (Object.hasOwn(own, name)) return textOf((own as Record<string, unknown>)[name], around);
    return name.includes('.') ? attribute(name, around) : reference(name, around);
  });
}

function joined(argument: unknown, around: Surroundings): string | undefined {
  if (!Array.isArray(argument) || typeof argument[0] !== 'string' || !Array.isArray(argument[1]))
    return undefined;
  return argument[1].map((part: unknown) => textOf(part, around)).join(argument[0]);
}

function selected(argument: unknown, around: Surroundings): string | undefined {
  if (!Array.isArray(argument)) return undefined;
  const list: unknown = argument[1];
  const parts = Array.isArray(list) ? list.map((part: unknown) => textOf(part, around)) : split(list, around);
  const index: unknown = argument[0];
  return typeof index === 'number' || typeof index === 'string' ? parts?.[Number(index)] : undefined;
}

function split(value: unknown, around: Surroundings): string[] | undefined {
  if (!isExpression(value)) return undefined;
  const argument = value['Fn::Split'];
  if (!Array.isArray(argument) || typeof argument[0] !== 'string' || argument[0] === '') return undefined;
  // `${AWS::AccountId}` holds the delimiter of an ARN, so that what is open is taken out while splitting.
  const kept: string[] = [];
  const masked = textOf(argument[1], around).replace(/\$\{[^}]*\}/g, (text) => {
    kept.push(text);
    return `\${${kept.length - 1}}`;
  });
  return masked
    .split(argument[0])
    .map((part) => part.replace(/\$\{(\d+)\}/g, (_, index: string) => kept[Number(index)] ?? ''));
}
