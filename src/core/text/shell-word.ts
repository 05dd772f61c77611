/** Whose quoting rules hold: `posix`, or `windows` for both cmd.exe and PowerShell. */
export type Shell = 'posix' | 'windows';

/** The shell of a platform, as Node calls it. */
export const shellOf = (platform: string): Shell => (platform === 'win32' ? 'windows' : 'posix');

/** Text as one word of a shell, such that the shell hands it on as it is. */
export function shellWord(text: string, shell: Shell = 'posix'): string {
  if (PLAIN.test(text) && !(shell === 'windows' && /[%,@]/.test(text))) return text;
  return shell === 'posix' ? `'${text.replaceAll("'", `'\\''`)}'` : windowsWord(text);
}

const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * Between double quotes, unless one of the two shells would read something in it; then as PowerShell takes it, unless cmd.exe
 * would run a part of it. Where no form is safe in both, a word that means nothing, since a wrong one could run something.
 *
 * @see https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
function windowsWord(text: string): string {
  if (!/["%$`!\u201c-\u201e]|\\$/.test(text)) return `"${text}"`;
  if (!/["%!&|<>^()'\u2018-\u201b]/.test(text)) return `'${text}'`;
  return '"..."';
}
