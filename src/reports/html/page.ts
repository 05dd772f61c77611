import { type Content, html, markupText } from '../../core/text/markup.ts';
import script from './page.browser.js';
import style from './page.css';

/**
 * A page that works by itself, from disk and in a mail's attachment: nothing is fetched, and no script runs but its own.
 *
 * @returns an HTML document
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
 */
export function page(title: string, body: Content): string {
  const policy = `default-src 'none'; style-src '${style.hash}'; script-src '${script.hash}'; base-uri 'none'; form-action 'none'`;
  const head = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
`;
  const rest = html`</head>
<body>
${body}
`;
  const parts = `<style>${style.text}</style>\n<script>${script.text}</script>\n`;
  return `${markupText(head)}${parts}${markupText(rest)}</body>\n</html>\n`;
}
