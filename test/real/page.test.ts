import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FleetPage } from '../../src/reports/html/fleet-page.ts';
import { htmlReport } from '../../src/reports/html/html-report.ts';
import type { Report } from '../../src/reports/report.ts';
import {
  isRead,
  pathCounts,
  type SweepRow,
  sweepReport,
  type VpcRow,
} from '../../src/reports/sweep/sweep-report.ts';
import { reportNamed } from '../reports/outputs.ts';
import { broken, closed, large, right } from '../reports/reports.ts';
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
  const opened = (report: Report) => openedText(htmlReport(report));

  async function openedText(
    text: string,
  ): Promise<{ readonly page: Page; readonly told: readonly string[] }> {
    const file = join(folder, 'report.html');
    writeFileSync(file, text);
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

  describe('many VPCs', () => {
    const VPCS = 300;
    const text = fleetOf(VPCS, [right, broken, closed]);

    it('is small, and does nothing for the VPCs that nobody looks at', async () => {
      expect(text.length).toBeLessThan(5e6);
      const { page } = await openedText(text);
      expect(await page.locator('.fleet tbody tr').count()).toBe(VPCS + 1);
      expect(await page.locator('.one .on, .one .copy, .one:visible').count()).toBe(0);
    });

    // By the CPU that it takes: what else the machine does doesn't count.
    it('is open in less than two seconds', async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
      const session = await browser.newBrowserCDPSession();
      const spent = async () => {
        const { processInfo } = await session.send('SystemInfo.getProcessInfo');
        const renderers = processInfo.filter(({ type }) => type === 'renderer');
        return renderers.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
      };
      const before = await spent();
      await openedText(text);
      expect((await spent()) - before).toBeLessThan(2);
    });

    it('is sorted and filtered, by keyboard too', async () => {
      const { page, told } = await openedText(text);
      const first = () => page.locator('.fleet tbody tr:visible').first().innerText();
      const sort = (name: string) => page.locator('.sort', { hasText: new RegExp(`^${name}$`) });
      await sort('Worst').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      expect(await first()).toContain('error');
      await sort('NAT').click();
      await sort('NAT').click();
      expect(await first()).toMatch(/\b1\b/);
      expect(await page.locator('th[aria-sort]').allInnerTexts()).toEqual(['NAT']);
      await page.locator('.filter select').selectOption('not read');
      expect(await first()).toContain('no role');
      await page.locator('.filter select').selectOption('');
      await page.locator('.filter input').fill('vpc-299');
      expect(await page.locator('.fleet tbody tr:visible').count()).toBe(1);
      expect(told).toEqual([]);
    });

    it('shows the VPC that is chosen, and its ways by keyboard', async () => {
      const { page } = await openedText(text);
      await page.locator('.fleet a', { hasText: /^vpc-16$/ }).click();
      expect(await page.locator('.one:visible h2').allInnerTexts()).toEqual([
        expect.stringContaining('vpc-16 '),
      ]);
      const ways = page.locator('.one:visible .w');
      expect(await ways.count()).toBe(broken.paths.length);
      await ways.last().focus();
      const label = await ways.last().evaluate((way) => way.getAttribute('aria-label'));
      expect(await page.locator('.way:visible summary').allInnerTexts()).toEqual([label]);
    });
  });
});

/** The page of as many VPCs, alike in turn, and an account that could not be read. */
function fleetOf(count: number, reports: readonly Report[]): string {
  const page = new FleetPage();
  const rows = Array.from({ length: count }, (_, index): VpcRow => {
    const report = reports[index % reports.length] as Report;
    const row = rowOf(report, index);
    const network = { ...report.network, vpc: { ...report.network.vpc, id: row.vpcId } };
    page.add(row, [{ ...report, network }]);
    return row;
  });
  const unread: SweepRow = { accountId: '999', region: null, error: 'Account 999 has no role of this name.' };
  const report = sweepReport([...rows, unread], { accounts: 3, skipped: [], complete: true });
  expect(report.rows.filter(isRead)).toHaveLength(count);
  return page.text(report);
}

const rowOf = ({ paths, findings, tasks }: Report, index: number): VpcRow => ({
  accountId: '111122223333',
  region: 'eu-west-1',
  vpcId: `vpc-${index}`,
  name: `shop ${index}`,
  launchTypes: ['ec2'],
  subnets: tasks.subnetIds,
  paths: pathCounts((way) => paths.filter(({ via }) => via === way).length),
  worst: findings[0]?.severity ?? null,
  findings: findings.map(({ rule, severity }) => ({ rule, severity, count: 1 })),
});
