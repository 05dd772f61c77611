import { resolve } from 'node:path';
import { Problem } from '../../core/problem.ts';

/** What it takes to know whether a directory, relative to the working one, can take files. */
export interface TargetIo {
  readonly cwd: string;
  readonly targetFault: (directory: string, force: boolean) => string | undefined;
}

/** @throws Problem saying why files cannot go to the directory */
export function refuseTarget(directory: string, force: boolean, { cwd, targetFault }: TargetIo): void {
  const fault = targetFault(resolve(cwd, directory), force);
  if (fault) throw new Problem(fault);
}
