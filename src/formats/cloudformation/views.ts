import type { Parameter } from './parameters.ts';
import type { ListReference } from './references.ts';

/** A tag, as plain text. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** The property of a rule for its source or destination, and the value in YAML. */
export interface Side {
  readonly property: string;
  readonly value: string;
}

/** An endpoint that the stack creates. */
export interface EndpointView {
  readonly resource: string;
  readonly service: string;
  readonly because: string;
  /** YAML. */
  readonly serviceName: string;
  readonly type: 'Interface' | 'Gateway';
  /** Rules to create first: private DNS redirects the whole VPC as soon as an interface endpoint exists. */
  readonly after: readonly string[];
  readonly subnets: ListReference | undefined;
  readonly routeTables: ListReference | undefined;
  /** Lines of YAML; none for AWS's default policy. */
  readonly policy: readonly string[];
  readonly tags: readonly Tag[];
}

/** An existing endpoint that the stack imports. */
export interface AdoptedView {
  readonly resource: string;
  readonly because: string;
  /** If the endpoint is changed, the rules to create first. */
  readonly after: readonly string[];
  /** Lines of YAML. */
  readonly properties: readonly string[];
}

/** A rule in an existing security group. */
export interface RuleView extends Side {
  readonly resource: string;
  readonly direction: 'Ingress' | 'Egress';
  /** YAML. */
  readonly group: string;
  readonly description: string;
}

/** An entry in an existing network ACL. */
export interface AclEntryView extends Side {
  readonly resource: string;
  /** YAML. */
  readonly acl: string;
  readonly ruleNumber: number;
  readonly egress: boolean;
  readonly fromPort: number;
  readonly toPort: number;
}

/** Everything in a template. */
export interface TemplateView {
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly parameterGroups: readonly { readonly label: string; readonly names: readonly string[] }[];
  /** The VPC, in YAML. */
  readonly vpc: string;
  /** At most one VPC. The same goes for the security groups. */
  readonly vpcs: readonly { readonly cidr: string; readonly tags: readonly Tag[] }[];
  readonly subnets: readonly {
    readonly subnet: string;
    readonly routeTable: string;
    /** YAML. */
    readonly az: string;
    readonly cidr: string;
    readonly tags: readonly Tag[];
  }[];
  readonly securityGroups: readonly {
    readonly description: string;
    readonly sources: readonly (Side & { readonly description: string })[];
    readonly tags: readonly Tag[];
  }[];
  readonly adopted: readonly AdoptedView[];
  readonly endpoints: readonly EndpointView[];
  readonly rules: readonly RuleView[];
  readonly aclEntries: readonly AclEntryView[];
  readonly outputs: readonly Output[];
}

/** An output of the deployed stack. */
export interface Output {
  readonly name: string;
  readonly description: string;
  /** YAML. */
  readonly value: string;
}
