import type { Plan } from '../../core/plan/planned.ts';
import { stackName } from '../stack-name.ts';
import { ts } from '../template.ts';
import { call } from '../ts-layout.ts';

/** `bin/app.ts`. */
export interface AppView {
  readonly stackName: string;
  readonly description: string;
  readonly region: string;
  readonly newVpc: boolean;
  readonly importing: boolean;
  /** Statements. */
  readonly tags: readonly string[];
}

/** Whether the import needs a different stack from the deployment: without the changes. */
export const importing = ({ adopted, changes }: Plan): boolean => adopted.length > 0 && changes.length > 0;

/** The name, the Region and the tags of the stack. */
export function appView(plan: Plan): AppView {
  const { tags, region, newVpc } = plan;
  return {
    stackName: stackName(plan),
    description: newVpc ? 'Private network for ECS tasks' : 'VPC endpoints for ECS tasks',
    region,
    newVpc,
    importing: importing(plan),
    tags: Object.entries(tags).map(([key, value]) => call(0, 'cdk.Tags.of(app).add', [ts(key), ts(value)])),
  };
}
