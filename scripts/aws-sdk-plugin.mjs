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
export const awsSdkForEsbuild = {
  name: 'aws-sdk',
  setup(build) {
    build.onLoad({ filter: /[\\/]schemas_0\.js$/ }, async ({ path }) => ({
      contents: withConstantsWrittenOut(await readFile(path, 'utf8'), path),
      loader: 'js',
    }));
    build.onLoad({ filter: /[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ path }) => ({
      path,
      namespace: 'left-out',
    }));
    build.onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({
      contents: `export const EventStreamSerde = undefined, eventStreamSerdeProvider = undefined;
        throw new Error(${JSON.stringify(`${path} is not part of this build`)});`,
      loader: 'js',
    }));
  },
};

const CONSTANT = /^const (_\w+) = ("(?:[^"\\]|\\.)*");$/gm;
/** A string is passed over, so that a name inside it stays. */
const STRING_KEY_OR_NAME = /"(?:[^"\\]|\\.)*"|\[(_\w+)\]:|\b_\w+\b/g;

function withConstantsWrittenOut(source, path) {
  const values = new Map([...source.matchAll(CONSTANT)].map(([, name, value]) => [name, value]));
  if (values.size === 0) throw new Error(`${path}: has another form than the one this knows`);
  return source
    .replaceAll(CONSTANT, '')
    .replaceAll(STRING_KEY_OR_NAME, (text, key) =>
      values.has(key) ? `${values.get(key)}:` : (values.get(text) ?? text),
    );
}
