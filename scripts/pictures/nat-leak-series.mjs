/**
 * What a NAT gateway counted in the week in which the route to S3 was added: two deployments each working day, whose tasks pull
 * their layers through it until then.
 */
export const NOW = '2026-11-26T14:30:00Z';
/** When the route was added. */
export const FIXED = '2026-11-24T10:30:00Z';

const HOUR = 3_600_000;
/** The hours in which tasks are deployed. */
const DEPLOYMENTS = [9, 15];
/** What the layers of a deployment have, in its order, again and again. */
const LAYERS = [8_412_000_731, 6_931_204_118, 9_204_551_002, 7_318_900_455, 8_820_114_309];
/** What the application exchanges with others in an hour. */
const USUAL = 38_000_417;

/** Bytes in from outside and out to it, hour by hour, in a stretch of time. */
export function natLeakSeries(from, to) {
  const hours = [];
  let deployed = 0;
  for (let at = Date.parse(from); at < Date.parse(to); at += HOUR) {
    const time = new Date(at);
    const usual = USUAL + ((at / HOUR) % 7) * 3_000_029;
    const deploys = DEPLOYMENTS.includes(time.getUTCHours()) && time.getUTCDay() % 6 !== 0;
    const pulled = deploys && at < Date.parse(FIXED) ? LAYERS[deployed++ % LAYERS.length] : 0;
    hours.push({
      at: time.toISOString(),
      bytesIn: usual + pulled,
      bytesOut: Math.round((usual + pulled) / 60),
    });
  }
  return hours;
}
