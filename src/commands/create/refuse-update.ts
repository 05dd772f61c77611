import type { Answers } from '../../ask/questions.ts';
import { isCreated, isLike } from '../../core/findings/code-remarks.ts';
import type { Endpoint, Network } from '../../core/network/network.ts';
import { isOurs } from '../../core/plan/ours.ts';
import { OURS_TAG } from '../../core/plan/ours-tag.ts';
import { endpointOf } from '../../core/plan/parts.ts';
import { Problem } from '../../core/problem.ts';
import type { GeneratedFile } from '../../formats/format.ts';
import type { Update } from '../../reports/plan-document.ts';
import { RECORD_FILE, type RunRecord } from '../../sources/record/record.ts';
import { createdIn, decisiveUnread } from './update.ts';

/** What it takes to know what a directory holds. */
export interface UpdateIo {
  /** Undefined where nobody can be asked. */
  readonly dialogue: unknown;
  /** What a file in a directory holds; undefined where there is none. */
  readonly textIn: (directory: string, path: string) => string | undefined;
}

/**
 * @throws Problem where files would replace code whose resources are deployed, and no record says what they were made from
 */
export function refuseDeployed(
  found: Network,
  files: readonly GeneratedFile[],
  target: string,
  io: UpdateIo,
): void {
  // Everybody has a README.
  const there = files.flatMap(({ path, yields }) =>
    path === 'README.md' || yields ? [] : (io.textIn(target, path) ?? []),
  );
  if (found.source === 'declared' && there.some((text) => text.includes(OURS_TAG)))
    throw new Problem(
      `${target} has generated code without its ${RECORD_FILE}, so what its deployment made can't be seen. Restore the record from ` +
        'your version control, or choose another directory.',
    );
  const created = createdIn(found);
  if (created.length === 0 || there.length === 0) return;
  throw new Problem(
    `${target} has generated code without its ${RECORD_FILE}, and ${found.vpc.id} has what such code created: ${created.join(', ')}. ` +
      'New files in its place would delete these at the next deployment. Restore the record from your version control, or choose ' +
      'another directory.',
  );
}

/**
 * @throws Problem where an update would touch files that somebody edited or that are not ours, or remove what nobody agreed to
 */
export function refuseUpdate(
  record: RunRecord,
  update: Update,
  found: Network,
  edited: readonly string[],
  files: readonly GeneratedFile[],
  { force, allowRemoval, dryRun }: Answers,
  target: string,
  directory: string,
  io: UpdateIo,
): void {
  if (edited.length > 0 && !force)
    throw new Problem(
      `Edited since they were generated, in ${directory}: ${edited.join(', ')}. Put your additions in files of their own and restore these, or pass --force to replace them.`,
    );
  const uncertain = uncertainRemoval(record, update, found);
  if (uncertain !== undefined && !(uncertain.allowed && allowRemoval)) throw new Problem(uncertain.reason);
  if (dryRun) return;
  const own = new Set([...Object.keys(record.files), RECORD_FILE]);
  const foreign = files
    .filter(({ path, contents }) => !own.has(path) && (io.textIn(target, path) ?? contents) !== contents)
    .map(({ path }) => path);
  if (foreign.length > 0 && !force)
    throw new Problem(
      `${foreign.join(', ')} in ${directory}: not written by this tool. Move it, or pass --force to replace it.`,
    );
  if (files.length === 0)
    throw new Problem(
      createdIn(found).length > 0
        ? `With these answers there is nothing left to generate. Destroy what ${directory} deployed, then delete the directory.`
        : `With these answers there is nothing left to generate: the tasks have what they need without the code in ${directory}.`,
    );
  if (update.removes.length > 0 && !allowRemoval && !io.dialogue)
    throw new Problem(
      [
        'The next deployment would remove:',
        ...update.removes.map((text) => `- ${text}`),
        'Nothing was written. To do that, pass --allow-removal.',
      ].join('\n'),
    );
}

/**
 * Why what an update removes may be needed nevertheless: something that decides it couldn't be read, or there are endpoints in its place of
 * which nobody can tell whether the code made them. Undefined where the removal is certain.
 *
 * @returns the reason, and whether somebody who knows better can allow it
 */
export function uncertainRemoval(
  { changes, name }: RunRecord,
  { removes, prerequisites: { leaves } }: Pick<Update, 'removes' | 'prerequisites'>,
  found: Network,
): { readonly reason: string; readonly allowed: boolean } | undefined {
  if (removes.length + leaves.length === 0) return undefined;
  const { endpoints = [], source } = found;
  const list = removes.map((text) => `- ${text}`);
  const unread = decisiveUnread(found);
  if (unread.length > 0)
    return {
      allowed: false,
      reason: [
        ...(list.length > 0
          ? [
              `Without the answers of ${unread.join(', ')}, whether the next deployment should remove this isn't known:`,
              ...list,
            ]
          : []),
        ...(leaves.length > 0
          ? [
              `Without the answers of ${unread.join(', ')}, whether these manual steps are still needed isn't known:`,
              ...leaves.map(({ part }) => `- ${part}`),
            ]
          : []),
        'Nothing was written. Allow these calls, then run this again.',
      ].join('\n'),
    };
  const gone = changes
    .filter(isCreated)
    .filter(({ service }) => removes.some((text) => text.split(':')[0] === endpointOf(service)));
  const inPlace = endpoints.filter((endpoint) => gone.some((change) => isLike(change, endpoint)));
  if (source === 'snapshot' && inPlace.length > 0)
    return {
      allowed: false,
      reason:
        `The snapshot has ${idsOf(inPlace)}, and holds no tags, so whether the code in the directory made them isn't known. Run this with ` +
        'access to the account, or with a snapshot from before the code was deployed.',
    };
  const others = inPlace.filter((endpoint) => isOurs(endpoint) && !isOurs(endpoint, name));
  return others.length === 0
    ? undefined
    : {
        allowed: true,
        reason: [
          `The VPC has ${idsOf(others)}, whose tag ${OURS_TAG} has another value than ${name}. If this code made them under another name, ` +
            'as a module that is called with one, nothing is to be changed. Else the next deployment would remove:',
          ...list,
          'Nothing was written. To do that, pass --allow-removal.',
        ].join('\n'),
      };
}

const idsOf = (endpoints: readonly Endpoint[]): string =>
  endpoints.map(({ id, service, serviceName }) => `${id} (${service ?? serviceName})`).join(', ');
