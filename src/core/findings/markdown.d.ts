declare module '*.md' {
  /** The file's text, as it stood when this was built. */
  const text: string;
  export default text;
}
