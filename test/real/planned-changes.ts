/** Where the plan is, which is no file of the configuration. */
const PLAN = 'plan.tfstate';

/**
 * What Terraform's next deployment does, as `action address`, without what stays.
 *
 * @param terraform runs a command in the folder of the configuration and returns what it prints
 */
export async function plannedChanges(terraform: (...args: string[]) => Promise<string>): Promise<string[]> {
  await terraform('plan', '-out', PLAN);
  const { resource_changes = [] } = JSON.parse(await terraform('show', '-json', PLAN)) as {
    resource_changes?: { address: string; change: { actions: string[] } }[];
  };
  return resource_changes
    .filter(({ change }) => change.actions.join() !== 'no-op')
    .map(({ address, change }) => `${change.actions.join('+')} ${address}`)
    .sort();
}

/** Deploys what `plannedChanges` told, without another plan. */
export const applyPlanned = (terraform: (...args: string[]) => Promise<string>): Promise<string> =>
  terraform('apply', PLAN);
