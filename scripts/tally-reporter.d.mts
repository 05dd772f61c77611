import type { Reporter } from 'vitest/node';

export class TallyReporter implements Reporter {}
