import { readFile } from 'node:fs/promises';

/**
 * Bundles the AWS SDK without what it does not reach here though no bundler can tell.
 *
 * - Event streams are for operations with a streaming body; EC2, ECS, CloudWatch and the services that give credentials are asked none,
 *   and their schemas here have none (test/package/aws-sdk.test.ts).
 * - Of a package.json the SDK reads the version.
 */
export const awsSdkTrimmed = {
  name: 'aws-sdk-trimmed',
  enforce: 'pre',
  resolveId(source) {
    return source === '@smithy/core/event-streams' ? LEFT_OUT : undefined;
  },
  async load(id) {
    if (id === LEFT_OUT) {
      return `export const EventStreamSerde = undefined, eventStreamSerdeProvider = undefined;
              export const resolveEventStreamSerdeConfig = (config) => config;`;
    }
    if (/[\\/]node_modules[\\/].*[\\/]package\.json$/.test(id)) {
      const { version } = JSON.parse(await readFile(id, 'utf8'));
      return JSON.stringify({ version });
    }
    return undefined;
  },
};

/** The module in the place of event streams. */
const LEFT_OUT = '\0left-out';
