import type { WorkloadRemark } from '../workload/workload-remark.ts';

/** What to know before deploying, by code. Scripts read the code, people the message. */
export const NOTES = {
  'left-open': "A path that doesn't go through an endpoint even after the plan. `rule` names the cause.",
  'not-permitted': 'A call to AWS was denied or failed, so what it would have shown is not known.',
  assumed: 'Something was assumed instead of read.',
  'network-acl-full': 'A network ACL has no room for the rules that a path needs.',
  'gateway-route-interrupts': 'Open connections to S3 or DynamoDB may be interrupted.',
  'main-route-table': "The VPC's main route table is changed, which other subnets use too.",
  'private-dns-vpc-wide': 'Private DNS moves the whole VPC to the new endpoints.',
  'spoke-way-unknown': 'Whether a VPC can reach the central endpoints is not known.',
  'spoke-gateway-missing': 'A VPC needs a gateway endpoint of its own beside the central endpoints.',
  'prefix-list-copied': 'A network ACL gets the current addresses of a prefix list.',
  'quota-exceeded': "The changes exceed one of AWS's default quotas.",
  'network-acl-wide':
    'A command that opens a network ACL wider than the tasks need, because it has no room for exact rules.',
  'restart-agent': 'The ECS agent on running instances must be restarted.',
  'instance-security-groups': 'The security groups of the container instances must be specified.',
  'endpoint-replaced': 'A failed or deleted endpoint is in the way of the new one.',
  'hosted-zones-unread': 'A private hosted zone may have the name of a new endpoint.',
  'az-not-offered': 'AWS does not offer an endpoint service in an Availability Zone of the tasks.',
  'azs-picked': 'The Availability Zones are picked at deployment.',
  'public-subnet': 'A subnet of the tasks has a route to an internet gateway.',
  'no-internet-access': 'The subnets have no route to the internet.',
  'services-without-endpoint': 'Tasks there may need services that get no endpoint.',
  'agent-endpoints-undocumented':
    'AWS does not say whether Fargate needs the endpoints of the ECS agent in this Region.',
  's3-policy-denies-others': 'The S3 policy denies everything except image layers.',
  's3-policy-unused': 'No S3 endpoint is created, so the policy has no effect.',
  'not-imported': 'An existing endpoint that serves the tasks is not imported.',
} as const satisfies Readonly<Record<string, string>>;

/** A code of `NOTES`, or the kind of a remark on the workload. */
export type NoteCode = keyof typeof NOTES | WorkloadRemark['kind'];

/** One thing to know. */
export interface Note {
  readonly code: NoteCode;
  /** A sentence or two. */
  readonly message: string;
  /** The rule whose page says more. */
  readonly rule?: string;
}

/** Messages as notes of one code. */
export const notesOf = (code: NoteCode, messages: readonly string[]): Note[] =>
  messages.map((message) => ({ code, message }));
