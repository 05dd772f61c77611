import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Prepares a release: `npm run release`, or `npm run release -- 1.0.0` to choose the version. Moves the files in changes/
 * into CHANGELOG.md, sets the version in package.json and package-lock.json, and prints what to do next.
 */

/** The first line of a file in changes/: its heading in the changelog, and which number of the version it raises. */
const KINDS = {
  breaking: { heading: 'Breaking', raises: 0 },
  added: { heading: 'Added', raises: 1 },
  changed: { heading: 'Changed', raises: 1 },
  fixed: { heading: 'Fixed', raises: 2 },
};
const HEADINGS = Object.values(KINDS).map(({ heading }) => heading);

const [, , chosen] = process.argv;
const packageJson = JSON.parse(read('package.json'));
const lock = JSON.parse(read('package-lock.json'));
const changelog = parseChangelog(read('CHANGELOG.md'));
const changes = existsSync('changes')
  ? readdirSync('changes')
      .filter((name) => name.endsWith('.md'))
      .sort()
  : [];

const entries = HEADINGS.map((heading) => [heading, [changelog.unreleased.get(heading)].filter(Boolean)]);
const sections = new Map(entries);
for (const name of changes) {
  const { heading, text } = parseChange(name);
  sections.get(heading).push(`- ${text.replaceAll(/\n(?=.)/g, '\n  ')}`);
}
const headings = HEADINGS.filter((heading) => sections.get(heading).length > 0);
if (headings.length === 0) stop('There is nothing to release: changes/ is empty.');

const version = chosen ?? nextVersion();
if (!/^\d+\.\d+\.\d+$/.test(version)) stop(`The version must have the form 1.2.3 (got "${version}").`);
if (changelog.released.includes(version)) stop(`CHANGELOG.md already has version ${version}.`);

const today = new Date().toISOString().slice(0, 10);
const body = headings.map((heading) => `### ${heading}\n\n${sections.get(heading).join('\n')}\n`);
writeFileSync(
  'CHANGELOG.md',
  [`${changelog.intro}## ${version} - ${today}\n`, ...body, changelog.rest].filter(Boolean).join('\n'),
);
writeJson('package.json', { ...packageJson, version });
const packages = { ...lock.packages, '': { ...lock.packages[''], version } };
writeJson('package-lock.json', { ...lock, version, packages });
for (const name of changes) rmSync(`changes/${name}`);

console.log(`CHANGELOG.md, package.json and package-lock.json now say ${version}. Read the diff, then:

  git add --all && git commit --message "Release ${version}"
  git tag --annotate v${version} --message v${version}
  git push --follow-tags

The pushed tag starts the workflow that publishes to npm.`);
if (!packageJson.repository)
  console.log(
    '\nFirst set "repository" in package.json: npm needs it for provenance, and for the links of the README.',
  );

/** What stands before the versions, under "Unreleased" by heading, and from the last version on. */
function parseChangelog(text) {
  const [intro, ...versions] = text.split(/^(?=## )/m);
  const open = versions[0]?.startsWith('## Unreleased') ? versions.shift() : '';
  const unreleased = new Map();
  for (const section of open.split(/^### /m).slice(1)) {
    const [, heading, items] = /^(.*)\n([\s\S]*)$/.exec(section);
    if (!HEADINGS.includes(heading))
      stop(`CHANGELOG.md: "${heading}" must be one of ${HEADINGS.join(', ')}.`);
    unreleased.set(heading, items.trim());
  }
  const released = versions.map((one) => /^## (\S+)/.exec(one)?.[1]);
  return { intro, unreleased, released, rest: versions.join('') };
}

/** A file in changes/: its first line is its kind, the rest is the entry. */
function parseChange(name) {
  const [kind, ...lines] = read(`changes/${name}`).split('\n');
  const text = lines.join('\n').trim();
  if (!Object.hasOwn(KINDS, kind))
    stop(`changes/${name}: the first line must be one of ${Object.keys(KINDS).join(', ')} (got "${kind}").`);
  if (text === '') stop(`changes/${name} has no text after its first line.`);
  return { heading: KINDS[kind].heading, text };
}

/** The version in package.json until it is released, then what the changes raise it to. */
function nextVersion() {
  if (!changelog.released.includes(packageJson.version)) return packageJson.version;
  const numbers = packageJson.version.split('.').map(Number);
  const kinds = Object.values(KINDS).filter(({ heading }) => headings.includes(heading));
  // Before 1.0.0 a breaking change raises the minor version, which is what ^0.1.0 holds to.
  const raised = Math.max(Math.min(...kinds.map(({ raises }) => raises)), numbers[0] === 0 ? 1 : 0);
  return numbers.map((number, at) => (at < raised ? number : at === raised ? number + 1 : 0)).join('.');
}

function read(path) {
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
}

function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
