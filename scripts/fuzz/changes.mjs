import { createServer } from 'vite';
import { handlebarsPrecompiled } from '../handlebars-plugin.mjs';
import { markdownAsText } from '../markdown-plugin.mjs';

/*
 * Files in which one place holds something else, each place × each change: the commands as they are in src, in this process. All of
 * them, however many runs are asked for; the seed decides with which flags each is run.
 */

/**
 * @param {{ seed: number, log: (text: string) => void }} options
 * @returns {Promise<string[]>} what went wrong, each with the place and the change
 */
export async function run({ seed, log }) {
  const server = await createServer({
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, watch: null, hmr: false, ws: false },
    optimizeDeps: { noDiscovery: true },
    plugins: [handlebarsPrecompiled, markdownAsText],
  });
  try {
    const { faultsOfAll } = await server.ssrLoadModule('/test/corpus/every-change.ts');
    return await faultsOfAll(seed, log);
  } finally {
    await server.close();
  }
}
