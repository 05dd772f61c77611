/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** `Array.isArray` does not narrow readonly arrays. */
export const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);
