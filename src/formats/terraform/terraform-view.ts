import type { ServiceName } from '../../core/catalogue.ts';
import { layerBucketIn, regionPattern } from '../../core/network/regions.ts';
import { OURS_TAG } from '../../core/plan/ours-tag.ts';
import type { Plan } from '../../core/plan/planned.ts';
import { fixesAdopted } from '../adopted-endpoints.ts';
import { changesByKind } from '../changes-by-kind.ts';
import type { Comment } from '../comment.ts';
import { hcl } from '../template.ts';
import { type AdoptedView, adoptedViews } from './adopted-views.ts';
import { endpointIds } from './endpoint-ids.ts';
import { type ExtendedViews, extendedViews } from './extended-views.ts';
import { type GatewayView, gatewayViews } from './gateway-views.ts';
import { type Hcl, hclObject, hclValue } from './hcl-value.ts';
import { serviceName } from './in-region.ts';
import { type InterfaceViews, interfaceViews } from './interface-views.ts';
import { KINDS } from './kinds.ts';
import { type MockZones, mockZones, type NewVpcView, newVpcView } from './new-vpc-view.ts';
import { byId, type References } from './references.ts';
import { type RuleViews, ruleAddresses } from './rule-views.ts';
import { type SecurityGroupViews, securityGroupViews } from './security-group-views.ts';

/** What the Terraform templates show. What is undefined or empty is left out of this plan's files. */
export interface TerraformView extends InterfaceViews, SecurityGroupViews, RuleViews, ExtendedViews {
  readonly region: string;
  /** Matches all Regions where the services and ECR's layer bucket have names of this form. */
  readonly regionPattern: Hcl;
  /** Whether a policy names that bucket. */
  readonly namesLayers: boolean;
  /** Whether something with tags is created. The name is in them. */
  readonly tagged: boolean;
  readonly name: string;
  readonly tags: Hcl | undefined;
  /** The key of the tag that tells what this code created. Its value is the name. */
  readonly mark: string;
  readonly newVpc: NewVpcView | undefined;
  /** Set if something is created in an existing VPC. */
  readonly existingVpcId: string | undefined;
  /** The VPC as an expression. */
  readonly vpcId: Hcl;
  /** The rules to create first: without them, new interface endpoints would cut the tasks off. */
  readonly rulesFirst: readonly Hcl[];
  /** The gateway endpoints that get route tables. */
  readonly gateways: readonly GatewayView[];
  readonly newGateways: readonly GatewayView[];
  readonly extendedGateways: readonly GatewayView[];
  readonly prefixListName: Hcl | undefined;
  readonly prefixListId: Hcl | undefined;
  /** Whether something is changed that the configuration doesn't own. */
  readonly fixes: boolean;
  /** Existing endpoints that are imported. */
  readonly adopted: readonly AdoptedView[];
  /** Whether the plan has existing endpoints. */
  readonly existing: boolean;
  readonly endpointIds: Hcl;
  /** Whether there are no endpoints beside `interfaces`. */
  readonly onlyInterfaces: boolean;
  readonly outputKeys: readonly string[];
  readonly interfaceServices: readonly ServiceName[];
  /** Set if the zones are picked at deployment. */
  readonly mockZones: MockZones | undefined;
  /** Whether the Region's variable is used. */
  readonly usesRegion: boolean;
  /** Whether the code checks that the variable is the Region of its provider. */
  readonly checksRegion: boolean;
  /** How IDs are referred to. */
  readonly keyed: boolean;
  /** What precedes and follows the tags of a resource's own. */
  readonly beforeTags: Hcl;
  readonly afterTags: Hcl;
  /** Undefined where private DNS answers. */
  readonly zones: ZonesView | undefined;
  /** Undefined for a root module. */
  readonly module: ModuleParts | undefined;
}

/** The hosted zones that answer the names of central endpoints, as the files of a root module show them. */
export interface ZonesView {
  /** The VPCs besides that of the endpoints. */
  readonly spokes: readonly { readonly id: string; readonly comment: Comment }[];
  /** The resources. */
  readonly code: Hcl;
}

/** What only a module has that others call. */
export interface ModuleParts {
  readonly inputs: readonly Input[];
}

/** A variable that stands for what a root module says itself. */
export interface Input {
  readonly name: string;
  readonly description: string;
  /** On one line, padded as `terraform fmt` aligns it, unless it has several. */
  readonly type: Hcl;
  readonly lines: boolean;
  readonly validations: readonly { readonly condition: Hcl; readonly message: string }[];
  /** In the network that the plan is for. */
  readonly value: Hcl;
}

/**
 * A plan as the Terraform templates show it.
 *
 * @param plan Terraform must have a resource for each of its changes. If not, it is an internal error, which throws.
 */
export function terraformView(plan: Plan, references: References = byId): TerraformView {
  // Fixes to an adopted endpoint are part of its resource, except for a gateway's routes, which are separate resources.
  const beside = plan.changes.filter(
    (change) => change.kind === 'add-route-tables' || !fixesAdopted(change, plan.adopted),
  );
  const changes = changesByKind(beside, KINDS);
  const newVpc = plan.newVpc ? newVpcView(plan) : undefined;
  const gateways = gatewayViews(plan, changes.gateways, references);
  const newGateways = gateways.filter((gateway) => gateway.created);
  const securityGroup = securityGroupViews(plan, references);
  const rules = references.rules(changes);
  const addedRules = ruleAddresses(rules);
  const creates = changes.interfaces.length > 0 || newGateways.length > 0;
  const addsRules = rules.rules.length + rules.ruleMaps.length > 0 || rules.toEndpoints !== undefined;
  const tagged = plan.newVpc || creates || addsRules;
  const interfaceServices = changes.interfaces.map((change) => change.service);
  const { [OURS_TAG]: _, ...tags } = plan.tags;
  const ids = endpointIds(plan, interfaceServices, newGateways, references);

  return {
    region: plan.region,
    regionPattern: hcl(regionPattern(plan.region)),
    namesLayers: namesLayers(plan),
    tagged,
    name: plan.name,
    tags: tagged && Object.keys(tags).length > 0 ? hclValue(tags) : undefined,
    mark: OURS_TAG,
    newVpc,
    existingVpcId: creates && !plan.newVpc ? plan.vpcId : undefined,
    vpcId: plan.newVpc ? 'aws_vpc.this.id' : 'var.vpc_id',
    ...interfaceViews(plan, changes.interfaces, references),
    zones: undefined,
    ...securityGroup,
    rulesFirst: [...securityGroup.ruleSets, ...addedRules],
    gateways,
    newGateways,
    extendedGateways: gateways.filter((gateway) => !gateway.created),
    ...prefixListOfS3(plan, newGateways),
    fixes: beside.length > changes.interfaces.length + changes.zones.length + newGateways.length,
    ...rules,
    ...extendedViews(plan, changes, addedRules, references),
    adopted: adoptedViews(plan, addedRules, creates && !plan.newVpc),
    existing: plan.endpoints.some((endpoint) => endpoint.endpointId !== undefined),
    endpointIds: hclObject(ids, changes.interfaces.length > 0 ? 4 : 2),
    onlyInterfaces: ids.length === 0 && interfaceServices.length > 0,
    interfaceServices,
    outputKeys: [...interfaceServices, ...ids.map(([key]) => key)],
    usesRegion: true,
    checksRegion: false,
    keyed: references.keyed,
    beforeTags: '',
    afterTags: '',
    module: undefined,
    mockZones: newVpc && !newVpc.namedAzs ? mockZones(plan) : undefined,
  };
}

const namesLayers = ({ changes, adopted, partition, region }: Plan): boolean =>
  JSON.stringify([changes, adopted]).includes(JSON.stringify(layerBucketIn(partition, region)));

/** The prefix list of S3 as an expression, and its name if it must be looked up by name. */
function prefixListOfS3(
  plan: Plan,
  newGateways: readonly GatewayView[],
): Pick<TerraformView, 'prefixListName' | 'prefixListId'> {
  const s3 = plan.endpoints.find((endpoint) => endpoint.service === 's3');
  const created = newGateways.find((gateway) => gateway.service === 's3');
  if (created) {
    return { prefixListName: undefined, prefixListId: `aws_vpc_endpoint.${created.label}.prefix_list_id` };
  }
  return {
    prefixListName: s3 && serviceName(plan, s3.serviceName),
    prefixListId: s3 && 'data.aws_prefix_list.s3.id',
  };
}
