import { readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { awsSdkTrimmed } from './aws-sdk-plugin.mjs';
import { handlebarsPrecompiled } from './handlebars-plugin.mjs';
import { markdownAsText } from './markdown-plugin.mjs';
import { styleTextOfNode20 } from './style-text-plugin.mjs';
import { thirdPartyLicenses } from './third-party-licenses.mjs';

/**
 * The published program, with all its packages inside, in few files, since each one costs time to unpack: what starts it,
 * and one file for each stage of a run, loaded when that stage is reached. What two stages share is in the earlier one.
 */
const STAGES = ['run-command.cjs', 'carry-out.cjs', 'outside.cjs', 'parse-yaml.cjs', 'list-hosted-zones.cjs'];

/** Lets what starts the program, which is built by itself, load the first stage from the file beside it. */
const loadedLater = {
  name: 'loaded-later',
  enforce: 'pre',
  resolveId: (source) =>
    source === './run-command.ts' ? { id: `./${STAGES[0]}`, external: true } : undefined,
};

await rm('dist', { recursive: true, force: true });
const parts = [
  // CommonJS starts without Node's loader of ES modules, which takes longer than all that --help does; and old versions
  // of Node get as far as the check of their version.
  ...(await bundle('src/cli.ts', {
    name: 'cli.cjs',
    target: 'es2019',
    plugins: [loadedLater, await helpComputed()],
  })),
  ...(await bundle('src/run-command.ts', {
    name: 'run-command.cjs',
    plugins: [styleTextOfNode20, handlebarsPrecompiled, markdownAsText, awsSdkTrimmed],
  })),
];
const names = parts.map(({ fileName }) => fileName);
if (names.toSorted().join() !== ['cli.cjs', ...STAGES].toSorted().join())
  throw new Error(`The build has other parts: ${names.join(', ')}.`);
const bundled = new Set(parts.flatMap(({ modules }) => Object.keys(modules)));
await writeFile('THIRD-PARTY-LICENSES', await thirdPartyLicenses(bundled, await readFile('LICENSE', 'utf8')));

/** A program and what it loads later, as Rollup's chunks; written to dist unless told otherwise. More options are Rollup's. */
async function bundle(input, { name, target = 'node20.12', plugins = [], write = true, ...output }) {
  const { output: chunks } = await build({
    configFile: false,
    logLevel: 'warn',
    plugins,
    resolve: {
      mainFields: ['module', 'main'],
      // The package's build for Node is CommonJS, whose helpers every stage would load.
      alias: { yaml: fileURLToPath(new URL('../node_modules/yaml/browser/dist/index.js', import.meta.url)) },
    },
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      write,
      outDir: 'dist',
      emptyOutDir: false,
      target,
      minify: 'terser',
      // V8 reads text of one byte a character faster.
      terserOptions: { format: { ascii_only: true } },
      rollupOptions: {
        input,
        output: {
          entryFileNames: name,
          format: 'cjs',
          dynamicImportInCjs: false,
          chunkFileNames: '[name].cjs',
          // What two stages share goes to the first, which is there when they are, instead of into files of its own.
          experimentalMinChunkSize: 40_000,
          ...output,
        },
      },
    },
  });
  return chunks;
}

/** Puts the help in as data, without the question table that it is made from. */
async function helpComputed() {
  const [{ code }] = await bundle('src/ask/help-pages.ts', { format: 'esm', write: false });
  const { HELP_PAGES } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return {
    name: 'help-computed',
    enforce: 'pre',
    load: (id) =>
      /[\\/]help-pages\.ts$/.test(id)
        ? `export const HELP_PAGES = ${JSON.stringify(HELP_PAGES)};`
        : undefined,
  };
}
