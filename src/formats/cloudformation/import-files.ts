import type { Plan } from '../../core/plan/planned.ts';
import { type AdoptedResource, ENDPOINT_IDENTIFIER, ENDPOINT_TYPE } from '../adopted-endpoints.ts';
import { because } from '../comment.ts';
import { yaml } from '../template.ts';
import type { TemplateView } from './views.ts';
import { yamlLines } from './yaml-text.ts';

/** The adopted endpoints as they are. CloudFormation rejects an import that adds an output. */
export const importView = (
  plan: Plan,
  { description, vpc }: TemplateView,
  imported: readonly AdoptedResource[],
): TemplateView => ({
  description,
  parameters: [],
  parameterGroups: [],
  vpc,
  vpcs: [],
  subnets: [],
  securityGroups: [],
  adopted: imported.map(({ logicalId, endpoint, found }) => ({
    resource: logicalId,
    because: because(plan, endpoint.service),
    after: [],
    properties: yamlLines(found, yaml),
  })),
  endpoints: [],
  rules: [],
  aclEntries: [],
  outputs: [],
});

/** What `aws cloudformation create-change-set --resources-to-import` reads. */
export const resourcesToImport = (imported: readonly AdoptedResource[]): string =>
  `${JSON.stringify(
    imported.map(({ logicalId, endpoint }) => ({
      ResourceType: ENDPOINT_TYPE,
      LogicalResourceId: logicalId,
      ResourceIdentifier: { [ENDPOINT_IDENTIFIER]: endpoint.id },
    })),
    null,
    2,
  )}\n`;
