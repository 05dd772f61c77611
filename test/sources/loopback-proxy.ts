import { createServer, type IncomingMessage, request as requestOf, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { OwnCa } from './own-ca.ts';

/** What a proxy does with a request: lets it through, answers it with a status of its own, says nothing, or hangs up. */
export type Manner = 'lets through' | 'says nothing' | 'hangs up' | number;

export interface LoopbackProxy {
  /** With the credentials that it takes. */
  readonly url: string;
  /** Without. */
  readonly address: string;
  /** The credentials in plain text, and in each form in which they travel. */
  readonly secrets: readonly string[];
  /** `CONNECT host:port`, or `METHOD address`, of every request that it let through. */
  readonly passed: string[];
  /** How many requests it was sent. */
  asked(): number;
  manner: Manner;
  readonly stop: () => Promise<void>;
}

const USER = 'ada lovelace';
const PASSWORD = 'p@ss/w:rd#?%';

/**
 * A proxy that takes Basic authentication alone. Whatever the host is called, all that is for `https:` leads to one server on loopback,
 * and all that is for `http:` to another.
 *
 * @param to URLs of these servers
 * @param tls speaks TLS itself, with this certificate
 */
export async function startLoopbackProxy(
  to: { readonly https?: string; readonly http?: string },
  tls?: OwnCa,
): Promise<LoopbackProxy> {
  const passed: string[] = [];
  const sockets = new Set<Duplex>();
  const basic = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
  let manner: Manner = 'lets through';
  let asked = 0;

  /** What is answered instead of letting a request through; undefined for a socket that is left alone or gone. */
  function refusal(request: IncomingMessage): number | undefined {
    asked += 1;
    if (manner === 'hangs up') request.socket.destroy();
    if (typeof manner === 'number') return manner;
    return request.headers['proxy-authorization'] === `Basic ${basic}` ? 200 : 407;
  }

  const server: Server = tls ? createTlsServer(tls) : createServer();
  server.on('connection', (socket: Socket) => keep(socket));
  function keep(socket: Duplex): void {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  }

  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    keep(socket);
    const status = refusal(request);
    if (manner === 'says nothing' || manner === 'hangs up') return;
    if (status !== 200 || to.https === undefined) {
      socket.end(`HTTP/1.1 ${status} No\r\nProxy-Authenticate: Basic realm="proxy"\r\n\r\n<html>No</html>`);
      return;
    }
    passed.push(`CONNECT ${request.url}`);
    const upstream = connect(Number(new URL(to.https).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    keep(upstream);
    socket.on('close', () => upstream.destroy());
    upstream.on('close', () => socket.destroy());
  });

  server.on('request', (request: IncomingMessage, response) => {
    const status = refusal(request);
    if (manner === 'says nothing' || manner === 'hangs up') return;
    const { method, url = '', headers } = request;
    if (status !== 200 || to.http === undefined || !URL.canParse(url)) {
      response.writeHead(status ?? 500).end('<html>No</html>');
      return;
    }
    passed.push(`${method} ${url}`);
    const { 'proxy-authorization': _, ...kept } = headers;
    const upstream = requestOf(
      to.http + new URL(url).pathname + new URL(url).search,
      { method, headers: kept },
      (reply) => {
        response.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(response);
      },
    );
    request.pipe(upstream);
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const scheme = tls ? 'https' : 'http';
  const address = `${scheme}://localhost:${port}`;
  const encoded = [encodeURIComponent(USER), encodeURIComponent(PASSWORD)];
  return {
    url: `${scheme}://${encoded.join(':')}@localhost:${port}`,
    address,
    secrets: [USER, PASSWORD, basic, ...encoded],
    passed,
    asked: () => asked,
    get manner() {
      return manner;
    },
    set manner(next) {
      manner = next;
    },
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A server that speaks TLS and hands each request on to one that doesn't. */
export async function startTlsFront(
  to: string,
  { key, cert }: OwnCa,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const server = createTlsServer({ key, cert }, (request, response) => {
    const upstream = requestOf(
      to + request.url,
      { method: request.method, headers: request.headers },
      (reply) => {
        response.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(response);
      },
    );
    request.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
