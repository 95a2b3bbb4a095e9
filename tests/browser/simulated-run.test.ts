/** The page of a simulated run: messages over time, at any moment. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { keepRun } from '@temblor/cli/sim/keep-run';
import { traceRun } from '@temblor/cli/sim/traced-run';
import { faultKindNames } from '@temblor/simulator/subjects/fault-kinds';
import { requireSubject } from '@temblor/simulator/subjects/subjects';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from './fixtures/open-browser.ts';
import { openWatched } from './fixtures/watched-context.ts';

let browser: Browser;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temblor-simulated-'));
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

test('a simulated run is told by the messages that matter, at any moment of it', async () => {
  const subject = requireSubject('bully');
  const options = { nodes: 5, untilUs: 20_000_000, faults: faultKindNames };
  const kept = await keepRun(folder, traceRun({ subject, seed: 1, options, plan: subject.plan(1, options) }, 15));
  await using watched = await openWatched(browser, 'file:', { colorScheme: 'light' });
  const page = await watched.open(pathToFileURL(join(kept.folder, 'report.html')).href);
  const events = page.getByRole('list', { name: 'The events of the diagram, in order of time' }).getByRole('listitem');
  await events.last().waitFor();
  expect(await events.last().textContent()).toContain('one-leader is broken');
  expect(await events.count()).toBeLessThanOrEqual(24);
  // On a phone too the names of the lines stay in sight, whatever part of the diagram is.
  await page.setViewportSize({ width: 390, height: 800 });
  const box = page.locator('.scroll').filter({ has: page.getByRole('img', { name: /^Space-time diagram/ }) });
  const namedAtX = async (share: number) => {
    const left = await box.evaluate((element, of) => {
      element.scrollLeft = of * (element.scrollWidth - element.clientWidth);
      return element.scrollLeft;
    }, share);
    return { left, x: (await box.locator('.space-time-names text').first().boundingBox())?.x };
  };
  const start = await namedAtX(0);
  const end = await namedAtX(1);
  expect(end.left).toBeGreaterThan(start.left);
  expect(end.x).toBe(start.x);
  await events.first().getByRole('button').click();
  // The diagram is that of this moment now: what came later is not in it.
  await events.filter({ hasText: 'one-leader is broken' }).waitFor({ state: 'detached' });
  expect(await events.count()).toBeGreaterThan(0);
});
