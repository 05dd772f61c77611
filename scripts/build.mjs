import { readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { awsSdkTrimmed } from './aws-sdk-plugin.mjs';
import { handlebarsPrecompiled } from './handlebars-plugin.mjs';
import { markdownAsText } from './markdown-plugin.mjs';
import { pageParts } from './page-parts-plugin.mjs';
import { styleTextOfNode20 } from './style-text-plugin.mjs';
import { thirdPartyLicenses } from './third-party-licenses.mjs';

/**
 * The published program, with all its packages inside, in few files, since each one costs time to unpack: what starts it; what
 * asks, with all that it imports; and what is loaded when a run gets there, by what it takes to load.
 */
const LOADED_LATER = {
  'flow-logs': /\/client-cloudwatch-logs\/|\/flow-logs\/|\/doctor\/may-query\.ts$|\/ask-yes-or-no\.ts$/,
  pricing: /\/client-pricing\/|\/read-prices\.ts$/,
  cost: /\/core\/evidence\/cost\/|\/reports\/cost\/|\/html\/cost-section\.ts$|\/(prices-for|with-cost|cost-of-plan)\.ts$/,
  traffic:
    /\/client-cloudwatch\/|\/sources\/aws\/traffic\/|\/core\/evidence\/(?!averages|address-ranges)|\/reports\/traffic\/|\/html\/traffic-section\.ts$|\/doctor\/measured\.ts$/,
  'fleet-create':
    /\/(formats|reports|templates)\/fleet\/|\/commands\/sweep\/create\/|\/(fleet-record|united-workload)\.ts$/,
  central:
    /\/core\/findings\/central\.ts$|\/create\/read-spokes\.ts$|\/(central-readme|zone-views|render-central)\.ts$|\/zones\.tf\.hbs/,
  organizations: /\/client-organizations\/|\/list-accounts\.ts$/,
  'sweep-aws':
    /\/sweep\/(read-fleet|at-most|owners)\.ts$|\/aws\/(aws-access|enabled-regions|find-tasks|fleet|read-standalone-tasks)\.ts$/,
  sweep: /\/(commands|reports|sources)\/sweep\/|\/sweep-(folder|progress)\.ts$|\/tasks-by-vpc\.ts$/,
  stopped: /\/core\/stopped\/|\/about-task\.ts$/,
  task: /\/(ecs-task|read-task|with-task)\.ts$/,
  sts: /\/client-sts\/|\/(account|assume-role)\.ts$/,
  'route-53':
    /\/client-route-53\/|\/(list-hosted-zones|list-records|follow-zones|list-profile-resources|profiles-client|strict-route53-protocol)\.ts$|\/network\/(hub|zone-records)\.ts$/,
  proxy: /\/node_modules\/hpagent\/|\/src\/sources\/aws\/proxy\//,
  aws: /left-out|\/node_modules\/(@aws-sdk|@smithy|@aws-crypto|@aws|bowser|tslib)\/|\/src\/sources\/aws\//,
  diff: /\/node_modules\/diff\/|\/files-diff\.ts$/,
  yaml: /\/node_modules\/yaml\/|\/parse-yaml\.ts$/,
  'fleet-page': /\/html\/fleet-page\.ts$/,
  page: /\/src\/reports\/html\//,
  'ci-reports': /\/src\/reports\/(github|sarif|sarif-rules)\.ts$/,
  live: /\/src\/sources\/planned\/live\//,
  code: /\/src\/sources\/(terraform|template|hcl)\/|\/src\/sources\/planned\/(?!planned-source)|\/src\/reports\/code-fix\/|\/doctor\/in-code\.ts$/,
  checks: /\/src\/host\/run\.ts$|\/node_modules\//,
  'terraform-module': /\/src\/formats\/terraform\/module\/|\/templates\/terraform\/module\//,
  engine: /\/(src|templates|docs)\//,
};
const FILES = ['run.cjs', ...Object.keys(LOADED_LATER).map((name) => `${name}.cjs`)];

/** The file for a module: none for what is imported from the start. Handlebars' runtime belongs to the templates. */
function fileOf(id, { getModuleIds, getModuleInfo }) {
  fromTheStart ??= staticImports(
    [...getModuleIds()].find((one) => getModuleInfo(one).isEntry),
    getModuleInfo,
  );
  if (fromTheStart.has(id)) return undefined;
  const path = id.replaceAll('\\', '/');
  if (/\/node_modules\/(handlebars|@clack)\/|commonjsHelpers/.test(path)) return 'engine';
  return Object.entries(LOADED_LATER).find(([, pattern]) => pattern.test(path))?.[0];
}
let fromTheStart;

function staticImports(entry, getModuleInfo) {
  const reached = new Set([entry]);
  for (const id of reached) for (const next of getModuleInfo(id)?.importedIds ?? []) reached.add(next);
  return reached;
}

/** Lets what starts the program, which is built by itself, load the rest from the file beside it. */
const loadedLater = {
  name: 'loaded-later',
  enforce: 'pre',
  resolveId: (source) =>
    source === './commands/run.ts' ? { id: `./${FILES[0]}`, external: true } : undefined,
};

/** Leaves out what is loaded later: the help needs no more than the tables. */
const nothingLater = {
  name: 'nothing-later',
  resolveDynamicImport: (specifier) => ({ id: String(specifier), external: true }),
};

await rm('dist', { recursive: true, force: true });
const parts = [
  // CommonJS starts without Node's loader of ES modules, which takes longer than all that --help does; and old versions
  // of Node get as far as the check of their version.
  ...(await bundle('src/cli.ts', {
    name: 'cli.cjs',
    target: 'es2019',
    plugins: [loadedLater, await helpComputed()],
  })),
  ...(await bundle('src/commands/run.ts', {
    name: 'run.cjs',
    manualChunks: fileOf,
    onlyExplicitManualChunks: true,
    plugins: [styleTextOfNode20, handlebarsPrecompiled, markdownAsText, pageParts, awsSdkTrimmed],
  })),
];
const names = parts.map(({ fileName }) => fileName);
if (names.toSorted().join() !== ['cli.cjs', ...FILES].toSorted().join())
  throw new Error(`The build has other parts: ${names.join(', ')}.`);
const bundled = new Set(parts.flatMap(({ modules }) => Object.keys(modules)));
await writeFile('THIRD-PARTY-LICENSES', await thirdPartyLicenses(bundled, await readFile('LICENSE', 'utf8')));

/** A program and what it loads later, as Rollup's chunks; written to dist unless told otherwise. More options are Rollup's. */
async function bundle(input, { name, target = 'node20.12', plugins = [], write = true, ...output }) {
  const { output: chunks } = await build({
    configFile: false,
    logLevel: 'warn',
    plugins,
    resolve: {
      mainFields: ['module', 'main'],
      // The package's build for Node is CommonJS, whose helpers every stage would load.
      alias: { yaml: fileURLToPath(new URL('../node_modules/yaml/browser/dist/index.js', import.meta.url)) },
    },
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      write,
      outDir: 'dist',
      emptyOutDir: false,
      target,
      minify: 'terser',
      // V8 reads text of one byte a character faster.
      terserOptions: { format: { ascii_only: true } },
      rollupOptions: {
        input,
        output: {
          entryFileNames: name,
          format: 'cjs',
          dynamicImportInCjs: false,
          chunkFileNames: '[name].cjs',
          ...output,
        },
      },
    },
  });
  return chunks;
}

/** Puts the help in as data, without the question table that it is made from. */
async function helpComputed() {
  const [{ code }] = await bundle('src/commands/help-pages.ts', {
    format: 'esm',
    write: false,
    plugins: [nothingLater],
  });
  const { HELP_PAGES } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return {
    name: 'help-computed',
    enforce: 'pre',
    load: (id) =>
      /[\\/]help-pages\.ts$/.test(id)
        ? `export const HELP_PAGES = ${JSON.stringify(HELP_PAGES)};`
        : undefined,
  };
}
