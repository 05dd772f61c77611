import { withoutCredentials } from '../core/text/without-credentials.ts';

/** Characters of each error that are shown, and how many errors. */
const LONGEST = 4_000;
const MOST = 8;

/** An error with all that it came from, as far as AWS or Node say, for `--debug`; without credentials. */
export function debugText(error: Error): string {
  const chain: string[] = [];
  for (let link: unknown = error; link !== undefined && chain.length < MOST; link = causeOf(link)) {
    chain.push(`${chain.length === 0 ? '' : 'Caused by: '}${textOf(link)}`);
  }
  return chain.join('\n');
}

function textOf(link: unknown): string {
  if (!(link instanceof Error)) return withoutCredentials(String(link).slice(0, LONGEST));
  const { stack, message, name } = link;
  const text = stack?.includes(message) ? stack : `${name}: ${message}\n${stack ?? ''}`;
  return [withoutCredentials(text.slice(0, LONGEST)), ...detailsOf(link)].join('\n');
}

/** What AWS or Node tell of an error besides its message. */
function detailsOf(error: Error): string[] {
  const { code, Code, $metadata } = error as {
    code?: unknown;
    Code?: unknown;
    $metadata?: { httpStatusCode?: unknown; requestId?: unknown; attempts?: unknown };
  };
  const details = {
    code: code ?? Code,
    status: $metadata?.httpStatusCode,
    'request id': $metadata?.requestId,
    attempts: $metadata?.attempts,
  };
  return Object.entries(details).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number'
      ? [`    ${name}: ${withoutCredentials(String(value).slice(0, 200))}`]
      : [],
  );
}

const causeOf = (link: unknown): unknown => (link instanceof Error ? link.cause : undefined);
