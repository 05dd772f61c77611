import * as v from 'valibot';

const text = v.optional(v.string());

/** The part of DescribeContainerInstances' reply that is used. */
export const CONTAINER_INSTANCE_REPLY = v.object({
  containerInstanceArn: v.string(),
  ec2InstanceId: text,
  capacityProviderName: text,
  agentConnected: v.optional(v.boolean()),
  versionInfo: v.optional(v.object({ agentVersion: text })),
  attributes: v.optional(v.array(v.object({ name: v.string(), value: text }))),
});

export type ContainerInstanceReply = v.InferOutput<typeof CONTAINER_INSTANCE_REPLY>;
