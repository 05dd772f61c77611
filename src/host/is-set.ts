/**
 * Whether an environment variable switches something on. CI systems set CI to all kinds of words; to unset it in a shell,
 * people write `CI=` or `CI=false`.
 */
export const isSet = (word: string | undefined): boolean =>
  !!word && !['false', '0'].includes(word.toLowerCase());
