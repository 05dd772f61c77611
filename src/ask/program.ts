/** What people call this program by. */
export const PROGRAM = 'create-private-ecs-network';
