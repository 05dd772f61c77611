import type { Change } from '../core/plan/change.ts';
import type { AdoptedEndpoint, EndpointSettings, Plan } from '../core/plan/planned.ts';
import type { Json } from './json.ts';
import { pascal } from './pascal.ts';

/**
 * The properties of an `AWS::EC2::VPCEndpoint`: exactly what AWS reports for it, because an import ends with an update of the
 * endpoint to what the template states.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
 */
export type EndpointProperties = Readonly<Record<string, Json>>;

/** An existing endpoint that a stack imports. */
export interface AdoptedResource {
  readonly logicalId: string;
  readonly endpoint: AdoptedEndpoint;
  /** As the import must state it. A fix stated here already would not be made by the deployment that follows. */
  readonly found: EndpointProperties;
  /** As the deployment after the import leaves it. */
  readonly fixed: EndpointProperties;
  /** The names of the properties in which the two differ. */
  readonly fixes: readonly string[];
}

/** The resource type of an adopted endpoint, and the property that identifies it in an import. */
export const ENDPOINT_TYPE = 'AWS::EC2::VPCEndpoint';
export const ENDPOINT_IDENTIFIER = 'Id';

/** @param named gives each resource of the template a unique logical ID */
export function adoptedResources(plan: Plan, named: (name: string) => string): AdoptedResource[] {
  return plan.adopted.map((endpoint) => {
    const found = propertiesOf(plan, endpoint, endpoint.found);
    const fixed = propertiesOf(plan, endpoint, endpoint.fixed);
    return {
      logicalId: named(`${pascal(endpoint.service)}Endpoint`),
      endpoint,
      found,
      fixed,
      fixes: Object.keys(fixed).filter((key) => JSON.stringify(fixed[key]) !== JSON.stringify(found[key])),
    };
  });
}

function propertiesOf(
  { vpcId }: Plan,
  { kind, serviceName, tags }: AdoptedEndpoint,
  { privateDns, subnetIds, routeTableIds, securityGroupIds, policy }: EndpointSettings,
): EndpointProperties {
  const list = (name: string, items: readonly Json[]) => (items.length > 0 ? { [name]: items } : {});
  const isInterface = kind === 'interface';
  return {
    ServiceName: serviceName,
    VpcEndpointType: isInterface ? 'Interface' : 'Gateway',
    VpcId: vpcId,
    ...(isInterface
      ? {
          ...list('SubnetIds', subnetIds),
          ...list('SecurityGroupIds', securityGroupIds),
          PrivateDnsEnabled: privateDns,
        }
      : list('RouteTableIds', routeTableIds)),
    // A policy document is plain JSON, though not all of it is typed as such.
    ...(policy === undefined ? {} : { PolicyDocument: policy as Json }),
    ...list(
      'Tags',
      Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ),
  };
}

/** Whether a change is part of the properties of an adopted endpoint. */
export const fixesAdopted = (change: Change, adopted: Plan['adopted']): boolean =>
  'endpointId' in change && adopted.some(({ id }) => id === change.endpointId);

/** Hands out each name once: a second `S3Endpoint` becomes `S3Endpoint2`. */
export function uniqueNames(): (name: string) => string {
  const used = new Map<string, number>();
  return (name) => {
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    return count === 1 ? name : `${name}${count}`;
  };
}
