/** Lets a Markdown file be imported as its text. esbuild does the same by its text loader (scripts/build.mjs). */
export const markdownForVite = {
  name: 'markdown',
  transform(source, id) {
    return id.endsWith('.md') ? { code: `export default ${JSON.stringify(source)};`, map: null } : undefined;
  },
};
