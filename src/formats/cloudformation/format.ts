import type { Format } from '../format.ts';
import { DYNAMIC_REFERENCE, KEEPS_NAME, obstacleToImport, STACK_RESOURCES } from '../stack-abilities.ts';
import { stackName } from '../stack-name.ts';

/** A CloudFormation template. */
export const cloudformation: Format = {
  name: 'cloudformation',
  label: 'CloudFormation',
  hint: 'a YAML template',
  resources: STACK_RESOURCES,
  newVpc: { picksOfferedAzs: false },
  adoption: {
    obstacle: obstacleToImport('CloudFormation', [DYNAMIC_REFERENCE]),
    undo: 'delete the stack',
    undone: new Set(),
  },
  undo: 'delete the stack',
  stack: stackName,
  keepsName: KEEPS_NAME,
  checkedBy: 'cfn-lint',
  checks: ({ paths, region, online }) => {
    const templates = paths.filter((path) => path.endsWith('.yaml'));
    const validate = ['aws', 'cloudformation', 'validate-template', '--region', region] as const;
    return [
      [['cfn-lint', ...templates]],
      ...(online
        ? [templates.map((path) => [...validate, '--template-body', `file://${path}`] as const)]
        : []),
    ];
  },
  load: () => import('./render-cloudformation.ts'),
};
