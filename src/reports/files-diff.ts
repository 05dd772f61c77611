import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';

/** A file before and after a run; undefined where it isn't there. */
export interface FileVersions {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * What a run would change in files, as a unified diff that `git apply` and `patch -p1` take. Files that stay the same are left out.
 *
 * @see https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export const filesDiff = (files: readonly FileVersions[]): string =>
  files
    .filter(({ before, after }) => before !== after)
    .map(({ path, before, after }) =>
      formatPatch(
        structuredPatch(
          before === undefined ? '/dev/null' : `a/${path}`,
          after === undefined ? '/dev/null' : `b/${path}`,
          before ?? '',
          after ?? '',
          undefined,
          undefined,
          { context: 3 },
        ),
        FILE_HEADERS_ONLY,
      ),
    )
    .join('');
