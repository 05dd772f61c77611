import { readFile } from 'node:fs/promises';

/**
 * Leaves out of a bundle what of the AWS SDK it cannot reach.
 *
 * - A client's schemas of all its operations stand in one file as arrays whose strings are constants, some of them as
 *   computed keys (`[_eQN]: …`). esbuild takes a computed key for something that might run code and keeps all of them.
 *   With the constants written out, only the schemas of the commands in use stay.
 * - Event streams are for operations with a streaming body; EC2, ECS and the services that give credentials are asked
 *   none, and their schemas here have none (test/package/aws-sdk.test.ts).
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
      return `export const EventStreamSerde = undefined, eventStreamSerdeProvider = undefined;`;
    }
    if (/[\\/]node_modules[\\/].*[\\/]package\.json$/.test(id)) {
      const { version } = JSON.parse(await readFile(id, 'utf8'));
      return { code: JSON.stringify({ version }), moduleType: 'json' };
    }
    return undefined;
  },
  transform(code, id) {
    if (!/[\\/]node_modules[\\/]@(aws-sdk|smithy)[\\/]/.test(id)) return undefined;
    const statics = [];
    const now = code.replaceAll(/\bimport\((["'])((?!node:)[^"']+)\1\)/g, (_, _quote, path) => {
      statics.push(`import * as later${statics.length} from ${JSON.stringify(path)};`);
      return `Promise.resolve(later${statics.length - 1})`;
    });
    return statics.length > 0 ? { code: `${statics.join('')}${now}`, map: null } : undefined;
  },
};
const LEFT_OUT = '\0left-out';
