import type { Plan } from '../../core/plan/planned.ts';
import { type How, readme, type Step } from '../readme.ts';
import { hcl } from '../template.ts';
import { adoptedAddresses } from './adopted-views.ts';
import { privateDnsOff, undoBeside } from './undo-steps.ts';

/** A separate file, so that deleting it releases the adopted endpoints. */
export const ADOPTED = 'adopted.tf';

const DESTROY = '`terraform destroy`';

/** The README of a root module. */
export const terraformReadme = (plan: Plan, others: How['others']): string =>
  readme(plan, { ...howTo(plan), others });

function howTo(plan: Plan): How {
  const adopts = plan.adopted.length > 0;
  return {
    format: 'Terraform',
    files: [
      { path: 'main.tf', holds: 'what is created and changed' },
      ...(adopts ? [{ path: ADOPTED, holds: 'the existing endpoints that are imported' }] : []),
      { path: 'terraform.tfvars', holds: 'the IDs and names of this network' },
      { path: 'variables.tf', holds: 'the variables and their validation' },
      { path: 'outputs.tf', holds: 'the IDs that other configurations need' },
      { path: 'versions.tf', holds: 'the versions of Terraform and of the AWS provider' },
      ...(adopts ? [] : [{ path: 'tests/endpoints.tftest.hcl', holds: 'a test that needs no AWS account' }]),
    ],
    deploy: [
      keepState(plan),
      {
        text: 'With credentials for the target account. (OpenTofu 1.8 or later also works; use `tofu` instead of `terraform`.)',
        command: 'terraform init\nterraform plan -out=tfplan\nterraform apply tfplan',
      },
      ...(adopts ? [importStep(plan)] : []),
    ],
    check: [
      adopts
        ? { text: 'The plan must show no changes:', command: 'terraform plan -detailed-exitcode' }
        : {
            text: 'The tests must pass (no AWS account needed), and the plan must show no changes:',
            command: 'terraform test\nterraform plan -detailed-exitcode',
          },
    ],
    undo: [
      ...(adopts ? [letGo(plan)] : []),
      ...privateDnsOff(plan, DESTROY),
      { text: 'To remove everything created here:', command: 'terraform destroy' },
      ...undoBeside(plan, DESTROY),
    ],
    ...(plan.newVpc ? { printVpcId: 'terraform output -raw vpc_id' } : {}),
  };
}

/**
 * Where the state is kept, which is not the generator's to decide.
 *
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
const keepState = ({ name, region }: Plan): Step => ({
  text:
    'The state is a local file, `terraform.tfstate`, unless you choose a backend. If other people or CI deploy this too, put ' +
    'one into a file of your own, such as `backend.tf`. `use_lockfile` requires Terraform 1.10 or OpenTofu 1.10. Never ' +
    'commit the state, but do commit `.terraform.lock.hcl`.',
  language: 'hcl',
  command: [
    'terraform {',
    '  backend "s3" {',
    '    bucket       = "your-state-bucket"',
    `    key          = ${hcl(`${name}/terraform.tfstate`)}`,
    `    region       = ${hcl(region)}`,
    '    use_lockfile = true',
    '  }',
    '}',
  ].join('\n'),
});

/** What `terraform plan` must say before it is applied. */
const importStep = ({ adopted: { length }, changes }: Plan): Step => ({
  text:
    `The plan must say \`${length} to import\` and \`0 to destroy\`` +
    `${changes.length > 0 ? '. The only imported endpoints that may change are those marked as extended above' : ', `0 to add` and `0 to change`'}. ` +
    "If it says anything else, something has changed in the meantime: don't apply it, but rerun the generator.",
});

/** Keeps `terraform destroy` from deleting the adopted endpoints. */
const letGo = (plan: Plan): Step => ({
  text: 'To keep the adopted endpoints, first remove them from the state and the configuration:',
  command: `terraform state rm ${adoptedAddresses(plan).join(' ')}\nrm ${ADOPTED}`,
});
