import { comment } from '../../comment.ts';
import { hcl } from '../../template.ts';
import {
  type Attribute,
  type Hcl,
  hclArguments,
  hclAttributes,
  hclLabel,
} from '../../terraform/hcl-value.ts';
import { type Fleet, type FleetVpc, keyOf } from '../fleet.ts';

/** The call of a module for the VPCs of one account and Region. */
export interface ModuleCall {
  /** What the call is labelled with, so it stands in the addresses of everything that is deployed. */
  readonly name: string;
  /** The folder of the module. */
  readonly source: string;
  readonly vpcs: readonly FleetVpc[];
}

/**
 * The provider of a root. It fails in any other account.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#assuming-an-iam-role
 */
export const providersText = ({ accountId, region, partition }: FleetVpc): Hcl => `terraform {
  required_version = ">= 1.7"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.60, < 7.0"
    }
  }
}

variable "role_name" {
  description = "Name of the IAM role that is assumed in account ${accountId}, or null if the credentials in use are of that account."
  type        = string
  default     = null
}

provider "aws" {
  region              = "${region}"
  allowed_account_ids = ["${accountId}"]

  dynamic "assume_role" {
    for_each = var.role_name == null ? [] : [var.role_name]

    content {
      role_arn = "arn:${partition}:iam::${accountId}:role/\${assume_role.value}"
    }
  }
}
`;

/** The calls of the modules, each for all VPCs of the root that have its form. */
export const mainText = (calls: readonly ModuleCall[], former: Fleet['former']): Hcl =>
  `${calls.flatMap((call) => [callText(call), ...movedBlocks(call, former)]).join('\n')}`;

function callText({ name, source, vpcs }: ModuleCall): Hcl {
  const label = hclLabel(name);
  const variables = [...new Set(vpcs.flatMap(({ part }) => Object.keys(part?.values ?? {})))];
  const all = vpcs.map(
    ({ vpcId, name: tag, part }): Attribute => ({
      name: hcl(vpcId),
      comment: tag === undefined ? '' : comment(tag),
      expression: hclAttributes(
        Object.entries(part?.values ?? {}).map(([variable, value]) => ({
          name: variable,
          expression: value.replaceAll('\n', '\n      '),
        })),
        4,
      ),
    }),
  );
  const call = hclArguments(
    variables.map((variable) => ({ name: variable, expression: `each.value.${variable}` })),
    2,
  );
  return `locals {
${hclArguments([{ name: label, expression: hclAttributes(all, 2) }], 2)}}

module "${label}" {
  source   = "../../../modules/${source}"
  for_each = local.${label}

${call}}
`;
}

/** Where what is deployed was before: without these, Terraform would destroy and recreate it. */
const movedBlocks = ({ name, vpcs }: ModuleCall, former: Fleet['former']): Hcl[] =>
  vpcs.flatMap((vpc) =>
    (former[keyOf(vpc)] ?? []).map(
      (earlier) => `moved {
  from = module.${hclLabel(earlier)}["${vpc.vpcId}"]
  to   = module.${hclLabel(name)}["${vpc.vpcId}"]
}
`,
    ),
  );

/** The IDs of the endpoints, by VPC and service. */
export const outputsText = (calls: readonly ModuleCall[]): Hcl => {
  const of = (label: string) => `{ for id, vpc in module.${label} : id => vpc.endpoint_ids }`;
  const [first = '', ...others] = calls.map(({ name }) => of(hclLabel(name)));
  const merged = `merge(\n${[first, ...others].map((one) => `    ${one},\n`).join('')}  )`;
  return `output "endpoint_ids" {
  description = "VPC endpoint IDs by VPC and service."
${hclArguments([{ name: others.length === 0 ? 'value      ' : 'value', expression: others.length === 0 ? first : merged }], 2)}}
`;
};
