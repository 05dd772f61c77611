import adoptedTemplate from '../../../templates/terraform/adopted.tf.hbs';
import gitignoreTemplate from '../../../templates/terraform/gitignore.hbs';
import mainTemplate from '../../../templates/terraform/main.tf.hbs';
import outputsTemplate from '../../../templates/terraform/outputs.tf.hbs';
import tfvarsTemplate from '../../../templates/terraform/terraform.tfvars.hbs';
import testTemplate from '../../../templates/terraform/tests/endpoints.tftest.hcl.hbs';
import variablesTemplate from '../../../templates/terraform/variables.tf.hbs';
import versionsTemplate from '../../../templates/terraform/versions.tf.hbs';
import type { Plan } from '../../core/plan/planned.ts';
import { compactJson } from '../../core/text/json-text.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import type { GeneratedFile, Renderer } from '../format.ts';
import { type How, readme, type Step } from '../readme.ts';
import { hcl, template } from '../template.ts';
import { adoptedAddresses } from './adopted-views.ts';
import { type TerraformView, terraformView } from './terraform-view.ts';

/**
 * The Terraform (and OpenTofu) configuration that carries out a plan: a root module with its values, and a test that needs no
 * AWS account. With adopted endpoints there is no test, because it would have to destroy what it pretends to adopt.
 *
 * @param plan Terraform must have a resource for each of its changes. If not, it is an internal error, which throws.
 */
export function render(plan: Plan): GeneratedFile[] {
  const view = terraformView(plan);
  const adopts = plan.adopted.length > 0;
  const file = (path: string, contents: string): GeneratedFile => ({
    path,
    contents: `${contents.trim()}\n`,
  });
  return [
    file('versions.tf', versions(view)),
    file('variables.tf', variables(view)),
    file('main.tf', main(view)),
    ...(adopts ? [file(ADOPTED, adopted(view))] : []),
    file('outputs.tf', outputs(view)),
    file('terraform.tfvars', tfvars(view)),
    ...(adopts ? [] : [file('tests/endpoints.tftest.hcl', test(view))]),
    { ...file('.gitignore', gitignore({})), yields: true },
    file('README.md', readme(plan, howTo(plan))),
  ];
}

export const nextSteps: Renderer['nextSteps'] = () => ({
  setUp: 'terraform init',
  deploy: 'terraform apply',
});

/** A separate file, so that deleting it releases the adopted endpoints. */
const ADOPTED = 'adopted.tf';

const gitignore = template<object>(gitignoreTemplate);
const versions = template<TerraformView>(versionsTemplate);
const variables = template<TerraformView>(variablesTemplate);
const adopted = template<TerraformView>(adoptedTemplate);
const main = template<TerraformView>(mainTemplate);
const outputs = template<TerraformView>(outputsTemplate);
const tfvars = template<TerraformView>(tfvarsTemplate);
const test = template<TerraformView>(testTemplate);

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
      ...privateDnsOff(plan),
      { text: 'To remove everything created here:', command: 'terraform destroy' },
      ...undoBeside(plan),
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

const modify = (region: string, endpointId: string): string =>
  `aws ec2 modify-vpc-endpoint --region ${region} --vpc-endpoint-id ${endpointId}`;

/** Turns private DNS off before the rules that let the VPC reach the endpoint are removed. */
const privateDnsOff = ({ region, changes }: Plan): Step[] =>
  changes.flatMap((change) =>
    change.kind === 'enable-private-dns'
      ? [
          {
            text: `\`terraform destroy\` leaves private DNS on for ${change.endpointId}. First turn it off:`,
            command: `${modify(region, change.endpointId)} --no-private-dns-enabled`,
          },
        ]
      : [],
  );

/** What else `terraform destroy` leaves changed, because the provider's resource doesn't record the previous state. */
function undoBeside({ region, changes, adopted }: Plan): Step[] {
  return changes.flatMap((change): Step[] => {
    if (change.kind === 'add-subnets' && adopted.some(({ id }) => id === change.endpointId)) {
      return [
        {
          text: `\`terraform destroy\` leaves the network interfaces that were added to ${change.endpointId}. To remove them:`,
          command: `${modify(region, change.endpointId)} --remove-subnet-ids ${change.subnetIds.join(' ')}`,
        },
      ];
    }
    if (change.kind === 'set-endpoint-policy') {
      const left = adopted.some(({ id }) => id === change.endpointId)
        ? 'its new policy'
        : "AWS's default policy (full access)";
      return [
        {
          text: `\`terraform destroy\` leaves ${change.endpointId} with ${left}. To restore its previous policy:`,
          command: `${modify(region, change.endpointId)} --policy-document ${shellWord(compactJson(change.previous))}`,
        },
      ];
    }
    return [];
  });
}
