/** When the series ends. */
export const NOW: string;
/** When the route to S3 was added. */
export const FIXED: string;
/** Bytes in from outside and out to it, hour by hour, in a stretch of time. */
export function natLeakSeries(
  from: string,
  to: string,
): readonly { readonly at: string; readonly bytesIn: number; readonly bytesOut: number }[];
