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
  const jobs = pipelines('github').flatMap((workflow) => (workflow as GitHub).jobs[job] ?? []);
  const [{ env = {}, steps } = { steps: [] }, ...others] = jobs;
  if (others.length > 0) throw new Error(`The pages have several jobs ${job}.`);
  return steps.flatMap(({ run }) => (run === undefined ? [] : [{ run, env }]));
}

/** The pages' GitLab job, which types all its lines into one shell. */
export function gitlabStep(): Step {
  const [job] = pipelines('gitlab').flatMap((jobs) =>
    Object.values(jobs as Readonly<Record<string, GitLab>>),
  );
  return { run: job?.script.join('\n') ?? '', env: job?.variables ?? {} };
}

const pipelines = (ci: 'github' | 'gitlab'): unknown[] =>
  PAGES.flatMap((page) => blocksOf(textOf(page)))
    .filter(({ kind }) => kind === `yaml ci=${ci}`)
    .map(({ code }) => parse(code));
