import { FORMAT_NAMES, FORMATS } from '../src/formats/formats.ts';

/* The formats that a test runs through, from the table: a new one is tested wherever the others are. */

/** Those that create a VPC. */
export const NEW_VPC_FORMATS = FORMAT_NAMES.filter((name) => FORMATS[name].newVpc);

/** Those that import existing endpoints. */
export const ADOPTING_FORMATS = FORMAT_NAMES.filter((name) => FORMATS[name].adoption);

/** A value of `--iac` that no format will have. */
export const NO_FORMAT = 'no-such-format';
