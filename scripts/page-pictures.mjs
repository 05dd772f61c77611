import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

/**
 * The pictures of the pages: what the built program writes, opened in Chromium. No check compares them, since fonts and the version of
 * Chromium decide every pixel.
 */
const PICTURES = {
  'doctor-page': {
    args: ['doctor', '--snapshot', 'docs/examples/nat-leak.snapshot.json', '--launch-type', 'fargate'],
    viewport: { width: 900, height: 830 },
  },
  'sweep-page': { args: ['sweep', '--from', 'docs/examples/fleet'], viewport: { width: 1180, height: 710 } },
};

/** In per cent. Text stays sharp, and a picture has some 50 kB. */
const QUALITY = 80;

const folder = await mkdtemp(join(tmpdir(), 'pages-'));
const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
try {
  for (const [name, { args, viewport }] of Object.entries(PICTURES)) {
    const program = ['bin/create-private-ecs-network.js', ...args, '--report', 'html', '--fail-on', 'never'];
    const { stdout } = await promisify(execFile)(process.execPath, program, { maxBuffer: 50e6 });
    const file = join(folder, `${name}.html`);
    await writeFile(file, stdout);
    const page = await browser.newPage({ viewport, colorScheme: 'light' });
    await page.goto(`file://${file}`);
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
    await writeFile(`docs/pictures/${name}.webp`, Buffer.from(data, 'base64'));
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

function chromiumPath() {
  const paths = (process.env.PATH ?? '').split(delimiter).map((directory) => join(directory, 'chromium'));
  const found = process.env.CHROMIUM ?? paths.find((path) => existsSync(path));
  if (!found) throw new Error('Chromium is not on PATH: install it, or set CHROMIUM to its path.');
  return found;
}
