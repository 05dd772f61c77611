import { afterEach, beforeEach, vi } from 'vitest';
import { useAwsEnv, withoutAws } from '../real/aws-env.ts';

/** Gives each test of a file credentials that only a fake AWS takes, and one attempt a call. What it stubs of the environment is undone. */
export function withTestingCredentials(): void {
  let restore: () => void;
  beforeEach(() => {
    restore = useAwsEnv({
      ...withoutAws(process.env),
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_MAX_ATTEMPTS: '1',
    });
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    restore();
  });
}
