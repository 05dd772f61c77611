/** Texts that act on what shows them, by kind: a letter before and after, so that it shows where one got through. */
export const UNSEEN: Readonly<Record<string, string>> = {
  'a null': '\u0000',
  'a bell': '\u0007',
  'a backspace': '\b',
  'a tab': '\t',
  'a line feed': '\n',
  'a carriage return': '\r',
  'an escape sequence': '\u001b[31m',
  'the title of a terminal': '\u001b]0;x\u0007',
  'a delete': '\u007f',
  'a C1 sequence': '\u009b31m',
  'a next line': '\u0085',
  'a line separator': '\u2028',
  'a paragraph separator': '\u2029',
  'a soft hyphen': '\u00ad',
  'a zero-width space': '\u200b',
  'a zero-width joiner': '\u200d',
  'a right-to-left mark': '\u200f',
  'a right-to-left override': '\u202e',
  'an isolate': '\u2066',
  'a word joiner': '\u2060',
  'a byte order mark': '\ufeff',
  'a Hangul filler': '\u3164',
  'a variation selector': '\ufe0f',
  'a tag character': '\u{e0041}',
  'a private character': '\ue000',
  'a noncharacter': '\uffff',
  'half a pair': '\ud800',
};

/** What the runner of a CI job obeys. */
export const COMMANDS: readonly string[] = [
  '::stop-commands::x',
  '  ::error file=a::b%0A::warning::c',
  'a ::set-output name=x::y',
  '##vso[task.setvariable variable=PATH]x',
  'a ##vso[task.complete result=Failed;]x',
  '##[command]rm',
  '###[error]x',
  'section_start:1560896352:a\r\u001b[0Kb',
  "##teamcity[buildStatus text='x']",
  `${'a '.repeat(60)}::error::x`,
];

/** What Markdown, or GitHub, makes something of. */
export const MARKUP: readonly string[] = [
  '@team and @org/team, (@team) "@team".',
  '#1 GH-1 owner/repo#1 (#1) JIRA-12',
  'deadbeef1 user@deadbeefdeadbeefdeadbeefdeadbeefdeadbeef 0123456789abcdef',
  'https://example.com www.example.com <https://example.com> mailto:a@example.com a@example.com http://x',
  '$x$ and $`x`$ $$y$$',
  '<b>x</b> <img src=x onerror=alert(1)> <!-- x --> &lt; &#64;',
  'a|b||c\\|d \\\\| |',
  '`x` ``y`` `` ` `` ``` ~~~',
  ':tada: :+1:',
  '[x](y) ![x](y) [x][y] [^1] [^1]: x [x]: y',
  '*a* **b** _c_ __d__ ~~e~~',
  '# x',
  '> x',
  '- x',
  '+ x',
  '1. x',
  '===',
  '---',
  'C:\\dir\\',
];

/** Text of people, which stays as it is. */
export const PLAIN: readonly string[] = [
  '名前 プライベート',
  'façade',
  'Ελληνικά',
  'שלום',
  'दुकान',
  '🚀',
  '👨‍👩‍👧',
  '❤️',
  '👍🏽',
];

/** What of a text a terminal, a log or an editor would not show as it is. Line ends are the output's own. */
export const unseenIn = (text: string): string[] =>
  [...text.matchAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u3164\uffff]/gu)].flatMap(
    ([character], index, all) => {
      const at = all[index]?.index ?? 0;
      const joins =
        character === '\u200d' && /\p{ExtPict}$/u.test(text.slice(0, at).replace(/[\ufe0f\p{EMod}]$/u, ''));
      return character === '\n' || joins
        ? []
        : [
            `U+${character.codePointAt(0)?.toString(16)} after ${JSON.stringify(text.slice(Math.max(0, at - 40), at))}`,
          ];
    },
  );

/** The lines that a runner would obey. */
export const commandsIn = (text: string): string[] =>
  text.split('\n').filter((line) => /^\s*::|##\w*\[|section_(start|end):\d/.test(line));
