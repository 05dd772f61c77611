import { parse } from 'yaml';
import { blocksOf, PAGES, textOf } from './page.ts';

/** One thing that a pipeline runs, and the variables that it says hold there. */
export interface Step {
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
}

interface GitHub {
  readonly jobs: Readonly<
    Record<
      string,
      { readonly env?: Record<string, string>; readonly steps: readonly { readonly run?: string }[] }
    >
  >;
}

interface GitLab {
  readonly variables: Readonly<Record<string, string>>;
  readonly script: readonly string[];
}

/** The steps of a job of the pages' GitHub workflow that run commands. */
export function githubSteps(job: string): Step[] {
  const { env = {}, steps = [] } = (pipeline('github') as GitHub).jobs[job] ?? {};
  return steps.flatMap(({ run }) => (run === undefined ? [] : [{ run, env }]));
}

/** The pages' GitLab job, which types all its lines into one shell. */
export function gitlabStep(): Step {
  const [job] = Object.values(pipeline('gitlab') as Readonly<Record<string, GitLab>>);
  return { run: job?.script.join('\n') ?? '', env: job?.variables ?? {} };
}

function pipeline(ci: 'github' | 'gitlab'): unknown {
  const [block, ...others] = PAGES.flatMap((page) => blocksOf(textOf(page))).filter(
    ({ kind }) => kind === `yaml ci=${ci}`,
  );
  if (!block || others.length > 0) throw new Error(`The pages must have one pipeline for ${ci}.`);
  return parse(block.code);
}
