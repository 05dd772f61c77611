declare module '*.hbs' {
  /** A template precompiled at build time; only src/formats/template.ts knows what is inside. */
  const precompiled: import('./template.ts').Precompiled;
  export default precompiled;
}
