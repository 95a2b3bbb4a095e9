import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { sampleOutcome, sampleReport } from '@temblor/lab/report/testing/sample-run';
import { describe, expect, test } from 'vitest';
import type { DashboardBundle } from './report-page.ts';
import { readDashboardBundle, renderReportPage } from './report-page.ts';

const bundle: DashboardBundle = {
  page: [
    '<!doctype html><html lang="en"><head><meta charset="utf-8" /><title>Temblor</title>',
    '<script type="module" crossorigin src="./assets/dashboard.js"></script>',
    '<link rel="stylesheet" crossorigin href="./assets/index.css">',
    '</head><body><div id="root"></div></body></html>',
  ].join('\n'),
  script: `const a = "<script></script>"; const b = '<!-- $& $1 $\`'; console.log(a, b);`,
  styles: 'p::after { content: "</style>$&" }',
};

/** What breaks out of an element of a script, where it is let. */
const nasty = `</script><script>alert(1)</script><!--<script>]]>`;

const elements = (page: string, name: string) => [...page.matchAll(new RegExp(`<${name}\\b`, 'gi'))].length;
const contentOf = (page: string, id: string) =>
  new RegExp(`id="${id}">\\s*([\\s\\S]*?)\\s*</script>`).exec(page)?.[1] ?? '';

describe('the page of a run', async () => {
  const events: readonly JournalEvent[] = sampleOutcome({ text: nasty }).events;
  const report = sampleReport({ text: nasty });
  const page = await renderReportPage(bundle, report, events);

  test('carries the report and the journal, as they are', () => {
    expect(JSON.parse(contentOf(page, 'temblor-report'))).toEqual(report);
    const lines = contentOf(page, 'temblor-journal').split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(events);
    expect(page).toContain('<title>Voting under one fault at a time&lt;/script&gt;');
  });

  test('carries the bundle: a script that runs as it did, and its styles', () => {
    const code = /<script type="module">\n([\s\S]*?)\n<\/script>/.exec(page)?.[1] ?? '';
    const printed: unknown[] = [];
    new Function('console', code)({ log: (...texts: unknown[]) => printed.push(...texts) });
    expect(printed).toEqual(['<script></script>', '<!-- $& $1 $`']);
    expect(page).toContain('content: "\\3c /style>$&"');
  });

  test('lets no text of a service out of its element', () => {
    expect(elements(page, 'script')).toBe(3);
    expect(elements(page, '/script')).toBe(3);
    expect(elements(page, '/style')).toBe(1);
    expect(page).not.toContain('<!--');
  });

  test('lets no script run but the bundle, which its policy knows by its hash', async () => {
    const withBreaks = await renderReportPage({ ...bundle, script: 'run();\r\nrun();\rrun();' }, report, events);
    for (const each of [page, withBreaks]) {
      const script = /<script type="module">([\s\S]*?)<\/script>/.exec(each)?.[1] ?? '';
      const hash = createHash('sha256').update(script).digest('base64');
      expect(each).toContain(`script-src 'sha256-${hash}'; `);
      expect(each).toContain("base-uri 'none'; form-action 'none'");
      expect(script).not.toContain('\r');
    }
  });

  test('loads nothing from anywhere', () => {
    expect(page).not.toMatch(/\s(src|href)=/);
    expect(page).toContain(`content="default-src 'none';`);
  });
});

describe('the built dashboard', () => {
  test('is read from its folder; where it is not built there is none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'temblor-bundle-'));
    try {
      expect(await readDashboardBundle(folder)).toBeUndefined();
      mkdirSync(join(folder, 'assets'));
      writeFileSync(join(folder, 'index.html'), 'page');
      writeFileSync(join(folder, 'assets/dashboard.js'), 'script');
      writeFileSync(join(folder, 'assets/a.css'), 'a');
      writeFileSync(join(folder, 'assets/b.css'), 'b');
      expect(await readDashboardBundle(folder)).toEqual({ page: 'page', script: 'script', styles: 'a\nb' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
