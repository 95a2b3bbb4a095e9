/** A network that is cut in two, over a made-up journal: its names are long, and nothing of the page gives way to them. */
import type { JournalFact } from '@temblor/lab/journal/event';
import { starting, tell, windowOf } from '@temblor/system-log/panel/testing/log-story';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectForEveryone } from './fixtures/everyone.ts';
import { writeMadeUpReport } from './fixtures/made-up-report.ts';
import { openBrowser } from './fixtures/open-browser.ts';
import { openWatched } from './fixtures/watched-context.ts';

const groups = [['node-1'], ['node-2', 'node-3', 'a-node-of-another-region-that-has-a-long-name']];
const partition = (fault: string): JournalFact => ({
  type: 'fault-applied',
  ...{ fault, kind: 'partition', target: { groups }, parameters: {}, durationMs: 95_000 },
});
const latency: JournalFact = {
  ...{ type: 'fault-applied', fault: 'fault-3', kind: 'latency', target: { link: 'node-2->node-3' } },
  ...{ parameters: { latencyMs: 1200 }, durationMs: 95_000 },
};
const confirmed = (fault: string, atMs: number): JournalFact => ({
  type: 'fault-confirmed',
  ...{ fault, effectAtUs: atMs * 1000 },
  evidence: 'links: node-1->node-2, node-1->node-3, node-2->node-1, node-3->node-1: 0 bytes came through of 1204 sent',
});

const journal = tell(
  starting,
  [500, { type: 'run-started', run: 'made-up', experiment: 'made-up', seed: 1, repeats: 1, quick: false }],
  [600, { type: 'phase-started', phase: 'partition', repeat: 1 }],
  [1000, partition('fault-1')],
  [1100, confirmed('fault-1', 1090)],
  [2000, { type: 'fault-lifted', fault: 'fault-1', cause: 'healed' }],
  ...[1, 2, 3].map((node) => windowOf(node, 3000)),
  [4000, partition('fault-2')],
  [4100, confirmed('fault-2', 4090)],
  [4200, latency],
  ...[1, 2, 3].map((node) => windowOf(node, 5000)),
);

/** Pairs of a fault's badge on a link and a node that it covers. */
const readCovered = `[...document.querySelectorAll('.topology-link .topology-fault')].flatMap((badge) => {
  const one = badge.getBoundingClientRect();
  return [...document.querySelectorAll('.topology-node')].filter((node) => {
    const other = node.getBoundingClientRect();
    return one.left < other.right - 1 && one.right > other.left + 1 && one.top < other.bottom - 1 && one.bottom > other.top + 1;
  }).map((node) => badge.parentElement.title + ' covers ' + node.innerText.split('\\n')[0]);
})`;

/** What of faults is wider than its place, with the width that it wants and the one it has. */
const readTooWide = `[...document.querySelectorAll('.fault-list, .acting-fault, .past-fault, .data-table .scroll')]
  .filter((part) => part.scrollWidth > part.clientWidth && part.textContent.includes('1204 sent'))
  .map((part) => part.className + ': ' + part.scrollWidth + ' in ' + part.clientWidth)`;

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

test('a partition fits into its cards, and its badges cover no node', async () => {
  await using report = await writeMadeUpReport('log', journal);
  await using watched = await openWatched(browser, 'file:', { colorScheme: 'light', bypassCSP: true });
  const page = await watched.open(report.address);
  await page.getByRole('list', { name: 'Links', exact: true }).getByText('partition').first().waitFor();
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
    expect.soft(await page.evaluate(readCovered), `${width} px`).toEqual([]);
    // Its table has more columns than a telephone is wide: there it is scrolled.
    const tooWide = width < 640 ? /^(?:scroll: .*)?$/ : /^$/;
    expect.soft(String(await page.evaluate(readTooWide)), `${width} px`).toMatch(tooWide);
  }
  await expectForEveryone(page, 'partition');
});
