import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ECS, honestReply, written } from '../../scripts/fuzz/parts/account.mjs';

/** What an ECS operation answers: JSON, or text as it is. */
export type EcsAnswers = Readonly<Record<string, unknown>>;

export interface FakeEcs {
  readonly url: string;
  /** The operations asked for, in the order in which they came. */
  readonly calls: readonly { readonly action: string; readonly body: string }[];
  readonly stop: () => Promise<void>;
}

/** What STS says of every caller: it is in the account of the honest replies. */
const IDENTITY =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/a</Arn><UserId>A</UserId>' +
  '<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

/** A small ECS that answers what it is told to, beside an honest EC2 and an STS. */
export async function startFakeEcs(answers: EcsAnswers = ECS): Promise<FakeEcs> {
  const calls: { action: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const target = request.headers['x-amz-target'];
    if (target === undefined) {
      const parameters = new URLSearchParams(body);
      const asked = parameters.get('Action') ?? '';
      response.end(asked === 'GetCallerIdentity' ? IDENTITY : written(asked, honestReply(asked, parameters)));
      return;
    }
    const action = String(target).replace(/^.*\./, '');
    calls.push({ action, body });
    const answer = answers[action];
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
