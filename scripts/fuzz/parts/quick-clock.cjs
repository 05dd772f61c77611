/**
 * Required before the program: its timers run out 20 times as soon, so that what it waits for in minutes can be waited for here. What
 * the program does is its own.
 */
const { setTimeout: inTime } = globalThis;
globalThis.setTimeout = Object.assign(
  (work, milliseconds, ...more) => inTime(work, (milliseconds ?? 0) / 20, ...more),
  inTime,
);
