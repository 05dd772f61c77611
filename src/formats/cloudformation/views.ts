import type { Parameter } from './references.ts';

/** A tag, as plain texts. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** The property of a rule that names its other side, and that side in YAML. */
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
  /** Private DNS sends the whole VPC to an interface endpoint at once, so what lets the tasks reach it comes first. */
  readonly after: readonly string[];
  readonly subnets: { readonly parameter: string; readonly resources: readonly string[] } | undefined;
  readonly routeTables: { readonly parameter: string; readonly resources: readonly string[] } | undefined;
  /** Lines of YAML; none for AWS's default policy. */
  readonly policy: readonly string[];
  readonly tags: readonly Tag[];
}

/** An endpoint that exists, under management. */
export interface AdoptedView {
  readonly resource: string;
  readonly because: string;
  /** What lets the tasks reach it, where it is changed. */
  readonly after: readonly string[];
  /** Lines of YAML. */
  readonly properties: readonly string[];
}

/** A rule in a security group that exists. */
export interface RuleView extends Side {
  readonly resource: string;
  readonly direction: 'Ingress' | 'Egress';
  /** YAML. */
  readonly group: string;
  readonly description: string;
}

/** An entry in a network ACL that exists. */
export interface AclEntryView extends Side {
  readonly resource: string;
  /** YAML. */
  readonly acl: string;
  readonly ruleNumber: number;
  readonly egress: boolean;
  readonly fromPort: number;
  readonly toPort: number;
}

/** All that a template says. */
export interface TemplateView {
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly parameterGroups: readonly { readonly label: string; readonly names: readonly string[] }[];
  /** The VPC, in YAML. */
  readonly vpc: string;
  /** One VPC or none; so are the security groups. */
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

/** What a deployed stack tells. */
export interface Output {
  readonly name: string;
  readonly description: string;
  /** YAML. */
  readonly value: string;
}
