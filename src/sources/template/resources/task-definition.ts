import { textOf } from '../../../core/workload/expressions.ts';
import { open } from '../../../core/workload/placeholders.ts';
import {
  isList,
  isMembers,
  Open,
  piecesOf,
  type Reference,
  type Value,
  withPlaceholders,
  Zones,
} from '../value.ts';
import type { Gather } from './gathered.ts';
import { partOf } from './tags.ts';

/**
 * The properties of a task definition with what is open as `${…}`, as its readers take it.
 *
 * @param region `${AWS::Region}` where it is not known
 */
export function withOpenText(value: Value, region: string): unknown {
  if (value instanceof Open || value instanceof Zones) {
    return withPlaceholders(piecesOf(value) ?? [], (to) => referenceText(to, region));
  }
  if (isList(value)) return value.map((item) => withOpenText(item, region));
  if (!isMembers(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withOpenText(item, region)]));
}

/** What is known of a resource's ID or attribute by its type: that of a repository is an address in ECR. */
function referenceText({ resource, type, attribute }: Reference, region: string): string {
  const resources = { [resource]: { Type: type } };
  const expression = attribute === undefined ? { Ref: resource } : { 'Fn::GetAtt': [resource, attribute] };
  return textOf(expression, { region, resources });
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html */
export const taskDefinition =
  (region: string | undefined): Gather =>
  (source, into) => {
    const definition = withOpenText(source.properties.members, region ?? open('AWS::Region'));
    into.taskDefinitions.push({ ...partOf(source), definition });
  };
