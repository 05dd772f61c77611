import { visible } from './visible.ts';

/** A part of an HTML or SVG document in which every value was escaped. Only `html` makes one. */
export interface Markup {
  readonly [SAFE]: string;
}

const SAFE = Symbol('markup');

/** What a document takes as a value; undefined and false are nothing. */
export type Content = Markup | string | number | undefined | false | readonly Content[];

/**
 * A tag for templates of HTML and SVG: values become text, in content and in quoted attributes alike, and never markup. What can't be
 * seen, a line break too, becomes a visible sign.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#data-state
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return {
    [SAFE]: parts.reduce((text, part, index) => text + textOf(values[index - 1]) + part),
  };
}

/** The document's text. */
export const markupText = (markup: Markup): string => markup[SAFE];

function textOf(value: Content): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(value);
  return SAFE in value ? value[SAFE] : value.map(textOf).join('');
}

const escaped = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
