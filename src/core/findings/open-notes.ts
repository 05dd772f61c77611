import type { Note } from '../plan/note.ts';
import type { Traced } from '../trace/path.ts';
import { findings } from './findings.ts';

/**
 * What a plan leaves open, one note for each cause: the paths that don't go through an endpoint even once the plan is carried out,
 * because only the reader can decide or find out. And what the plan doesn't change: that subnets of the tasks are public.
 *
 * @param scene with the paths after the plan
 */
export function openNotes(scene: Traced): Note[] {
  const paths = scene.paths.filter(({ via }) => via !== 'endpoint');
  const causes = new Set<string>(paths.flatMap(({ faults }) => faults.map(({ rule }) => rule)));
  return findings({ ...scene, paths }, []).flatMap(({ rule, message }): Note[] => {
    const more = `${message} (doctor --explain ${rule})`;
    if (rule === 'public-subnet') return [{ code: 'public-subnet', message: more, rule }];
    return causes.has(rule) ? [{ code: 'left-open', message: `Left open: ${more}`, rule }] : [];
  });
}
