import { setMaxListeners } from 'node:events';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { NoOpLogger } from '@smithy/core/client';
import type { AwsAccess } from './aws-access.ts';
import { AWS_LIMITS, type AwsLimits } from './aws-limits.ts';
import { LimitedHandler, timedOut } from './limited-handler.ts';
import { watched } from './slow-calls.ts';
import { StrictEc2Protocol, StrictJsonProtocol } from './strict-protocols.ts';

/** Which account, by profile, and which Region. */
export interface AwsTarget {
  readonly region: string;
  /** A profile of the AWS configuration files; undefined for AWS_PROFILE, else the default one. */
  readonly profile?: string | undefined;
  /** What readings of the same account share; undefined for a reading by itself. */
  readonly access?: AwsAccess | undefined;
}

/** Reads from EC2 with `work`, as `withClient` says. */
export const withEc2 = <T>(
  target: AwsTarget,
  work: (client: EC2Client) => Promise<T>,
  limits?: AwsLimits,
): Promise<T> =>
  withClient(
    (config) =>
      paced(
        new EC2Client({ ...config, ...retries(target, 'ec2'), protocol: StrictEc2Protocol }),
        target,
        'ec2',
      ),
    target,
    work,
    limits,
  );

/** Reads from ECS with `work`, as `withClient` says. */
export const withEcs = <T>(
  target: AwsTarget,
  work: (client: ECSClient) => Promise<T>,
  limits?: AwsLimits,
): Promise<T> =>
  withClient(
    (config) =>
      paced(
        new ECSClient({ ...config, ...retries(target, 'ecs'), protocol: StrictJsonProtocol }),
        target,
        'ecs',
      ),
    target,
    work,
    limits,
  );

type Limited = keyof AwsAccess['throttles'];

/** The setting of a client that shares its retries with others in the account. */
export const retries = ({ access }: AwsTarget, service: Limited) =>
  access && { retryStrategy: access.throttles[service].retryStrategy };

/** As much of a client of the SDK as is needed to stand between its retries and its signatures. */
interface Layered {
  readonly middlewareStack: { addRelativeTo(middleware: never, options: never): void };
}

type Next = (args: unknown) => Promise<unknown>;

/** A client that keeps to the rate that it shares with others in the account. Each try of a call counts, as it does for AWS. */
export function paced<C extends Layered>(client: C, { access }: AwsTarget, service: Limited): C {
  if (!access) return client;
  const { pace } = access.throttles[service];
  const wait =
    (next: Next, { commandName = '' }: { readonly commandName?: string }): Next =>
    async (args) => {
      await pace.turn(commandName);
      return next(args);
    };
  const place = { name: 'pace', relation: 'after', toMiddleware: 'retryMiddleware' };
  client.middlewareStack.addRelativeTo(wait as never, place as never);
  return client;
}

/** What every client of the SDK has, as far as it is used here. */
interface Client {
  readonly config: object;
  send: unknown;
  destroy(): void;
}

/**
 * One reading of AWS. All that the client is asked, in whatever way, has limits: a reply, a call with its retries and its credentials,
 * the whole reading. When it ends, well or not, no call of it goes on.
 *
 * @param make makes a client of any service, from settings that all share
 * @throws what `work` throws; an error named TimeoutError when a time has run out, ForeignReply when AWS cannot have sent so much
 */
export async function withClient<C extends Client, T>(
  make: (config: ReturnType<typeof sharedConfig>) => C,
  target: AwsTarget,
  work: (client: C) => Promise<T>,
  limits: AwsLimits = target.access?.limits ?? AWS_LIMITS,
): Promise<T> {
  const ending = new AbortController();
  // One listener a call in flight; beyond ten Node would print a warning.
  setMaxListeners(0, ending.signal);
  const timer = setTimeout(() => ending.abort(timedOut('The reading', limits.reading)), limits.reading);
  const config = sharedConfig(target, limits);
  const client = make(config);
  limitCalls(client, ending.signal, limits.call, config);
  try {
    return await work(client);
  } finally {
    clearTimeout(timer);
    // One failure ends all the other calls, which would otherwise go on retrying.
    ending.abort(new Error('The reading has ended'));
    client.destroy();
  }
}

/**
 * Settings shared by every AWS client of this tool. Credentials come from the SDK's default chain (environment, profile, SSO,
 * web identity, container, instance), the Region too where none is given; retries are the SDK's own, so AWS_MAX_ATTEMPTS and AWS_RETRY_MODE hold.
 */
function sharedConfig({ region, profile, access }: AwsTarget, limits: AwsLimits) {
  // The SDK would print a warning about future Node versions in the middle of a prompt; what Node this tool needs is
  // checked when it starts.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const requestHandler = new LimitedHandler(limits);
  const named = profile !== undefined && { profile };
  return {
    region,
    ...named,
    customUserAgent: 'create-private-ecs-network',
    requestHandler,
    // Left to itself, the SDK hands the handler on to STS and to sign-in, but not to SSO.
    credentials:
      access?.credentials ??
      defaultProvider({ ...named, clientConfig: { requestHandler }, logger: new NoOpLogger() }),
  };
}

type Send = (command: unknown, options?: object) => Promise<unknown>;

/**
 * Ends each call after `limit` milliseconds, and all at `ending`. The SDK looks at an abort signal while it sends and while it waits to
 * try again, but not while a source of credentials keeps it waiting: so the signal is looked at here, too.
 *
 * @param shared the client's settings; its handler sends the requests, and so knows what the client does not say
 */
function limitCalls(
  client: Client,
  ending: AbortSignal,
  limit: number,
  { region, requestHandler: handler }: ReturnType<typeof sharedConfig>,
): void {
  /** Whether there were credentials, so that something could be sent. */
  const isSigned = () => handler.asked > 0;
  const send: Send = (client.send as Send).bind(client);
  const limited: Send = async (command, options) => {
    const call = new AbortController();
    const timer = setTimeout(
      () => call.abort(isSigned() ? timedOut('A call', limit) : new CredentialsTimeout()),
      limit,
    );
    const end = () => call.abort(ending.reason);
    if (ending.aborted) end();
    ending.addEventListener('abort', end, { once: true });
    try {
      return await watched(
        () => ({ action: actionOf(client, command), region, host: handler.host }),
        () =>
          Promise.race([
            send(command, { ...options, abortSignal: call.signal }),
            new Promise((_, reject) => {
              call.signal.addEventListener('abort', () => reject(call.signal.reason), { once: true });
            }),
          ]),
      );
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError')
        Object.assign(error, { host: handler.host });
      if (handler.problem && isOfCredentials(error)) throw handler.problem;
      throw isSigned() ? error : unsigned(error);
    } finally {
      clearTimeout(timer);
      ending.removeEventListener('abort', end);
    }
  };
  client.send = limited;
}

/** The IAM action that a call needs. The SDK has its two halves under the name that requests are signed for, and in the schema. */
function actionOf(client: Client, command: unknown): string {
  const { defaultSigningName } = client.config as { readonly defaultSigningName?: string };
  const { schema } = command as { readonly schema?: readonly unknown[] };
  const service = defaultSigningName === 'monitoring' ? 'cloudwatch' : defaultSigningName;
  return `${service}:${schema?.[2]}`;
}

const isOfCredentials = (error: unknown): boolean =>
  error instanceof Error && error.name === 'CredentialsProviderError';

/** The time ran out before a call could be signed. */
class CredentialsTimeout extends Error {
  override readonly name = 'CredentialsTimeoutError';
}

/** The SDK lets errors through that it runs into while it reads what a source of credentials gave, such as HTML for JSON. */
function unsigned(error: unknown): unknown {
  if (!(error instanceof SyntaxError || error instanceof TypeError)) return error;
  const wrapped = new Error('What the source of credentials gave is unreadable', { cause: error });
  return Object.assign(wrapped, { name: 'CredentialsProviderError' });
}
