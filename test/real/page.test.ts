import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { htmlReport } from '../../src/reports/html/html-report.ts';
import type { Report } from '../../src/reports/report.ts';
import { reportNamed } from '../reports/outputs.ts';
import { broken, large } from '../reports/reports.ts';
import { describeWithTools, tool } from './tools.ts';

describeWithTools(['chromium'], 'the page in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: tool('chromium') ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The page from disk, and all that went wrong in it or was asked of the network. */
  async function opened(report: Report): Promise<{ readonly page: Page; readonly told: readonly string[] }> {
    const file = join(folder, 'report.html');
    writeFileSync(file, htmlReport(report));
    const page = await browser.newPage();
    const told: string[] = [];
    page.on('console', (message) => told.push(message.text()));
    page.on('pageerror', (error) => told.push(error.message));
    page.on('dialog', (dialog) => told.push(dialog.message()));
    page.on('request', (request) => told.push(request.url()));
    await page.goto(`file://${file}`);
    expect(told.splice(0)).toEqual([`file://${file}`]);
    return { page, told };
  }

  it('reaches the way of every service by keyboard, and says it', async () => {
    const { page, told } = await opened(broken);
    const seen: string[] = [];
    for (let key = 0; key < 100; key++) {
      await page.keyboard.press('Tab');
      const label = await page.locator('.w:focus').evaluateAll(([way]) => way?.getAttribute('aria-label'));
      if (!label) continue;
      expect(await page.locator('.way:visible summary').allInnerTexts()).toEqual([label]);
      seen.push(label);
    }
    expect(new Set(seen).size).toBe(broken.paths.length);
    expect(told).toEqual([]);
  });

  it('leads from a way to its cause', async () => {
    const { page } = await opened(broken);
    await page.locator('.w.nat').first().click();
    const cause = page.locator('.way.on a').first();
    await cause.click();
    expect(await page.locator(':target h3').innerText()).toContain(await cause.innerText());
  });

  it('prints every way that is not through an endpoint', async () => {
    const { page } = await opened(broken);
    await page.emulateMedia({ media: 'print' });
    const elsewhere = broken.paths.filter(({ via }) => via !== 'endpoint').length;
    expect(await page.locator('.way:not(.endpoint):visible').count()).toBe(elsewhere);
  });

  it('shows hostile names as text, and runs nothing of them', async () => {
    const hostile = '<img src=x onerror=alert(1)>"><script>alert(2)</script>\'&amp;';
    const { page, told } = await opened(reportNamed(hostile));
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('body').innerText()).toContain(hostile);
    expect(told).toEqual([]);
  });

  it('fits a phone, but for what scrolls in itself', async () => {
    const { page } = await opened(large());
    await page.setViewportSize({ width: 360, height: 640 });
    expect(await page.locator('html').evaluate(({ scrollWidth }) => scrollWidth)).toBeLessThanOrEqual(360);
  });
});
