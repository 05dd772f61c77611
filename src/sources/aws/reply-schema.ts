import * as v from 'valibot';
import { ForeignReply } from './aws-problem.ts';

/**
 * A reply, or a part of it, of which the form has been looked at.
 *
 * @throws ForeignReply when AWS does not send it so
 */
export function asAwsSends<T>(schema: v.GenericSchema<unknown, T>, reply: unknown): T {
  const result = v.safeParse(schema, reply, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ForeignReply(`${v.getDotPath(issue) ?? 'the reply'}: ${issue.message}`);
}

/** An item with its id, and what else is given. */
export const itemWith = <Key extends string>(id: Key, others: v.ObjectEntries = {}) =>
  v.looseObject({ [id]: v.pipe(v.string(), v.nonEmpty()), ...others });

const text = v.pipe(v.string(), v.nonEmpty());
/** The ARN of a cluster or a service, which ends in its name. */
export const ecsArn = v.pipe(v.string(), v.regex(/^arn:[^:\s]+:ecs:.*\/[\w-]{1,255}$/, 'is no ARN'));

const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** -1 is all ports, or all types and codes of ICMP. */
const port = v.optional(whole(-1, 65_535));

const permissions = v.optional(v.array(v.looseObject({ IpProtocol: text, FromPort: port, ToPort: port })));

export const securityGroupItem = itemWith('GroupId', {
  IpPermissions: permissions,
  IpPermissionsEgress: permissions,
});

export const networkAclItem = itemWith('NetworkAclId', {
  Entries: v.optional(
    v.array(
      v.pipe(
        v.looseObject({
          // The last rule has number 32767, and 32768 for IPv6.
          RuleNumber: whole(0, 32_768),
          Egress: v.boolean(),
          RuleAction: v.picklist(['allow', 'deny']),
          Protocol: text,
          PortRange: v.optional(v.looseObject({ From: port, To: port })),
        }),
        v.check(({ CidrBlock, Ipv6CidrBlock }) => Boolean(CidrBlock ?? Ipv6CidrBlock), 'has no addresses'),
      ),
    ),
  ),
});

/** A route may have a destination of a kind that came after this program: then it says at least whether it is active. */
export const routeTableItem = itemWith('RouteTableId', {
  Routes: v.optional(
    v.array(
      v.pipe(
        v.looseObject({}),
        v.check(
          ({ DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId, State }) =>
            Boolean(DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId ?? State),
          'has no destination',
        ),
      ),
    ),
  ),
});
