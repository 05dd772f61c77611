import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { htmlReport } from '../../src/reports/html/html-report.ts';
import { pictureOf } from '../../src/reports/html/picture.ts';
import type { Report } from '../../src/reports/report.ts';
import { MARKUP } from '../core/text/hostile.ts';
import { pageNamed } from './outputs.ts';
import { broken, closed, large, named, right } from './reports.ts';

const REPORTS: readonly (readonly [string, Report])[] = [
  ['right', right],
  ['broken', broken],
  ['closed', closed],
  ['named', named],
  ['large', large()],
];

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);

describe.each(REPORTS)('the page of a report: %s', (_, report) => {
  const page = htmlReport(report);

  it('has each id once, and each link leads to one', () => {
    const ids = matches(page, / id="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    for (const target of matches(page, / href="#([^"]*)"/g)) expect(ids).toContain(target);
  });

  it('says what the other reports say', () => {
    for (const { message, rule } of report.findings) {
      expect(page).toContain(message.replaceAll("'", '&#39;').replaceAll('"', '&quot;'));
      expect(page).toContain(rule);
    }
  });

  it('draws every way to where it goes', () => {
    const { ways, rows, subnets } = pictureOf(report);
    expect(ways).toHaveLength(subnets.length * report.needs.length);
    for (const { path, points, dots } of ways) {
      const reached = dots.map(([, y]) => rows.find((row) => row.y === y)?.id);
      if (path.via === 'endpoint') expect(reached.at(-1)).toBe(path.endpointId);
      if (path.via === 'nat') expect(reached).toContain(path.natGatewayId);
      if (path.via === 'blocked' || path.via === 'unknown') expect(dots).not.toContain(points.at(-1));
    }
  });

  it('draws nothing outside of itself, and no two columns on each other', () => {
    const { width, height, subnets, zones, ways, rows } = pictureOf(report);
    for (const [x, y] of ways.flatMap(({ points }) => points)) {
      expect(x > 0 && x < width && y > 0 && y < height).toBe(true);
    }
    for (const boxes of [subnets, zones])
      for (const [index, box] of boxes.entries()) {
        const next = boxes[index + 1];
        if (next) expect(box.x + box.width).toBeLessThan(next.x);
      }
    expect(new Set(rows.map(({ y }) => y)).size).toBe(rows.length);
  });
});

describe('the page', () => {
  const page = htmlReport(broken);

  it('lets the browser run its own script and style, and fetch nothing', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'");
    for (const tag of ['style', 'script']) {
      const [text = ''] = matches(page, new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'));
      const hash = createHash('sha256').update(text).digest('base64');
      expect(policy).toContain(`${tag}-src 'sha256-${hash}'`);
    }
    expect(policy).toContain("default-src 'none'");
    expect(page).not.toMatch(/ (src|href|action)="(?!#)/);
    expect(page).not.toMatch(/@import|url\(|fetch\(|XMLHttpRequest|innerHTML/);
  });

  it.each(MARKUP)('shows markup in names as text: %s', (text) => {
    const hostile = pageNamed(`zqx${text}`);
    const tags = (of: string) => of.replaceAll(/="[^"]*"|>[^<]*/g, '');
    expect(tags(hostile)).toBe(tags(pageNamed('zqxweb')));
  });
});
