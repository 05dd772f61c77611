declare module '*.css' {
  const part: import('./page.ts').Part;
  export default part;
}

declare module '*.browser.js' {
  const part: import('./page.ts').Part;
  export default part;
}
