import type { GeneratedFile } from '../../src/formats/format.ts';

/**
 * The call of a Terraform module that its README shows, to be pasted.
 *
 * @param source the path to the module; else that of the README
 */
export function callIn(files: readonly Pick<GeneratedFile, 'path' | 'contents'>[], source?: string): string {
  const call = blockIn(files, 'module');
  return source === undefined ? call : call.replace(/(?<=^ {2}source = ).*/m, () => JSON.stringify(source));
}

/** The mocked provider for tests of such a configuration that the README of the module shows. */
export const mockIn = (files: Parameters<typeof callIn>[0]): string => blockIn(files, 'mock_provider');

function blockIn(files: Parameters<typeof callIn>[0], kind: 'module' | 'mock_provider'): string {
  const readme = files.find(({ path }) => path === 'README.md')?.contents ?? '';
  const block = new RegExp(`^\`\`\`hcl\\n(${kind} .*?)^\`\`\`$`, 'ms').exec(readme)?.[1];
  if (block === undefined) throw new Error(`The README shows no block ${kind}.`);
  return block;
}
