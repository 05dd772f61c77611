import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';

/** Helpers that src/render/template.ts registers; naming them here makes a misspelt one a build error. */
const knownHelpers = { hcl: true, json: true, ts: true, yaml: true, md: true };

/** Turns a template's text into a module that exports its precompiled form, so only Handlebars' runtime ships. */
function precompile(source, path) {
  const spec = Handlebars.precompile(source, {
    srcName: undefined,
    strict: true,
    noEscape: true,
    knownHelpers,
    knownHelpersOnly: true,
    preventIndent: true,
  });
  if (!spec) throw new Error(`${path}: did not compile`);
  return `export default ${spec};`;
}

/** For esbuild. */
export const handlebarsForEsbuild = {
  name: 'handlebars',
  setup(build) {
    build.onLoad({ filter: /\.hbs$/ }, async ({ path }) => ({
      contents: precompile(await readFile(path, 'utf8'), path),
      loader: 'js',
    }));
  },
};

/** For vitest. */
export const handlebarsForVite = {
  name: 'handlebars',
  transform(source, id) {
    return id.endsWith('.hbs') ? { code: precompile(source, id), map: null } : undefined;
  },
};
