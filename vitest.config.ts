import { defineConfig } from 'vitest/config';
import { handlebarsForVite } from './scripts/handlebars-plugin.mjs';
import { markdownForVite } from './scripts/markdown-plugin.mjs';
import { TallyReporter } from './scripts/tally-reporter.mjs';

export default defineConfig({
  plugins: [handlebarsForVite, markdownForVite],
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    reporters: ['default', new TallyReporter()],
  },
});
