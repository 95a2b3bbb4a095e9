/** The page of a system that runs: started, broken and healed from a browser. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openBrowser } from './fixtures/open-browser.ts';
import { addressIn } from './fixtures/prepared-lab.ts';
import { openWatched } from './fixtures/watched-context.ts';

const lab = inject('lab');
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(() => browser.close());

/** The button of an instance in the picture, where it says a state: `OFF`, or what its process does. */
function nodeOf(page: Page, instance: string, state: string) {
  const name = new RegExp(`^${instance} (?:.* )?${state}\\b`);
  return page.getByRole('list', { name: 'Instances and stores' }).getByRole('button', { name });
}

describe('a system', () => {
  test('is started by a click, tells how far it has come, and runs until it is stopped', async () => {
    await using watched = await openWatched(browser, lab.origin);
    const page = await watched.open(addressIn(lab));
    await page.getByRole('article', { name: 'echo' }).getByRole('button', { name: 'Start', exact: true }).click();
    const running = page.getByRole('region', { name: 'Running now' }).getByRole('article', { name: 'echo' });
    await running.getByText(/running$/).waitFor();
    await running.getByRole('link', { name: 'Open echo' }).click();
    await page.getByRole('heading', { name: 'echo', level: 1 }).waitFor();
    await nodeOf(page, 'backend-1', 'running').waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('button', { name: 'Start it again' }).waitFor();
  });

  test('has a replica crashed by a click: it is OFF, the fault is confirmed, and it is ON again', async () => {
    await using watched = await openWatched(browser, lab.origin);
    const page = await watched.open(addressIn(lab, 'running/voting'));
    const replica = 'inventory-2';
    await nodeOf(page, replica, 'ON').waitFor();
    await nodeOf(page, replica, 'ON').click();
    const atOnce = page.getByRole('group', { name: 'At once, on inventory-2' });
    await atOnce.getByRole('button', { name: 'Crash' }).click();
    await nodeOf(page, replica, 'OFF').waitFor();
    // The monitor asks it much more often now: the page says of which traffic that is.
    const label = page.getByRole('list', { name: 'Links' }).getByRole('button', { name: /^monitor->inventory-2: / });
    await label.filter({ hasText: '✕' }).waitFor();
    expect(await label.getAttribute('title')).toContain('Health checks and probes count as well');
    await page.getByText('What do these words mean?').click();
    await page
      .getByRole('term')
      .filter({ hasText: /^probe$/ })
      .waitFor();
    const fault = page
      .getByRole('list', { name: 'Acting now' })
      .getByRole('listitem')
      .filter({ hasText: 'inventory-2' });
    await fault.getByText('confirmed').waitFor();
    await page.getByRole('button', { name: 'Heal crash on inventory-2' }).click();
    await nodeOf(page, replica, 'ON').waitFor();
    const past = page
      .getByRole('list', { name: 'Over' })
      .getByRole('listitem')
      .filter({ hasText: 'inventory-2' })
      .first();
    expect(await past.innerText()).toMatch(/crash[\s\S]*healed[\s\S]*confirmed/);
  });

  test('is broken and healed by the keyboard alone', async () => {
    await using watched = await openWatched(browser, lab.origin);
    const page = await watched.open(addressIn(lab));
    const press = (key: string) => page.keyboard.press(key);
    await page.getByRole('link', { name: 'Open voting' }).waitFor();
    await tabTo(page, 'Open voting');
    await press('Enter');
    await page.getByRole('heading', { name: 'voting', level: 1 }).waitFor();
    const replica = 'inventory-3';
    await nodeOf(page, replica, 'ON').waitFor();
    await tabTo(page, 'inventory-3');
    await press('Space');
    await page.getByRole('group', { name: 'At once, on inventory-3' }).waitFor();
    await tabTo(page, 'Crash 10 s');
    await press('Enter');
    await nodeOf(page, replica, 'OFF').waitFor();
    await tabTo(page, 'Heal crash on inventory-3');
    await press('Enter');
    await nodeOf(page, replica, 'ON').waitFor();
  });
});

const focused = `(() => {
  const element = document.activeElement;
  return element.getAttribute('aria-label') ?? element.textContent.trim();
})()`;

/** Presses Tab until the focus is on something whose name begins so. */
async function tabTo(page: Page, name: string): Promise<void> {
  const seen: unknown[] = [];
  for (let step = 0; step < 150; step++) {
    await page.keyboard.press('Tab');
    const now: unknown = await page.evaluate(focused);
    if (typeof now === 'string' && now.startsWith(name)) return;
    seen.push(now);
  }
  throw new Error(`Tab does not lead to '${name}', but to ${seen.join(', ')}`);
}
