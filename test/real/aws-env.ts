import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** AWS settings that reach only `url`, with an empty configuration so that nobody's own settings leak in. */
export function awsEnv(url: string, folder: string): Record<string, string> {
  const empty = join(folder, 'empty');
  writeFileSync(empty, '');
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_CONFIG_FILE: empty,
    AWS_SHARED_CREDENTIALS_FILE: empty,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** `env` without its AWS_ variables. */
export function withoutAws(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([key, value]) =>
      value === undefined || key.startsWith('AWS_') ? [] : [[key, value]],
    ),
  );
}

/** Makes this process's AWS_ variables those of `env`, for tests that call the SDK in process; returns the undo. */
export function useAwsEnv(env: Readonly<Record<string, string>>): () => void {
  const set = (to: Readonly<Record<string, string | undefined>>) => {
    for (const key of Object.keys(process.env)) if (key.startsWith('AWS_')) delete process.env[key];
    for (const [key, value] of Object.entries(to)) {
      if (key.startsWith('AWS_') && value !== undefined) process.env[key] = value;
    }
  };
  const before = { ...process.env };
  set(env);
  return () => set(before);
}
