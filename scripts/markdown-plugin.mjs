/** Lets a Markdown file be imported as its text. */
export const markdownAsText = {
  name: 'markdown',
  transform(source, id) {
    return id.endsWith('.md') ? { code: `export default ${JSON.stringify(source)};`, map: null } : undefined;
  },
};
