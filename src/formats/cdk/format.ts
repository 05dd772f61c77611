import type { Format } from '../format.ts';
import {
  CDK_TOKEN,
  DYNAMIC_REFERENCE,
  KEEPS_NAME,
  obstacleToImport,
  STACK_RESOURCES,
} from '../stack-abilities.ts';
import { stackName } from '../stack-name.ts';

/** A CDK app in TypeScript. */
export const cdk: Format = {
  name: 'cdk',
  label: 'CDK',
  hint: 'a TypeScript app',
  resources: STACK_RESOURCES,
  newVpc: { picksOfferedAzs: false },
  adoption: {
    obstacle: obstacleToImport('CDK', [DYNAMIC_REFERENCE, CDK_TOKEN]),
    undo: 'npx cdk destroy',
    undone: new Set(),
  },
  undo: 'npx cdk destroy',
  stack: stackName,
  keepsName: KEEPS_NAME,
  checkedBy: 'npm install, cdk synth',
  checks: () => [
    [
      ['npm', 'install', '--no-audit', '--no-fund'],
      ['npx', '--no-install', 'cdk', 'synth', '--quiet'],
    ],
  ],
  load: () => import('./render-cdk.ts'),
};
