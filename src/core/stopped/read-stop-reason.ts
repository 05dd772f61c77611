import type { ServiceName } from '../catalogue.ts';
import { oneLine } from '../text/visible.ts';
import { endIn, type FailureKind, failureIn, isEndpointFailure } from './failure.ts';
import { awsHost } from './host.ts';
import { servicesIn, servicesOfAction } from './subject.ts';

/** What a stopped task's message says. */
export interface StopMessage {
  readonly kind: FailureKind;
  /** The AWS services that it can be about; empty where it is about none, or names none. */
  readonly services: readonly ServiceName[];
  /** The host that was called, else the one that the image's name begins with. */
  readonly host: string | undefined;
  /** The IPv4 address that its name resolved to. */
  readonly address: string | undefined;
  /** The IAM action that was denied. */
  readonly action: string | undefined;
}

/** ECS cuts reasons at 1,024 characters, agents write a few thousand; the rest of a longer text is not looked at. */
const LONGEST = 20_000;

/**
 * Reads the reason of a stopped task, the event of a service or a line of the agent's log. Host names and the kind of failure
 * decide, not sentences, which change with every version. Names (of images, secrets, log groups, roles) are not taken for words.
 *
 * @param region of the tasks: what is in another one, no endpoint of this one serves
 */
export function readStopReason(text: string, region: string): StopMessage {
  const line = oneLine(text.slice(0, LONGEST));
  const words = withoutNames(line);
  const told = failureIn(words);
  const called = calledHost(line);
  const host = called ?? imageHost(line);
  const about = {
    host,
    address: addressIn(line),
    action: /not authorized to perform:? ([\w-]+:\w+)/.exec(line)?.[1],
  };
  if (told !== undefined && !isEndpointFailure(told)) return { ...about, kind: told, services: [] };

  const place = host === undefined ? undefined : placeOf(host, region);
  if (typeof place === 'string')
    return { ...about, kind: told === 'denied' || told === 'endpoint-policy' ? 'role' : place, services: [] };
  // An image's name alone doesn't say whether its registry failed or its layers.
  const services = called === undefined ? [] : (place ?? []);
  const asked = about.action === undefined ? [] : servicesOfAction(about.action);
  const named = [services, asked, servicesIn(words)].find(({ length }) => length > 0) ?? [];
  if (told !== undefined) return { ...about, kind: told, services: named };
  const end = endIn(words);
  if (end !== undefined) return { ...about, kind: end, services: [] };
  return { ...about, kind: named.length > 0 ? 'not-told' : 'unrecognized', services: named };
}

/** How Go (`dial tcp 3.5.8.1:443`), Node.js (`connect ETIMEDOUT 3.5.8.1:443`) and Java (`[host/3.5.8.1]`) write addresses. */
const ADDRESS = /(?:\bdial tcp |\bconnect E[A-Z]+ |\[[\w.-]+\/)(\d{1,3}(?:\.\d{1,3}){3})(?=:\d|\]|, )/g;

const addressIn = (line: string): string | undefined => [...line.matchAll(ADDRESS)].at(-1)?.[1];

/** Words alone: without URLs, ARNs, paths, images and other names in double quotes, which could read like causes. */
const withoutNames = (line: string): string =>
  line
    .split(' ')
    .filter((word) => /^\W*i\/o\b/i.test(word) || isAwsHost(word) || !NAME.test(word))
    .join(' ');

const NAME = /\/|\barn:|^\W*"[^"]+"\W*$/;

const isAwsHost = (word: string): boolean => {
  const [, host] = /^\W*([\w.-]+\w)\W*$/.exec(word) ?? [];
  return host !== undefined && awsHost(host) !== undefined;
};

/** Pages that messages link to. */
const HELP_PAGES = /(^|\.)(docs\.aws\.amazon\.com|repost\.aws|www\.docker\.com|docs\.docker\.com)$/;

/** What no image's name, path, ARN or longer word is a part of. */
const BARE = String.raw`(?:[\w-]+\.)+[a-z]{2,}(?![\w-]|\.\w|(?::\d+)?/\w)`;

/** A URL's host, a name that programs say they looked up or connected to, and any host that stands alone. */
const HOSTS = new RegExp(
  [
    String.raw`https?://([\w.-]+)`,
    String.raw`\blookup ([\w.-]+\w)`,
    String.raw`\b(?:resolve(?: host:?| server)?|ENOTFOUND|EAI_AGAIN|connect to|UnknownHostException:) "?(${BARE})`,
    String.raw`(?<![\w./@:-])(${BARE})`,
  ].join('|'),
  'gi',
);

const regional = (host: string | undefined): string | undefined =>
  host !== undefined && awsHost(host)?.region !== undefined ? host : undefined;

/**
 * The last host that was called: of a chain of redirects, the one that failed. One that stands alone is only taken for it where
 * it is AWS's with a Region: file names look like hosts, and principals like global ones.
 */
const calledHost = (line: string): string | undefined =>
  [...line.matchAll(HOSTS)]
    .flatMap(([, url, name, tried, alone]) => url ?? name ?? tried ?? regional(alone) ?? [])
    .filter((host) => !HELP_PAGES.test(host))
    .at(-1);

/** The registry in the name of an image that can't be pulled. */
const imageHost = (line: string): string | undefined =>
  /pull/i.test(line) ? /(?:^|[\s"'(])((?:[\w-]+\.)+[a-z]{2,})(?::\d+)?\/\w/.exec(line)?.[1] : undefined;

/** The service behind a host, or why no endpoint of the Region serves it; undefined where that isn't known. */
function placeOf(
  host: string,
  region: string,
): readonly ServiceName[] | 'outside' | 'other-region' | undefined {
  const found = awsHost(host);
  if (found === undefined) return 'outside';
  if (found.region !== undefined && found.region !== region) return 'other-region';
  return found.service === undefined ? undefined : [found.service];
}
