import adoptedTemplate from '../../../templates/terraform/adopted.tf.hbs';
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
import { template } from '../template.ts';
import { adoptedAddresses } from './adopted-views.ts';
import { type TerraformView, terraformView } from './terraform-view.ts';

/**
 * The Terraform (and OpenTofu) configuration that carries out a plan: a root module with its values, and a test of it
 * that needs no AWS account; with adopted endpoints no test, since it would have to destroy what it pretends to adopt.
 *
 * @param plan Holds no change that Terraform has no resource for; one that does is a fault of the program and throws.
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
    file('README.md', readme(plan, howTo(plan))),
  ];
}

export const nextSteps: Renderer['nextSteps'] = () => ({
  setUp: 'terraform init',
  deploy: 'terraform apply',
});

/** By itself, so that what was adopted can be let go by deleting one file. */
const ADOPTED = 'adopted.tf';

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
      ...(adopts ? [{ path: ADOPTED, holds: 'the existing endpoints that are taken under management' }] : []),
      { path: 'terraform.tfvars', holds: 'the ids and names of this network' },
      { path: 'variables.tf', holds: 'what those values must look like' },
      { path: 'outputs.tf', holds: 'the ids that other configurations need' },
      { path: 'versions.tf', holds: 'the versions of Terraform and of the AWS provider' },
      ...(adopts ? [] : [{ path: 'tests/endpoints.tftest.hcl', holds: 'a test that needs no AWS account' }]),
    ],
    deploy: [
      {
        text: 'With credentials for the target account. (OpenTofu 1.8 or later also works; use `tofu` instead of `terraform`.)',
        command: 'terraform init\nterraform plan -out=tfplan\nterraform apply tfplan',
      },
      ...(adopts ? [importStep(plan)] : []),
    ],
    check: [
      adopts
        ? { text: 'Nothing is left to change:', command: 'terraform plan -detailed-exitcode' }
        : {
            text: 'The configuration does what it says (this needs no AWS account), and nothing is left to change:',
            command: 'terraform test\nterraform plan -detailed-exitcode',
          },
    ],
    undo: [
      ...(adopts ? [letGo(plan)] : []),
      ...privateDnsOff(plan),
      { text: 'This takes back what was created:', command: 'terraform destroy' },
      ...undoBeside(plan),
    ],
    ...(plan.newVpc ? { printVpcId: 'terraform output -raw vpc_id' } : {}),
  };
}

/** What the plan must say before it is applied. */
const importStep = ({ adopted: { length }, changes }: Plan): Step => ({
  text:
    `The plan must say \`${length} to import\` and \`0 to destroy\`` +
    `${changes.length > 0 ? ', and change an imported endpoint only where it is said above to be extended' : ', `0 to add` and `0 to change`'}. ` +
    'If it says anything else, something changed in the meantime: do not apply it, run the generator again.',
});

/** What keeps `terraform destroy` away from the endpoints that were there before. */
const letGo = (plan: Plan): Step => ({
  text: 'The adopted endpoints were there before and stay: first let go of them.',
  command: `terraform state rm ${adoptedAddresses(plan).join(' ')}\nrm ${ADOPTED}`,
});

const modify = (region: string, endpointId: string): string =>
  `aws ec2 modify-vpc-endpoint --region ${region} --vpc-endpoint-id ${endpointId}`;

/** Before the rules go that let the VPC reach an endpoint, its private DNS no longer sends the VPC there. */
const privateDnsOff = ({ region, changes }: Plan): Step[] =>
  changes.flatMap((change) =>
    change.kind === 'enable-private-dns'
      ? [
          {
            text: `\`terraform destroy\` leaves the private DNS of ${change.endpointId} on. First switch it off again:`,
            command: `${modify(region, change.endpointId)} --no-private-dns-enabled`,
          },
        ]
      : [],
  );

/** What else `terraform destroy` leaves changed, because the provider's resource does not know how it was before. */
function undoBeside({ region, changes, adopted }: Plan): Step[] {
  return changes.flatMap((change): Step[] => {
    if (change.kind === 'add-subnets' && adopted.some(({ id }) => id === change.endpointId)) {
      return [
        {
          text: `It leaves the network interfaces that ${change.endpointId} was given. This takes them away:`,
          command: `${modify(region, change.endpointId)} --remove-subnet-ids ${change.subnetIds.join(' ')}`,
        },
      ];
    }
    if (change.kind === 'set-endpoint-policy') {
      const left = adopted.some(({ id }) => id === change.endpointId)
        ? 'its new policy'
        : "AWS's default policy, full access";
      return [
        {
          text: `It leaves ${change.endpointId} with ${left}. This brings back the one it had:`,
          command: `${modify(region, change.endpointId)} --policy-document ${shellWord(compactJson(change.previous))}`,
        },
      ];
    }
    return [];
  });
}
