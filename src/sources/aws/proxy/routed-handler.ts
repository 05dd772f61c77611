import { HttpRequest, type HttpResponse } from '@smithy/core/protocols';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { shortened } from '../../../core/text/visible.ts';
import { trustedCertificates } from './ca-bundle.ts';
import { lostBeyond, type Route, refusal, unreachable } from './proxy-problem.ts';
import { type HttpProxy, proxyFor } from './proxy-setting.ts';
import { TunnelAgent, TunnelFailure } from './tunnel-agent.ts';

type Options = Parameters<NodeHttpHandler['handle']>[1];
type Reply = Promise<{ response: HttpResponse }>;

/**
 * Sends requests as the environment says: through HTTPS_PROXY and HTTP_PROXY, except to what NO_PROXY lists, and with the certificates
 * of AWS_CA_BUNDLE. Loads the proxy's agent, so import this file only where one of these is set.
 */
export class RoutedHandler {
  readonly #settings: NodeHttpHandlerOptions;
  readonly #ca: readonly string[] | undefined;
  readonly #direct: NodeHttpHandler;
  readonly #through = new Map<string, NodeHttpHandler>();

  /** @throws Problem where the file of AWS_CA_BUNDLE is unusable */
  constructor(settings: NodeHttpHandlerOptions) {
    this.#settings = settings;
    this.#ca = trustedCertificates(process.env);
    this.#direct = new NodeHttpHandler({
      ...settings,
      ...(this.#ca && { httpsAgent: { ca: [...this.#ca] } }),
    });
  }

  /** @throws Problem where a proxy is the reason, else what Node's own handler throws */
  async handle(request: HttpRequest, options?: Options): Reply {
    const host = request.hostname.replace(/^\[|\]$/g, '');
    const port = request.port ?? (request.protocol === 'https:' ? 443 : 80);
    const proxy = proxyFor({ protocol: request.protocol, host, port }, process.env);
    if (proxy === undefined) return this.#direct.handle(request, options);
    const route = { proxy, destination: shortened(`${request.hostname}:${port}`) };
    return request.protocol === 'https:'
      ? this.#tunnelled(request, route, options)
      : this.#forwarded(request, route, options);
  }

  /** TLS from here to the destination: the proxy sees its host and port. */
  async #tunnelled(request: HttpRequest, route: Route, options: Options): Reply {
    const { url } = route.proxy;
    const handler = this.#handler(`tunnel ${url.href}`, () => {
      // The agent itself limits how long a tunnel may take.
      const { connectionTimeout: _, ...settings } = this.#settings;
      return { ...settings, httpsAgent: new TunnelAgent(url, this.#ca) };
    });
    try {
      return await handler.handle(request, options);
    } catch (error) {
      if (!(error instanceof TunnelFailure)) throw lostBeyond(error, route) ?? error;
      const { httpStatusCode: status } = error.$metadata;
      throw status === undefined ? (unreachable(error, route) ?? error) : refusal(status, route, error);
    }
  }

  /** Without TLS the proxy is asked for the whole address. */
  async #forwarded(request: HttpRequest, route: Route, options: Options): Reply {
    const { url } = route.proxy;
    const handler = this.#handler(`forward ${url.href}`, () => ({
      ...this.#settings,
      // The certificate is the proxy's, though the header names the destination.
      httpsAgent: { servername: url.hostname, ...(this.#ca && { ca: [...this.#ca] }) },
    }));
    try {
      const reply = await handler.handle(addressed(request, route.proxy), options);
      if (reply.response.statusCode === 407) throw refusal(407, route);
      return reply;
    } catch (error) {
      throw unreachable(error, route) ?? error;
    }
  }

  /** One handler for all that goes the same way, so that its connections are used again. */
  #handler(way: string, settings: () => NodeHttpHandlerOptions): NodeHttpHandler {
    const handler = this.#through.get(way) ?? new NodeHttpHandler(settings());
    this.#through.set(way, handler);
    return handler;
  }

  destroy(): void {
    for (const handler of [this.#direct, ...this.#through.values()]) handler.destroy();
  }
}

/**
 * A request as a proxy takes it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
 */
function addressed(request: HttpRequest, { url }: HttpProxy): HttpRequest {
  const { protocol, hostname, port, path, headers } = request;
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const sent = new HttpRequest({
    ...request,
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
    headers: {
      ...headers,
      ...(credentials !== ':' && {
        'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}`,
      }),
    },
  });
  // Its constructor would begin this with a slash.
  sent.path = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`;
  return sent;
}
