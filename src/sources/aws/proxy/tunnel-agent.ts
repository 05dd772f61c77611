import type { RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { HttpsProxyAgent } from 'hpagent';

/** Milliseconds for the proxy to open a tunnel; proxies are slower than AWS to accept a connection. */
const PATIENCE = 10_000;

/** No tunnel was opened: the proxy could not be reached, or refused with an HTTP status. AWS was sent nothing. */
export class TunnelFailure extends Error {
  override readonly name = 'TunnelFailure';
  /** Node's code; undefined when the proxy answered. */
  readonly code: string | undefined;
  /** Here the SDK looks for statuses that are worth another try. */
  readonly $metadata: { readonly httpStatusCode?: number };

  constructor(cause: Error) {
    super(cause.message, { cause });
    const [, status] = /^Bad response: (\d+)$/.exec(cause.message) ?? [];
    this.$metadata = status === undefined ? {} : { httpStatusCode: Number(status) };
    this.code = cause.message === 'Proxy timeout' ? 'ETIMEDOUT' : codeOf(cause);
  }
}

/** Opens a tunnel through a proxy (CONNECT) for each connection, which is TLS from end to end. Its errors up to there are TunnelFailures. */
export class TunnelAgent extends HttpsProxyAgent {
  /** @param ca the only certificates to trust, for the proxy too where it speaks TLS; Node's own where there are none */
  constructor(proxy: URL, ca: readonly string[] | undefined) {
    const trusted = ca && { ca: [...ca] };
    super({
      proxy,
      keepAlive: true,
      maxSockets: 50,
      timeout: PATIENCE,
      ...trusted,
      proxyRequestOptions: { ...trusted },
    });
  }

  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    return super.createConnection(options, (error, stream) =>
      callback?.(error && new TunnelFailure(error), stream),
    );
  }
}

const codeOf = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' ? error.code : undefined;
