import { onSlowCall, type SlowCall } from '../sources/aws/slow-calls.ts';

/** No more than a line in so many milliseconds: where AWS does not answer, many calls wait at a time. */
const EVERY = 15_000;

/** What shows that something is going on, and so shows slow calls, too. */
const shows: ((what: string) => void)[] = [];

/**
 * Tells what AWS keeps waiting for: a line, unless something on the screen shows it.
 *
 * @param say writes a line on standard error
 */
export function tellSlowCalls(say: (text: string) => void): void {
  let next = 0;
  onSlowCall((call) => {
    const show = shows.at(-1);
    if (show) return show(waitingFor(call));
    if (Date.now() < next) return;
    next = Date.now() + EVERY;
    say(`${waitingFor(call)}: no answer for ${call.seconds} seconds.`);
  });
}

/** Has `show` show what AWS keeps waiting for, until the returned function is called. */
export function showSlowCalls(show: (what: string) => void): () => void {
  shows.push(show);
  return () => {
    const index = shows.indexOf(show);
    if (index >= 0) shows.splice(index, 1);
  };
}

const waitingFor = ({ action, region, host }: SlowCall): string =>
  host === undefined
    ? `Waiting for AWS credentials (${action} in ${region})`
    : `Waiting for ${host} (${action} in ${region})`;
