import appTs from '../../../templates/cdk/app.ts.hbs';
import cdkJson from '../../../templates/cdk/cdk.json.hbs';
import gitignore from '../../../templates/cdk/gitignore.hbs';
import networkTs from '../../../templates/cdk/network.ts.hbs';
import packageJson from '../../../templates/cdk/package.json.hbs';
import stackTestTs from '../../../templates/cdk/stack.test.ts.hbs';
import stackTs from '../../../templates/cdk/stack.ts.hbs';
import tsconfigJson from '../../../templates/cdk/tsconfig.json.hbs';
import type { Plan } from '../../core/plan/planned.ts';
import { Problem } from '../../core/problem.ts';
import {
  type AdoptedResource,
  adoptedResources,
  ENDPOINT_IDENTIFIER,
  uniqueNames,
} from '../adopted-endpoints.ts';
import { IMPORT_FIRST, refuseDynamicReferences, userTexts } from '../cloudformation-stack.ts';
import type { GeneratedFile, Renderer } from '../format.ts';
import { CDK_TOKEN } from '../stack-abilities.ts';
import { template } from '../template.ts';
import { type AppView, appView } from './app-view.ts';
import { cdkReadme, NETWORK, RESOURCE_MAPPING } from './cdk-readme.ts';
import { networkCode } from './network-code.ts';
import { type NetworkView, networkView } from './network-view.ts';
import { type StackTestView, stackTestView } from './stack-test-view.ts';
import { type StackView, stackView } from './stack-view.ts';

/** The files that are the same for every app. */
export const appFiles = {
  'package.json': template<object>(packageJson),
  'tsconfig.json': template<object>(tsconfigJson),
  'cdk.json': template<object>(cdkJson),
};
export const gitignoreFile = template<object>(gitignore);
const appFile = template<AppView>(appTs);
export const networkFile = template<NetworkView>(networkTs);
export const stackFile = template<StackView>(stackTs);
const stackTestFile = template<StackTestView>(stackTestTs);

/**
 * A plan as a CDK app with one stack. The IDs of existing resources are properties of the stack. Their values are literal and
 * nothing is looked up, so it synthesizes without an account, and its template contains exactly what the plan says. What an
 * adopted endpoint has is literal in the stack, because the import must find it there as it is.
 *
 * @throws {Problem} when a name or tag would be read as a CDK token or a CloudFormation dynamic reference.
 * @throws {Error} when a change has no CloudFormation resource; `plan` makes such changes prerequisites.
 */
export function render(plan: Plan): GeneratedFile[] {
  refuseDynamicReferences(plan);
  refuseTokens(plan);
  const adopted = adoptedResources(plan, uniqueNames());
  if (!plan.newVpc && plan.changes.length === 0 && adopted.length === 0) {
    return [{ path: 'README.md', contents: cdkReadme(plan) }];
  }
  const network = networkCode(plan);
  const fixed = Object.entries(appFiles).map(([path, file]) => ({ path, contents: file({}) }));
  return [
    ...fixed,
    { path: '.gitignore', contents: gitignoreFile({}), yields: true },
    { path: 'bin/app.ts', contents: appFile(appView(plan)) },
    ...(plan.newVpc ? [] : [{ path: NETWORK, contents: networkFile(networkView(plan, network)) }]),
    { path: 'lib/private-ecs-network-stack.ts', contents: stackFile(stackView(plan, adopted, network)) },
    { path: 'test/private-ecs-network-stack.test.ts', contents: stackTestFile(stackTestView(plan)) },
    ...(adopted.length > 0 ? [{ path: RESOURCE_MAPPING, contents: resourceMapping(adopted) }] : []),
    { path: 'README.md', contents: cdkReadme(plan) },
  ];
}

export const nextSteps: Renderer['nextSteps'] = (_plan, _files, imported) => ({
  setUp: 'npm install',
  deploy: imported ? 'npx cdk deploy' : IMPORT_FIRST,
});

/** @throws {Problem} when a name or tag would be read as a CDK token */
export function refuseTokens(plan: Plan): void {
  for (const { what, text } of userTexts(plan)) {
    if (CDK_TOKEN.test(text)) {
      throw new Problem(
        `${what} is "${text}", which CDK would read as one of its own tokens. Choose another text.`,
      );
    }
  }
}

/** What `cdk import --resource-mapping` reads. */
const resourceMapping = (adopted: readonly AdoptedResource[]): string =>
  `${JSON.stringify(
    Object.fromEntries(
      adopted.map(({ logicalId, endpoint }) => [logicalId, { [ENDPOINT_IDENTIFIER]: endpoint.id }]),
    ),
    null,
    2,
  )}\n`;
