import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server does with a request, after it has read it. */
export type Behaviour = (response: ServerResponse, request: { readonly body: string }) => void;

export interface BadServer {
  readonly url: string;
  readonly requests: readonly string[];
  /** How many connections are open. */
  readonly open: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** A server that is no AWS. */
export async function startBadServer(behave: Behaviour): Promise<BadServer> {
  const requests: string[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    response.on('error', () => undefined);
    let body = '';
    for await (const piece of request) body += piece;
    requests.push(body);
    behave(response, { body });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    open: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Writes a piece again and again until the connection is gone. */
export function repeat(response: ServerResponse, piece: string | Uint8Array, milliseconds: number): void {
  const timer = setInterval(() => response.write(piece), milliseconds);
  response.on('close', () => clearInterval(timer));
}

/** How a reply can fail to come, by name. */
export const STALLS: Readonly<Record<string, Behaviour>> = {
  'never answers': () => undefined,
  'stops after the headers': (response) => response.writeHead(200).flushHeaders(),
  'stops in the body': (response) => response.writeHead(200, { 'content-length': '9999' }).write('<A'),
  'stops in the body of an error': (response) => response.writeHead(400).write('<Response><Errors>'),
  'gives a byte at a time': (response) => {
    response.writeHead(200);
    repeat(response, ' ', 20);
  },
};
