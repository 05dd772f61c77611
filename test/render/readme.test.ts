import { describe, expect, it } from 'vitest';
import { type How, readme } from '../../src/render/readme.ts';
import { creating, mending, newVpc } from './plans.ts';

const how: How = {
  format: 'CloudFormation',
  files: [{ path: 'template.yaml', holds: 'the resources' }],
  deploy: [{ text: 'Deploy it:', command: 'aws cloudformation deploy' }],
  undo: [{ text: 'Delete it:', command: 'aws cloudformation delete-stack' }],
  printVpcId: 'echo vpc-0a1b2c3d4e5f60718',
};

describe('readme', () => {
  it.each([
    ['fargate', creating('terraform', 'fargate')],
    ['ec2-with-services', creating('cdk', 'ec2', ['logs', 'dynamodb'])],
    ['mending', mending('cloudformation')],
    ['new-vpc', newVpc('cloudformation', 'fargate')],
  ] as const)('of %s', async (name, plan) => {
    await expect(readme(plan, how)).toMatchFileSnapshot(`__snapshots__/readme/${name}.md`);
  });
});
