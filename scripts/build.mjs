import { rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { handlebarsForEsbuild } from './handlebars-plugin.mjs';

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.12',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  // CommonJS dependencies inside an ESM bundle still call require() for Node's own modules.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  loader: { '.md': 'text' },
  plugins: [handlebarsForEsbuild],
  logLevel: 'warning',
});
