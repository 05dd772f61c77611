import { Problem } from '../../../core/problem.ts';
import { certificateFault, isTls } from '../tls-codes.ts';
import type { HttpProxy } from './proxy-setting.ts';

/** A request on its way. */
export interface Route {
  readonly proxy: HttpProxy;
  /** The host and the port that it is for. */
  readonly destination: string;
}

/** A proxy that was reached and did not let a request through: its HTTP status. */
export function refusal(status: number, { proxy, destination }: Route, cause?: Error): Problem {
  const { shown, variable } = proxy;
  const say = (sentence: string): Problem => new Problem(sentence, { cause });
  if (status === 407) {
    return say(
      proxy.url.username === ''
        ? `The proxy ${shown} asks for a user name and a password (HTTP 407): set ${variable} to ${proxy.url.protocol}//USER:PASSWORD@${proxy.url.host}. Only Basic authentication works.`
        : `The proxy ${shown} does not accept the user name and the password in ${variable} (HTTP 407): correct them there, with special characters encoded (%40 for @). Only Basic authentication works.`,
    );
  }
  return say(
    status >= 500
      ? `The proxy ${shown} could not connect to ${destination} (HTTP ${status}): check the Region, and whether this proxy (${variable}) reaches AWS.`
      : `The proxy ${shown} refused to connect to ${destination} (HTTP ${status}): have this host allowed there, or put it into NO_PROXY if this machine reaches it without ${variable}.`,
  );
}

/** A proxy that could not be reached. Undefined for an error of another kind. */
export const unreachable = (error: unknown, { proxy }: Route): Problem | undefined =>
  problemOf(error, atProxy(codeOf(error), proxy));

function atProxy(code: string, { shown, variable }: HttpProxy): string | undefined {
  if (code.startsWith('HPE_')) {
    return `What answers at ${shown} is not an HTTP proxy: check the host and the port in ${variable}.`;
  }
  if (certificateFault(code) === 'invalid') {
    return `The certificate of the proxy ${shown} is not valid (${code}): check the host in ${variable}, and this machine's clock.`;
  }
  if (certificateFault(code) === 'untrusted') {
    return `The certificate of the proxy ${shown} is not trusted (${code}): set AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS to a file with the certificate of its CA.`;
  }
  if (isTls(code)) {
    return `The proxy ${shown} does not speak TLS (${code}): write http:// instead of https:// in ${variable}.`;
  }
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name of the proxy ${shown} could not be resolved: check ${variable}, and this machine's network.`;
    case 'ECONNREFUSED':
      return `The proxy ${shown} refused the connection: check the host and the port in ${variable}, and that the proxy runs.`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `The proxy ${shown} cut the connection, also when tried again: check the scheme, the host and the port in ${variable}.`;
    default:
      return LATE.has(code)
        ? `The proxy ${shown} did not answer in time: check ${variable}, and this machine's network.`
        : undefined;
  }
}

/** What went wrong once a proxy had let a request through. Undefined for an error of another kind. */
export const lostBeyond = (error: unknown, route: Route): Problem | undefined =>
  problemOf(error, beyondProxy(codeOf(error), route));

function beyondProxy(code: string, { proxy: { shown, variable }, destination }: Route): string | undefined {
  if (certificateFault(code) === 'untrusted') {
    return `The certificate for ${destination} that came through the proxy ${shown} is not trusted (${code}): if the proxy inspects traffic, set AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS to a file with the certificate of its CA.`;
  }
  if (isTls(code)) {
    return `No secure connection to ${destination} through the proxy ${shown} (${code}): check AWS_ENDPOINT_URL if it is set, and what the proxy (${variable}) does with TLS.`;
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return `The connection to ${destination} through the proxy ${shown} was cut off, also when tried again: check whether the proxy (${variable}) allows this host, then try again.`;
  }
  return LATE.has(code)
    ? `${destination} did not answer in time through the proxy ${shown}: check whether the proxy (${variable}) reaches it, then try again.`
    : undefined;
}

const LATE = new Set(['ETIMEDOUT', 'TimeoutError', 'EHOSTUNREACH', 'ENETUNREACH']);

const problemOf = (cause: unknown, sentence: string | undefined): Problem | undefined =>
  sentence === undefined ? undefined : new Problem(sentence, { cause });

/** The code that Node gives an error, else its name. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
