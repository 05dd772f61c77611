/** What an honest ECS answers, by operation. */
export const ECS: Readonly<Record<string, unknown>>;
