import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The notice that goes with code of others: each package of which a file is in the build, with its licence. Packages under the
 * same words share them; for the Apache License that is this project's own LICENSE.
 *
 * @param files paths of all that was bundled
 * @param ownLicense the text of LICENSE
 * @throws Error when a package has no licence text: it must not be shipped then
 */
export async function thirdPartyLicenses(files, ownLicense) {
  const roots = new Set([...files].filter((path) => /[\\/]node_modules[\\/]/.test(path)).map(packageRoot));
  const packagesByText = new Map();
  for (const root of [...roots].sort()) {
    const { name, version, license, author } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const written = await licenseText(root);
    // Some packages name the Apache License without enclosing it.
    if (written === '' && license !== 'Apache-2.0') throw new Error(`${root} has no licence text`);
    const text = written === '' ? `${author?.name ?? author}\n${APACHE}` : withoutApache(written, ownLicense);
    packagesByText.set(text, [
      ...(packagesByText.get(text) ?? []),
      `${name} ${version} (${typeof license === 'string' ? license : 'see below'})`,
    ]);
  }
  const chapters = [...packagesByText].map(([text, packages]) => `${packages.join('\n')}\n\n${text}\n`);
  return `This program contains code of the packages named here, under their licences.\n\n${chapters.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** The folder of the package, above any package.json that only says how modules below it are to be read. */
function packageRoot(path) {
  // The bundler marks modules that it makes of others.
  const [, root] = /^\0?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path.replaceAll('\\', '/')) ?? [];
  if (root === undefined || !existsSync(join(root, 'package.json'))) {
    throw new Error(`${path} belongs to no package`);
  }
  return root;
}

async function licenseText(root) {
  const names = (await readdir(root))
    .filter((name) => /^(licen[cs]e|notice|copying)(\.|$)/i.test(name))
    .sort();
  const texts = await Promise.all(names.map((name) => readFile(join(root, name), 'utf8')));
  return texts.map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n');
}

/** Only who holds the copyright, where the rest is the text of the Apache License 2.0. */
function withoutApache(text, ownLicense) {
  if (!flat(text).includes(flat(TERMS.exec(ownLicense)?.[0] ?? ''))) return text;
  const holders = text.match(/^\s*Copyright .*\d{4}.*$/gm)?.map((line) => line.trim()) ?? [];
  return [...holders, APACHE].join('\n');
}

const APACHE = 'Licensed under the Apache License, Version 2.0: see LICENSE.';

/** What is granted and on which conditions. */
const TERMS = /TERMS AND CONDITIONS FOR USE[\s\S]*(?=END OF TERMS AND CONDITIONS)/;

const flat = (text) => text.replace(/\s+/g, ' ').trim();
