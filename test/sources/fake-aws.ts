import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { honestReply, written } from '../../scripts/fuzz/parts/account.mjs';

/** What an operation answers instead of what an honest AWS does: an error, text as it is, or the fields of a reply. */
export type FakeAnswer = { readonly error: string; readonly status?: number } | string | object;

export interface FakeAws {
  readonly url: string;
  /** The operations asked for, in the order in which they came. */
  readonly calls: readonly string[];
  readonly stop: () => Promise<void>;
}

const isError = (answer: FakeAnswer): answer is { error: string; status?: number } =>
  typeof answer === 'object' && 'error' in answer;

/** A small AWS with a VPC and an ECS cluster, some of whose operations answer what they are told to. */
export async function startFakeAws(answers: Readonly<Record<string, FakeAnswer>>): Promise<FakeAws> {
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const target = request.headers['x-amz-target'];
    const parameters = new URLSearchParams(body);
    const action =
      target === undefined ? (parameters.get('Action') ?? '') : String(target).replace(/^.*\./, '');
    calls.push(action);
    const answer = answers[action];
    const json = target !== undefined;
    if (answer !== undefined && typeof answer !== 'string' && isError(answer)) {
      const { error, status = 400 } = answer;
      response.writeHead(status, { 'content-type': json ? 'application/x-amz-json-1.1' : 'text/xml' });
      response.end(
        json
          ? JSON.stringify({ __type: error, message: 'no' })
          : `<Response><Errors><Error><Code>${error}</Code><Message>no</Message></Error></Errors></Response>`,
      );
      return;
    }
    if (typeof answer === 'string') response.end(answer);
    else if (json) response.end(JSON.stringify(answer ?? honestReply(action, parameters).tree));
    else {
      const tree = answer ?? honestReply(action, parameters).tree;
      response.end(written(action, { kind: 'xml', tree: { requestId: '0', ...tree } }));
    }
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
