import { fork } from 'node:child_process';
import { watch } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { handlebarsPrecompiled } from './handlebars-plugin.mjs';
import { markdownAsText } from './markdown-plugin.mjs';

/**
 * Runs the program from its sources, and again after each change of them: `npm run dev -- doctor --snapshot vpc.json`.
 * Vite compiles only the files a run loads, which takes a second or two; the full build takes many more.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['src', 'templates', 'docs/rules'];

/** Editors write a file in several steps: one run for all changes within this time. */
const SETTLE_MS = 100;

// Each run has a process of its own, forked from this file, since the program ends its process.
if (process.send) await runProgram();
else watchSources();

async function runProgram() {
  // Nothing more comes through the channel, which would keep the process alive.
  process.disconnect();
  const server = await createServer({
    root: ROOT,
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    plugins: [handlebarsPrecompiled, markdownAsText],
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, watch: null, hmr: false, ws: false },
  });
  await server.ssrLoadModule('/src/cli.ts');
}

function watchSources() {
  let child;
  let timer;
  const start = () => {
    const started = fork(fileURLToPath(import.meta.url), process.argv.slice(2), { stdio: 'inherit' });
    child = started;
    started.on('exit', (code) => {
      if (child === started) console.error(`\nExit code ${code}. Waiting for changes; press Ctrl-C to stop.`);
    });
  };
  const restart = (path) => {
    // The run that is about to start reads this change too.
    if (!child) return;
    console.error(`\n${path} changed.`);
    const old = child;
    child = undefined;
    if (old.exitCode !== null || old.signalCode !== null) return start();
    old.once('exit', start);
    old.kill();
  };
  for (const folder of SOURCES)
    watch(`${ROOT}/${folder}`, { recursive: true }, (_, name) => {
      clearTimeout(timer);
      timer = setTimeout(restart, SETTLE_MS, `${folder}/${name}`);
    });
  start();
}
