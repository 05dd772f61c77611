import { channel } from 'node:diagnostics_channel';

/** A call that AWS keeps waiting. */
export interface SlowCall {
  /** The IAM action of the call, e.g. `ec2:DescribeVpcs`. */
  readonly action: string;
  readonly region: string;
  /** The host that was asked last; undefined while credentials are waited for. */
  readonly host: string | undefined;
  /** How long it has been waited for so far. */
  readonly seconds: number;
}

/** Most calls are answered within a second. Who waits longer than this should see for what. */
const SLOW = 5_000;

const calls = channel('create-private-ecs-network:slow-call');

/** Has `listener` told of every slow call, again and again until it ends. */
export function onSlowCall(listener: (call: SlowCall) => void): void {
  calls.subscribe((message) => listener(message as SlowCall));
}

/** Waits for a call, and tells all listeners if it is slow. */
export async function watched<T>(call: () => Omit<SlowCall, 'seconds'>, wait: () => Promise<T>): Promise<T> {
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += SLOW / 1_000;
    calls.publish({ ...call(), seconds } satisfies SlowCall);
  }, SLOW);
  try {
    return await wait();
  } finally {
    clearInterval(timer);
  }
}
