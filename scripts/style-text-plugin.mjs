const MODULE = '\0style-text';

/**
 * Gives the prompts a `styleText` as newer versions of Node have it. That of 20.12 takes one format at a time, where the
 * prompts give several, and does not ask whether there shall be colours.
 */
export const styleTextOfNode20 = {
  name: 'style-text-of-node-20',
  enforce: 'pre',
  resolveId: (source, importer = '') =>
    source === 'node:util' && /[\\/](@clack[\\/]|src[\\/]io[\\/]ask)/.test(importer) ? MODULE : undefined,
  load: (id) =>
    id === MODULE
      ? `import { stripVTControlCharacters, styleText as one } from 'node:util';
         export { stripVTControlCharacters };
         export const styleText = (formats, text) =>
           process.stdout.isTTY && process.stdout.getColorDepth() > 2
             ? [formats].flat().reduceRight((styled, format) => one(format, styled), text)
             : text;`
      : undefined,
};
