declare module '*.css' {
  /** The style sheet, made small, and what the page's policy knows it by: `sha256-…`. */
  const part: { readonly text: string; readonly hash: string };
  export default part;
}

declare module '*.browser.js' {
  /** The script, made small, and what the page's policy knows it by: `sha256-…`. */
  const part: { readonly text: string; readonly hash: string };
  export default part;
}
