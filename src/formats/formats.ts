import { cdk } from './cdk/format.ts';
import { cloudformation } from './cloudformation/format.ts';
import type { Format } from './format.ts';
import { terraform } from './terraform/format.ts';

/** Every output format, by what `--iac` takes. */
export const FORMATS = { terraform, cdk, cloudformation } as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];
