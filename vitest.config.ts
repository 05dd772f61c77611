import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { handlebarsPrecompiled } from './scripts/handlebars-plugin.mjs';
import { markdownAsText } from './scripts/markdown-plugin.mjs';
import { pageParts } from './scripts/page-parts-plugin.mjs';
import { TallyReporter } from './scripts/tally-reporter.mjs';

/** Most tests work rather than wait; left to itself, Vitest keeps one processor for itself, which is half of a small machine. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

const PROJECTS = {
  /**
   * Tests of pure functions, which keep nothing between calls. So the files that a worker runs share its modules: to import them
   * again for each file took twice as much as the tests.
   */
  pure: { include: ['test/{core,corpus,formats,reports}/**/*.test.ts'], isolate: false },
  sources: {
    exclude: ['test/{cli,core,corpus,docs,formats,package,real,reports}/**'],
    include: ['test/**/*.test.ts'],
  },
  /** Tests that run the program itself: as it is packed and installed. */
  installed: { include: ['test/{cli,docs,package}/**/*.test.ts'], globalSetup: 'test/package/install.ts' },
  /**
   * Tests that drive real tools; after the others, of which some mind the time. The AWS provider of Terraform sleeps after most of
   * what it does, up to a minute, so that half of the processors would wait.
   */
  real: {
    include: ['test/real/**/*.test.ts'],
    globalSetup: 'test/real/emulators.ts',
    sequence: { groupOrder: 1 },
    maxWorkers: maxWorkers + Math.ceil(maxWorkers / 2),
  },
};

export default defineConfig({
  plugins: [handlebarsPrecompiled, markdownAsText, pageParts],
  test: {
    testTimeout: 20_000,
    // Folders of generated apps take a while to delete.
    hookTimeout: 60_000,
    reporters: ['default', new TallyReporter()],
    projects: Object.entries(PROJECTS).map(([name, test]) => ({
      extends: true,
      test: { name, maxWorkers, ...test },
    })),
  },
});
