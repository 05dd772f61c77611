import type { Step } from '../../readme.ts';

/** @param roots the folders of the roots */
export const deploySteps = (roots: readonly string[]): Step[] => [
  {
    text:
      'Each account and Region has a root of its own, with a state of its own, so nothing that goes wrong in one reaches another. The provider ' +
      'assumes a role there, and refuses any other account. Name the role, which must exist in every account. Without it, the credentials in use must be those ' +
      'of the account. (OpenTofu 1.8 or later also works; use `tofu` instead of `terraform`.)',
    command: 'export TF_VAR_role_name=ROLE',
  },
  {
    text:
      'The states are local files, `terraform.tfstate`, unless you choose a backend: put one into a file of your own in each root, such as ' +
      '`backend.tf`, with another key in each. Never commit a state, but do commit `.terraform.lock.hcl`.',
  },
  {
    text: 'Deploy to one account and Region first. Read the plan: it must say `0 to destroy`.',
    command: [
      'deploy() {',
      '  terraform -chdir="$1" init -input=false &&',
      '    terraform -chdir="$1" plan -input=false -out=tfplan &&',
      '    terraform -chdir="$1" apply -input=false tfplan',
      '}',
      `deploy ${roots[0] ?? 'accounts/ACCOUNT/REGION'}`,
    ].join('\n'),
  },
  {
    text:
      'Check it, as “Check” says. Then deploy the rest, one root after the other. The loop stops at the first failure, and applies what it plans: to read ' +
      'each plan before, deploy the roots one by one.',
    command: 'for root in accounts/*/*; do deploy "$root" || break; done',
  },
];

export const LATER: readonly Step[] = [
  {
    text:
      'If it moves a VPC to another module, `main.tf` has a `moved` block, so Terraform renames what is deployed and destroys nothing. The block ' +
      'stays, for states that were not deployed since.',
  },
];

/** @param roots the folders of the roots */
export const undoSteps = (roots: readonly string[]): Step[] => [
  {
    text:
      'Nothing goes on by itself: Ctrl-C stops the root that is deployed. To go back in one account and Region, destroy its root. Tasks then use NAT again, ' +
      'if there is one. In subnets without NAT they can no longer start:',
    command: `terraform -chdir=${roots[0] ?? 'accounts/ACCOUNT/REGION'} destroy`,
  },
  {
    text:
      'To go back in one VPC of several, destroy its instance of the module, such as ' +
      '`terraform destroy -target=\'module.private_ecs_fargate["vpc-0123456789abcdef0"]\'`. To undo the manual steps, run the undo command shown after ' +
      'each of them.',
  },
];
