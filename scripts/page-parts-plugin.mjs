import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { transform } from 'esbuild';

const LOADERS = { '.css': 'css', '.browser.js': 'js' };
/** Keeps Vite from taking a style sheet for its own. */
const MODULE = '.part.mjs';

/** Lets the style sheet and the script of a page be imported as text, made small, with the hash that lets a browser take them. */
export const pageParts = {
  name: 'page-parts',
  enforce: 'pre',
  resolveId: (source, importer) =>
    importer && /\/page\.(css|browser\.js)$/.test(source)
      ? resolve(dirname(importer), source) + MODULE
      : undefined,
  async load(id) {
    if (!id.endsWith(MODULE)) return undefined;
    const file = id.slice(0, -MODULE.length);
    const [, loader] = Object.entries(LOADERS).find(([ending]) => file.endsWith(ending));
    const { code } = await transform(await readFile(file, 'utf8'), { loader, minify: true });
    const hash = `sha256-${createHash('sha256').update(code).digest('base64')}`;
    return { code: `export default ${JSON.stringify({ text: code, hash })};`, map: null };
  },
};
