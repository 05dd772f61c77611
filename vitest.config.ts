import { defineConfig } from 'vitest/config';
import { handlebarsForVite } from './scripts/handlebars-plugin.mjs';

export default defineConfig({
  plugins: [handlebarsForVite],
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
  },
});
