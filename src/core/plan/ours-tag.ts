/** The tag on everything that generated code creates; its value is the name prefix. */
export const OURS_TAG = 'create-private-ecs-network';
