import type { HttpHandler, HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { Problem } from '../../core/problem.ts';
import type { AwsLimits } from './aws-limits.ts';
import { ForeignReply } from './aws-problem.ts';
import type { RoutedHandler } from './proxy/routed-handler.ts';

/** A time that ran out. The SDK knows it by its name and code, and tries such a request again. */
export function timedOut(what: string, milliseconds: number): Error {
  const error = new Error(`${what} took longer than ${milliseconds / 1000} seconds`);
  return Object.assign(error, { name: 'TimeoutError', code: 'ETIMEDOUT' });
}

/** Where one of these is set, requests go as `RoutedHandler` says, which is loaded only then. */
const ROUTES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'AWS_CA_BUNDLE'];

type Options = NonNullable<Parameters<NodeHttpHandler['handle']>[1]>;

/**
 * Sends requests and gives replies that have arrived whole. The SDK's own handler gives a reply when it begins, and then waits forever
 * for a body that stalls or never ends. The SDK hands this handler on to the clients that it gets credentials with (STS, SSO, sign-in).
 */
export class LimitedHandler implements HttpHandler<NodeHttpHandlerOptions> {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #settings: NodeHttpHandlerOptions;
  readonly #http: NodeHttpHandler;
  #routed: Promise<RoutedHandler> | undefined;
  readonly #limits: AwsLimits;
  #bytes = 0;
  /** How often it was asked to send anything. */
  asked = 0;
  /** Whom it asked last, with the port where that isn't the usual one. */
  host: string | undefined;
  /** What is wrong on the way, as far as it is known, since the last reply. The SDK hides it where it asks for credentials. */
  problem: Problem | undefined;

  constructor(limits: AwsLimits) {
    this.#limits = limits;
    this.#settings = { connectionTimeout: 5_000, requestTimeout: limits.idle, throwOnRequestTimeout: true };
    this.#http = new NodeHttpHandler(this.#settings);
  }

  /**
   * @throws an error named TimeoutError when a time runs out, ForeignReply when there is more than AWS sends, Problem when a proxy or
   * its settings are the reason, and the abort signal's reason
   */
  async handle(request: HttpRequest, options: Options = {}): Promise<{ response: HttpResponse }> {
    this.asked += 1;
    this.host = request.port === undefined ? request.hostname : `${request.hostname}:${request.port}`;
    const ending = new AbortController();
    const outer = options.abortSignal as AbortSignal | undefined;
    const end = () => ending.abort(outer?.reason);
    if (outer?.aborted) end();
    outer?.addEventListener('abort', end, { once: true });
    const { reply } = this.#limits;
    const timer = setTimeout(() => ending.abort(timedOut('A reply', reply)), reply);
    try {
      const http = await this.#sender();
      const { response } = await http.handle(request, { ...options, abortSignal: ending.signal });
      response.body = await this.#collect(response.body, ending);
      this.problem = undefined;
      return { response };
    } catch (error) {
      if (error instanceof Problem) this.problem = error;
      throw ending.signal.aborted ? ending.signal.reason : error;
    } finally {
      clearTimeout(timer);
      outer?.removeEventListener('abort', end);
    }
  }

  async #sender(): Promise<NodeHttpHandler | RoutedHandler> {
    if (!ROUTES.some((name) => process.env[name])) return this.#http;
    this.#routed ??= import('./proxy/routed-handler.ts').then(
      ({ RoutedHandler }) => new RoutedHandler(this.#settings),
    );
    return this.#routed;
  }

  /** The whole body; `ending` cuts the connection when a piece is late. */
  async #collect(body: AsyncIterable<Uint8Array>, ending: AbortController): Promise<Uint8Array> {
    const { idle, replyBytes, readingBytes } = this.#limits;
    const late = () => ending.abort(timedOut('A piece of a reply', idle));
    let timer = setTimeout(late, idle);
    const pieces: Uint8Array[] = [];
    let length = 0;
    try {
      for await (const piece of body) {
        clearTimeout(timer);
        timer = setTimeout(late, idle);
        length += piece.byteLength;
        this.#bytes += piece.byteLength;
        if (length > replyBytes) throw new ForeignReply(`a reply of more than ${replyBytes} bytes`);
        if (this.#bytes > readingBytes) throw new ForeignReply(`replies of more than ${readingBytes} bytes`);
        pieces.push(piece);
      }
    } finally {
      clearTimeout(timer);
    }
    return Buffer.concat(pieces);
  }

  destroy(): void {
    this.#http.destroy();
    this.#routed?.then(
      (routed) => routed.destroy(),
      () => undefined,
    );
  }

  updateHttpClientConfig(...change: Parameters<NodeHttpHandler['updateHttpClientConfig']>): void {
    this.#http.updateHttpClientConfig(...change);
  }

  httpHandlerConfigs(): NodeHttpHandlerOptions {
    return this.#http.httpHandlerConfigs();
  }
}
