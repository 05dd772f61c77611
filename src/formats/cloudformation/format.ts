import type { Format } from '../format.ts';
import { DYNAMIC_REFERENCE, KEEPS_NAME, obstacleToImport, STACK_RESOURCES } from '../stack-abilities.ts';
import { stackName } from '../stack-name.ts';
import { fitsInline } from './fits-inline.ts';

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
  checks: ({ files, region, online }) => {
    const templates = files.filter(({ path }) => path.endsWith('.yaml'));
    const validate = ['aws', 'cloudformation', 'validate-template', '--region', region] as const;
    return [
      [['cfn-lint', ...templates.map(({ path }) => path)]],
      // AWS takes a larger one only from a bucket.
      ...(online && templates.every(({ contents }) => fitsInline(contents))
        ? [templates.map(({ path }) => [...validate, '--template-body', `file://${path}`] as const)]
        : []),
    ];
  },
  load: () => import('./render-cloudformation.ts'),
};
