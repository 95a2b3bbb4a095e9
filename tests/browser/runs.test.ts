/** Runs in the page: started there, listed, read, compared, and read from a file without any lab. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openBrowser } from './fixtures/open-browser.ts';
import { addressIn } from './fixtures/prepared-lab.ts';
import { openWatched } from './fixtures/watched-context.ts';

const lab = inject('lab');
const verdict = /passed|failed|inconclusive/;
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(() => browser.close());

describe('a run', () => {
  test('goes to its verdict from the page, stands in the list with it, and its page tells TTD and TTR', async () => {
    await using watched = await openWatched(browser, lab.origin);
    const page = await watched.open(addressIn(lab, 'experiments'));
    await page.getByRole('combobox', { name: 'System', exact: true }).selectOption('echo');
    await page.getByRole('combobox', { name: 'Experiment', exact: true }).selectOption('crash');
    await page.getByRole('checkbox', { name: 'Quick' }).check();
    await page.getByRole('button', { name: 'Start the run' }).click();
    await page.getByRole('list', { name: 'Steps of the run' }).waitFor();
    const result = page.getByRole('link', { name: 'Run crash' });
    await result.waitFor();
    const run = decodeURIComponent((await result.getAttribute('href'))?.split('/').at(-1) ?? '');
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Experiments' }).click();
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: run, exact: true }) });
    await row.getByText(verdict).waitFor();
    await row.getByRole('link').click();
    await page.getByRole('heading', { name: run, level: 1 }).waitFor();
    const times = page.getByRole('region', { name: 'Time to detect and to recover' }).first();
    const measured = times.getByRole('table').getByRole('row').filter({ hasText: 'crash' });
    expect(await measured.innerText()).toMatch(/crash\s+1\s+[\d.,]+\s/);
    await page.getByRole('heading', { name: 'Events' }).waitFor();
  });

  test('is compared with another one, side by side', async () => {
    const [older, newer] = lab.echoRuns;
    await using watched = await openWatched(browser, lab.origin);
    const page = await watched.open(addressIn(lab, 'experiments'));
    const compare = page.getByRole('button', { name: 'Compare the two' });
    await page.getByRole('checkbox', { name: `Choose ${newer} for a comparison` }).check();
    expect(await compare.isDisabled()).toBe(true);
    await page.getByRole('checkbox', { name: `Choose ${older} for a comparison` }).check();
    await compare.click();
    await page.getByRole('heading', { name: 'Two runs compared' }).waitFor();
    expect(await page.getByRole('region', { name: 'run A' }).innerText()).toContain(older);
    expect(await page.getByRole('region', { name: 'run B' }).innerText()).toContain(newer);
    await page.getByRole('rowheader', { name: /TTD/ }).first().waitFor();
  });
});

describe('the file of a report', () => {
  const [run] = lab.echoRuns;
  const address = pathToFileURL(join(lab.path, 'runs', run, 'report.html')).href;

  test('shows verdict, charts and events from disk, and asks nobody for anything', async () => {
    await using watched = await openWatched(browser, 'file:', { offline: true });
    const page = await watched.open(address);
    await page.getByRole('heading', { name: run, level: 1 }).waitFor();
    await page.getByRole('article').getByText(verdict).first().waitFor();
    await page
      .getByRole('figure', { name: /Requests/ })
      .first()
      .waitFor();
    const events = page.getByRole('listbox', { name: 'Events, oldest first' });
    await events.getByRole('option', { name: /crash/ }).first().waitFor();
    await page.getByRole('button', { name: 'ES Español' }).click();
    await page
      .getByRole('heading', { name: 'Sucesos' })
      .or(page.getByRole('heading', { name: 'Eventos' }))
      .waitFor();
    expect(watched.requests).toEqual([address]);
  });

  test('has no controls on paper', async () => {
    await using watched = await openWatched(browser, 'file:', { offline: true });
    const page = await watched.open(address);
    await page
      .getByRole('figure', { name: /Requests/ })
      .first()
      .waitFor();
    await page.emulateMedia({ media: 'print' });
    for (const role of ['combobox', 'checkbox', 'searchbox', 'spinbutton'] as const) {
      expect(await page.getByRole(role).count(), role).toBe(0);
    }
    // The picture of the system stays: its places are buttons, and words.
    const pictured = page.getByRole('list').getByRole('button');
    expect(await page.getByRole('button').count()).toBe(await pictured.count());
    await page.getByRole('article').getByText(verdict).first().waitFor();
  });
});
