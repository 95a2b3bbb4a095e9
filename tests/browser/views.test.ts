/** What holds in every view: no violation that axe-core finds, no page that scrolls sideways; and what it looks like. */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openBrowser } from './fixtures/open-browser.ts';
import { viewsOf } from './fixtures/views.ts';
import { openWatched } from './fixtures/watched-context.ts';

const lab = inject('lab');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const screenshots = fileURLToPath(new URL('../../artifacts/screenshots/', import.meta.url));
const widths = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
];
let browser: Browser;

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  browser = await openBrowser();
});

afterAll(() => browser.close());

describe.each(viewsOf(lab))('the view $name', ({ name, address, ready }) => {
  test('is within reach of everyone, and within its width, in light and in dark', async () => {
    const origin = address.startsWith('file:') ? 'file:' : lab.origin;
    await using watched = await openWatched(browser, origin, { colorScheme: 'light', bypassCSP: true });
    const page = await watched.open(address);
    await ready(page);
    await page.evaluate(axe);
    for (const theme of ['light', 'dark'] as const) {
      if (theme === 'dark') await page.getByRole('button', { name: 'Dark theme' }).click();
      for (const size of widths) {
        await page.setViewportSize(size);
        // Charts that nobody sees are not drawn anew: the picture is of a window as high as the page.
        const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
        await page.setViewportSize({ ...size, height });
        await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
        await page.screenshot({ path: `${screenshots}${name}-${size.width}-${theme}.png` });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(size.width);
        expect(await violationsIn(page)).toEqual([]);
      }
    }
  });
});

/** The rules of WCAG 2.x A and AA, and what is good practice beside them. */
const options = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
};

const readViolations = `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations.map(
  ({ id, help, nodes }) => id + ': ' + help + ' at ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(' and '),
))`;

function violationsIn(page: Page): Promise<unknown> {
  return page.evaluate(readViolations);
}
