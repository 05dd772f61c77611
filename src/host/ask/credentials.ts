import type { Answers } from '../../ask/questions.ts';
import type { Aws } from '../../sources/aws/aws.ts';

/** Where the credentials of a run come from: a profile by its name, or the environment. */
export type Credentials = { readonly profile: string | undefined };

/**
 * Signs of credentials, without a call; undefined where there are none. An instance's role is not looked for, since elsewhere that is
 * a wait.
 */
export function credentialsOf(
  given: Answers,
  { aws, env }: { readonly aws: Aws; readonly env: Readonly<Record<string, string | undefined>> },
): Credentials | undefined {
  const profile = env.AWS_ACCESS_KEY_ID && !given.profile ? undefined : aws.profileInUse(given);
  return profile !== undefined || VARIABLES.some((name) => env[name]) ? { profile } : undefined;
}

const VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
] as const;
