/** The tag on everything that generated code creates; its value is the name prefix. */
export const OURS_TAG = 'create-private-ecs-network';

/**
 * The tags that CloudFormation gives what a stack manages, and the one that names the stack.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
 */
export const STACK_TAGS = 'aws:cloudformation:';
export const STACK_TAG = `${STACK_TAGS}stack-name`;
