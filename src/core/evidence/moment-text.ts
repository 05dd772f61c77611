/** A moment in ISO 8601 and UTC as people read it: `2026-11-26 14:30`. */
export const minuteText = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

/** `2026-11-26 14:30 UTC`. */
export const momentText = (iso: string): string => `${minuteText(iso)} UTC`;
