/** What an honest ECS answers, by operation. */
export const ECS: Readonly<Record<string, unknown>>;

interface Reply {
  readonly kind: 'json' | 'xml';
  readonly tree: object;
}
/** What an honest AWS answers to an operation, as a copy to be changed. */
export function honestReply(action: string, parameters: URLSearchParams): Reply;
/** The same as text. */
export function written(action: string, reply: Reply): string;
