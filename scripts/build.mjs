import { readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { awsSdkForEsbuild } from './aws-sdk-plugin.mjs';
import { handlebarsForEsbuild } from './handlebars-plugin.mjs';
import { thirdPartyLicenses } from './third-party-licenses.mjs';

/**
 * The published program: one file for each part that is loaded by itself, with all its packages inside. Few files, since each
 * one costs time to unpack; and no code shared between them, since esbuild would put that into files of its own.
 */
const PARTS = {
  // Help and version. CommonJS starts without Node's loader of ES modules, which takes longer than all that this part does; and
  // old versions of Node get as far as the check of their version.
  'cli.cjs': { entry: 'bin/create-private-ecs-network.js', format: 'cjs', target: 'es2019' },
  'run-command.js': { entry: 'src/run-command.ts' },
  'aws-sdk.js': { entry: 'src/io/aws-sdk.ts' },
  // execa brings CommonJS packages, which call require() for Node's own modules.
  'run.js': {
    entry: 'src/io/run.ts',
    banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  },
};

await rm('dist', { recursive: true, force: true });
const bundled = new Set();
for (const [name, { entry, format = 'esm', target = 'node20.12', banner = '' }] of Object.entries(PARTS)) {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: `dist/${name}`,
    bundle: true,
    format,
    platform: 'node',
    target,
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    banner: { js: banner },
    loader: { '.md': 'text' },
    plugins: [partsOfTheirOwn(name), styleTextOfNode20(), handlebarsForEsbuild, awsSdkForEsbuild],
    metafile: true,
    logLevel: 'warning',
  });
  for (const path of Object.keys(metafile.inputs)) bundled.add(path);
}
await writeFile('THIRD-PARTY-LICENSES', await thirdPartyLicenses(bundled, await readFile('LICENSE', 'utf8')));

/** Leaves an `import()` of another part to run time. */
function partsOfTheirOwn(self) {
  const others = new Map(
    Object.entries(PARTS)
      .filter(([name]) => name !== self)
      .map(([name, { entry }]) => [resolve(entry), `./${name}`]),
  );
  return {
    name: 'parts-of-their-own',
    setup(build) {
      // In a checkout the executable loads the built program; in the build it is part of it.
      build.onResolve({ filter: /^\.\.\/dist\/cli\.cjs$/ }, () => ({ path: resolve('src/cli.ts') }));
      build.onResolve({ filter: /^\.{1,2}\// }, ({ kind, path, resolveDir }) => {
        const part = kind === 'dynamic-import' ? others.get(resolve(resolveDir, path)) : undefined;
        return part && { path: part, external: true };
      });
    },
  };
}

/** Node 20.12 takes one format at a time, where the prompts give several, and does not ask whether there shall be colours. */
function styleTextOfNode20() {
  return {
    name: 'style-text-of-node-20',
    setup(build) {
      build.onResolve({ filter: /^node:util$/ }, ({ importer }) =>
        /[\\/](@clack[\\/]|src[\\/]io[\\/]ask)/.test(importer)
          ? { path: 'util', namespace: 'prompts' }
          : undefined,
      );
      build.onLoad({ filter: /^util$/, namespace: 'prompts' }, () => ({
        contents: `
          import { stripVTControlCharacters, styleText as one } from 'node:util';
          export { stripVTControlCharacters };
          export const styleText = (formats, text) =>
            process.stdout.isTTY && process.stdout.getColorDepth() > 2
              ? [formats].flat().reduceRight((styled, format) => one(format, styled), text)
              : text;`,
      }));
    },
  };
}
