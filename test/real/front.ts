import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request is, as its signature and its body say. */
export interface Asked {
  readonly service: string;
  readonly region: string;
  /** Of the role that was assumed; undefined for other credentials. */
  readonly accountId: string | undefined;
  readonly body: string;
}

/** What to do with a request instead of passing it on: nothing at all, an answer, or to pass it on as another account's, by its key. */
export type Obstacle =
  | 'hang'
  | { readonly status: number; readonly type: string; readonly body: string }
  | { readonly as: string };

export interface Front {
  readonly url: string;
  readonly asked: readonly Asked[];
  readonly stop: () => Promise<void>;
}

/** A server on loopback that passes requests on to the emulator, unless `obstacle` says otherwise. */
export async function startFront(
  emulator: string,
  obstacle: (asked: Asked) => Obstacle | undefined,
): Promise<Front> {
  const asked: Asked[] = [];
  const accounts = new Map<string, string>();
  const server = createServer(async (from, to) => {
    const body = await textOf(from);
    const [, key = '', region = '', service = ''] =
      /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)/.exec(from.headers.authorization ?? '') ?? [];
    const what = { service, region, accountId: accounts.get(key), body };
    asked.push(what);
    const instead = obstacle(what);
    if (instead === 'hang') return;
    if (instead && 'as' in instead) {
      const { authorization = '' } = from.headers;
      from.headers.authorization = authorization.replace(key, instead.as);
    } else if (instead) {
      to.writeHead(instead.status, { 'content-type': instead.type }).end(instead.body);
      return;
    }
    passOn(emulator, from, body, to, (reply) => {
      const account = /%3Aiam%3A%3A(\d{12})%3Arole/.exec(body)?.[1];
      const assumed = /<AccessKeyId>([^<]+)</.exec(reply)?.[1];
      if (account && assumed) accounts.set(assumed, account);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(stream: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of stream.setEncoding('utf8')) text += piece;
  return text;
}

function passOn(
  emulator: string,
  from: IncomingMessage,
  body: string,
  to: ServerResponse,
  look: (reply: string) => void,
): void {
  const on = request(
    new URL(from.url ?? '/', emulator),
    { method: from.method, headers: from.headers },
    async (reply) => {
      const text = await textOf(reply);
      look(text);
      const { 'transfer-encoding': _, ...headers } = reply.headers;
      to.writeHead(reply.statusCode ?? 500, { ...headers, 'content-length': Buffer.byteLength(text) });
      to.end(text);
    },
  );
  on.on('error', () => to.destroy());
  on.end(body);
}
