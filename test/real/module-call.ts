import type { GeneratedFile } from '../../src/formats/format.ts';

/**
 * The call of a Terraform module that its README shows, to be pasted.
 *
 * @param source the path to the module; else that of the README
 */
export function callIn(files: readonly Pick<GeneratedFile, 'path' | 'contents'>[], source?: string): string {
  const readme = files.find(({ path }) => path === 'README.md')?.contents ?? '';
  const call = /^```hcl\n(module .*?)^```$/ms.exec(readme)?.[1];
  if (call === undefined) throw new Error('The README shows no call of the module.');
  return source === undefined ? call : call.replace(/(?<=^ {2}source = ).*/m, () => JSON.stringify(source));
}
