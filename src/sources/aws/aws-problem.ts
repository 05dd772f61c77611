import { Problem } from '../../core/problem.ts';
import { shellOf, shellWord } from '../../core/text/shell-word.ts';
import { oneLine, quoted, shortened } from '../../core/text/visible.ts';
import { withoutCredentials } from '../../core/text/without-credentials.ts';
import { awsProfiles } from './aws-config-files.ts';
import { isTls } from './tls-codes.ts';

/** What was asked of AWS when it failed. */
export interface AwsAttempt {
  /** The IAM action that the call needs, e.g. `ec2:DescribeVpcs`. */
  readonly action: string;
  readonly region: string;
  readonly profile?: string | undefined;
  /** Set in a sweep, which is about accounts: no advice to do without one. */
  readonly access?: object | undefined;
}

/** A reply that the API cannot have given: something between this machine and AWS answered. The message says what is wrong with it. */
export class ForeignReply extends Error {
  override readonly name = 'ForeignReply';
}

/**
 * The error of an AWS SDK call as a sentence that says what to do now.
 *
 * @returns the same error when it is a Problem already
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export function awsProblem(error: unknown, attempt: AwsAttempt): Problem {
  if (error instanceof Problem) return error;
  const failure = toFailure(error);
  for (const say of CASES) {
    const sentence = say(failure, attempt);
    if (sentence !== undefined) return new Problem(sentence, { cause: error });
  }
  return new Problem(otherwise(failure, attempt), { cause: error });
}

/**
 * Why a single call got no answer where the others may get theirs: it is denied, what it asks for belongs to another
 * account (in a shared VPC), or this Region's EC2 does not know the call.
 * Undefined for failures that concern every call, which are for `awsProblem`.
 */
export function whyUnreadable(error: unknown, { action, region }: AwsAttempt): string | undefined {
  const failure = toFailure(error);
  if (isDenied(failure) && deniedAction(failure, action) === action) {
    return /explicit deny/i.test(failure.message)
      ? `A policy denies ${action} explicitly.`
      : `The credentials in use are not allowed ${action}.`;
  }
  if (failure.code.endsWith('.NotFound')) return `EC2 doesn't show it to this account (${failure.code}).`;
  return UNSUPPORTED.has(failure.code) ? `EC2 doesn't offer ${action} in ${region}.` : undefined;
}

/** The service's own error code, e.g. `InvalidVpcID.NotFound`, or the SDK's name for the error. */
export const awsErrorCode = (error: unknown): string => toFailure(error).code;

interface Failure {
  /** The class of error, as the SDK names it. */
  readonly name: string;
  /** The service's code, or Node's (`ECONNREFUSED`) when no service answered. */
  readonly code: string;
  readonly status: number | undefined;
  readonly message: string;
  /** Whom no answer came from in time, where that is known. */
  readonly host: string;
  /** Whether there is a reply that is not in the form of the API. */
  readonly unreadable: boolean;
}

function toFailure(error: unknown): Failure {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as {
    name?: unknown;
    code?: unknown;
    message?: unknown;
    host?: unknown;
    $metadata?: { httpStatusCode?: number };
    $response?: unknown;
    $fault?: unknown;
  };
  const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, LONGEST) : '');
  const name = shortened(text(fields.name));
  // The SDK wraps what a credential source says in its own error, whose message then carries the code.
  const inMessage = name === 'CredentialsProviderError' ? NETWORK_CODE.exec(text(fields.message))?.[0] : '';
  return {
    name,
    code: shortened(text(fields.code) || inMessage || name).replace(/^(Client|Server)\./, ''),
    status: fields.$metadata?.httpStatusCode,
    message: oneLine(text(fields.message)),
    host: shortened(text(fields.host)),
    // The SDK marks what the service says as its fault or the client's; without a mark it is the SDK that could make nothing of a reply.
    unreadable: name === 'ForeignReply' || (fields.$response !== undefined && fields.$fault === undefined),
  };
}

/** AWS's messages have a few hundred characters; those of something else can have any number. */
const LONGEST = 1_000;

/** As much as is shown of what AWS says. */
const MOST = 300;

type Case = (failure: Failure, attempt: AwsAttempt) => string | undefined;

const NETWORK_CODE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b/;
const DENIED = new Set(['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException']);
const UNSUPPORTED = new Set(['InvalidAction', 'UnsupportedOperation', 'UnknownOperationException']);
const THROTTLED = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'BandwidthLimitExceeded',
]);
const EXPIRED_TOKEN = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired']);
const UNKNOWN_KEY = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidAccessKeyId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'IncompleteSignature',
]);
const CLOCK = new Set(['RequestExpired', 'RequestTimeTooSkewed', 'RequestInTheFuture']);

const isDenied = ({ code }: Failure): boolean => DENIED.has(code);

/** The action that AWS names as the one denied: it can be another one, when a role could not be assumed. */
const deniedAction = ({ message }: Failure, asked: string): string =>
  /not authorized to perform:? ([\w-]+:\w+)/.exec(message.slice(0, MOST))?.[1] ?? asked;

const profileOf = ({ profile }: AwsAttempt): string | undefined => profile ?? process.env.AWS_PROFILE;

const flag = (profile: string | undefined): string =>
  profile === undefined ? '' : ` --profile ${shellWord(profile, shellOf(process.platform))}`;

const whose = (profile: string | undefined): string =>
  profile === undefined ? 'the default profile' : `profile ${quoted(profile)}`;

const withoutAccount = ({ access }: AwsAttempt): string =>
  access ? '' : ' No AWS account is needed with --vpc new, --offline or --snapshot.';

/** In this order: the first that answers is the one. */
const CASES: readonly Case[] = [
  function foreign({ name, code, status, unreadable }, { action, region }) {
    // The SDK's names for an error without a code.
    const nameless =
      (name === 'Unknown' && status !== undefined && status < 500) || (status === 404 && code === 'NotFound');
    // Node's codes for what is not HTTP, or has more headers than it takes.
    return unreadable || nameless || code.startsWith('HPE_')
      ? `What answered ${action} was not AWS in ${region}: check AWS_ENDPOINT_URL if it is set, and for a proxy or a sign-in page on this network.`
      : undefined;
  },

  function unusableRegion({ message }, { region }) {
    if (/^Region is missing/.test(message)) {
      return 'No AWS Region is set: use --region, or set AWS_REGION.';
    }
    return /^(Region not accepted|Invalid region)/i.test(message)
      ? `"${region}" is not the name of an AWS Region: names look like eu-west-1.`
      : undefined;
  },

  function network({ code, message, host: slow }, { action, region }) {
    const host = /(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED) (\S{1,255})/.exec(message)?.[1] ?? `AWS in ${region}`;
    switch (code) {
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
        return `The name ${host} could not be resolved: check the Region ("${region}") and this machine's connection to the internet.`;
      case 'ECONNREFUSED':
        return `${host} refused the connection: check AWS_ENDPOINT_URL if it is set, and what stands between this machine and AWS.`;
      case 'ETIMEDOUT':
      case 'TimeoutError':
      case 'EHOSTUNREACH':
      case 'ENETUNREACH':
        return (
          `${slow === '' ? 'AWS' : slow} did not answer in time (${action} in ${region}): check this machine's connection, a ` +
          'firewall or proxy in between, and AWS_ENDPOINT_URL if it is set; then try again.'
        );
      case 'ECONNRESET':
      case 'EPIPE':
        return `The connection to AWS in ${region} was cut off, also when tried again: check this machine's connection, then try again.`;
      default:
        return isTls(code)
          ? `No secure connection to AWS in ${region} (${code}): where a proxy inspects traffic, set AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS to a file with the certificate of its CA.`
          : undefined;
    }
  },

  function sso({ message }, attempt) {
    const profile = profileOf(attempt);
    const login = `Run "aws sso login${flag(profile)}", then try again.`;
    if (/aws sso login|session token not found or invalid/i.test(message)) {
      return /was not found or is invalid|profile is invalid/.test(message)
        ? `There is no SSO session for ${whose(profile)} yet. ${login}`
        : `The SSO session of ${whose(profile)} has expired. ${login}`;
    }
    if (/^(ForbiddenException|.*ForbiddenException:)/.test(message)) {
      return `SSO gives ${whose(profile)} no access: check its sso_account_id and sso_role_name.`;
    }
    return /aws login|login[/\\]cache/.test(message)
      ? `The sign-in of ${whose(profile)} has expired or was never made. Run "aws login${flag(profile)}", then try again.`
      : undefined;
  },

  function credentials({ name, code, message }, attempt) {
    const profile = profileOf(attempt);
    if (code === 'ENOENT') {
      return `The AWS credentials file is missing (${shortened(withoutCredentials(message), MOST)}): check AWS_WEB_IDENTITY_TOKEN_FILE or web_identity_token_file.`;
    }
    if (name === 'CredentialsTimeoutError') {
      return `The source of the AWS credentials of ${whose(profile)} did not answer in time. "aws sts get-caller-identity${flag(profile)}" shows why.`;
    }
    if (name !== 'CredentialsProviderError') return undefined;
    const profiles = awsProfiles();
    if (profile === undefined) {
      return (
        'No AWS credentials found (checked environment variables, AWS config files and the instance or container role). ' +
        `Sign in ("aws sso login", "aws login" or "aws configure"), or use --profile.${withoutAccount(attempt)}`
      );
    }
    if (!profiles.includes(profile)) {
      const known =
        profiles.length > 0
          ? `There are: ${profiles.map((known) => shortened(known)).join(', ')}.`
          : 'They name no profile.';
      return `The AWS configuration files have no profile ${quoted(profile)}. ${known}`;
    }
    return `Profile ${quoted(profile)} didn't return credentials. Run "aws sts get-caller-identity${flag(profile)}" to see why.${withoutAccount(attempt)}`;
  },

  function denied(failure, { action, region }) {
    if (!isDenied(failure)) return undefined;
    const needed = deniedAction(failure, action);
    return `The AWS credentials in use are not allowed ${needed} in ${region}: have this IAM action allowed, then try again.`;
  },

  function throttled({ code }, { region }) {
    return THROTTLED.has(code)
      ? `Still throttled by AWS in ${region} after several retries: wait a minute, then try again.`
      : undefined;
  },

  function clock({ code, message }) {
    return CLOCK.has(code) || /signature (expired|not yet current)/i.test(message)
      ? "AWS says that the request is too old or from the future: set this machine's clock, then try again."
      : undefined;
  },

  function token({ code }, attempt) {
    const profile = profileOf(attempt);
    if (EXPIRED_TOKEN.has(code)) {
      return `The session token of ${profile === undefined ? 'the AWS credentials in use' : whose(profile)} has expired: get new credentials, then try again.`;
    }
    if (code === 'AuthFailure' || code === 'OptInRequired') {
      return `AWS does not accept the credentials in ${attempt.region}: they are wrong or deleted, or this Region is not enabled for the account.`;
    }
    return UNKNOWN_KEY.has(code)
      ? `AWS doesn't recognize the credentials in use (${code}): check the access key, its secret and the session token.`
      : undefined;
  },

  function broken({ status }, { action, region }) {
    return status !== undefined && status >= 500
      ? `AWS in ${region} failed to answer ${action} (HTTP ${status}), also when tried again: try again later.`
      : undefined;
  },
];

const otherwise = ({ code, message }: Failure, { action, region }: AwsAttempt): string => {
  const reason = withoutCredentials(
    [code, shortened(message, MOST)].filter((part) => part !== '').join(': '),
  ).replace(/\.+$/, '');
  return `AWS in ${region} refused ${action}: ${reason || 'no reason given'}.`;
};
