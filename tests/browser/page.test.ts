/** What holds for the page wherever it is: its language, its one stream, and that words stay words. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { hostileText } from './fixtures/hostile-text.ts';
import { openBrowser } from './fixtures/open-browser.ts';
import { addressIn } from './fixtures/prepared-lab.ts';
import { openWatched } from './fixtures/watched-context.ts';

const lab = inject('lab');
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(() => browser.close());

const languageOf = (page: Page): Promise<unknown> => page.evaluate('document.documentElement.lang');

/** What a screen reader is told to read as English on a page in Spanish. */
const textsMarkedEnglish = (page: Page): Promise<string[]> => page.locator('#content [lang=en]').allInnerTexts();

describe('the page', () => {
  test('changes its language by a click, and keeps it', async () => {
    await using watched = await openWatched(browser, lab.origin);
    const page = await watched.open(addressIn(lab, 'experiments'));
    await page.getByRole('heading', { name: 'Experiments', level: 1 }).waitFor();
    expect(await languageOf(page)).toBe('en');
    await page.getByRole('button', { name: 'ES Español' }).click();
    await page.getByRole('heading', { name: 'Experimentos', level: 1 }).waitFor();
    expect(await languageOf(page)).toBe('es');
    await page.reload();
    await page.getByRole('heading', { name: 'Experimentos', level: 1 }).waitFor();
    expect(await languageOf(page)).toBe('es');
  });

  test('begins in the language of the browser', async () => {
    await using watched = await openWatched(browser, lab.origin, { locale: 'es-AR' });
    const page = await watched.open(addressIn(lab, 'experiments'));
    await page.getByRole('heading', { name: 'Experimentos', level: 1 }).waitFor();
    expect(await languageOf(page)).toBe('es');
  });

  test('says in Spanish what a system says so, and marks what it says in English alone', async () => {
    await using watched = await openWatched(browser, lab.origin, { locale: 'es' });
    const page = await watched.open(addressIn(lab, 'running/voting'));
    await page.getByText('Votación: un inventario replicado tras un votante por mayoría').waitFor();
    const systems = await watched.open(addressIn(lab));
    await systems.getByText('Un servicio de pedidos publica eventos').waitFor();
    expect(await textsMarkedEnglish(systems)).toContain('One service, whose words are markup.');
    await using offline = await openWatched(browser, 'file:', { offline: true, locale: 'es' });
    const file = join(lab.path, 'runs', lab.hostileRun, 'report.html');
    const report = await offline.open(pathToFileURL(file).href);
    await report.getByRole('heading', { name: 'Nada', exact: true }).waitFor();
    await report.getByText('no se llevó a cabo ninguna operación').first().waitFor();
    const marked = await textsMarkedEnglish(report);
    expect(marked).toContain('It only looks on.');
    expect(marked).toContain(hostileText);
    expect(marked).not.toContain('Nada');
  });

  test('takes the token out of its address, and has it again after a reload', async () => {
    await using watched = await openWatched(browser, lab.origin);
    const page = await watched.open(addressIn(lab));
    await page.getByText('live', { exact: false }).first().waitFor();
    expect(page.url()).not.toContain(lab.token);
    await page.reload();
    await page.getByRole('link', { name: 'Open voting' }).waitFor();
  });

  test('shares one stream with seven others, and all show the same newest event', async () => {
    await using watched = await openWatched(browser, lab.origin);
    const first = await watched.open(addressIn(lab, 'running/hostile'));
    const others = await Promise.all(Array.from({ length: 7 }, () => watched.open(addressIn(lab, 'running/hostile'))));
    const pages = [first, ...others];
    for (const page of pages) await page.getByRole('listbox', { name: 'Events, oldest first' }).waitFor();
    expect(watched.requests.filter((url) => /\/journal(?:\?|$)/.test(url))).toEqual([]);
    expect(await sharedWorkers(browser)).toBe(1);
    const newest = () => Promise.all(pages.map((page) => page.getByRole('option').last().innerText()));
    const [before = ''] = await newest();
    await first.getByRole('button', { name: 'Restart', exact: true }).first().click();
    const common = async (): Promise<string> => {
      const [one = '', ...more] = await newest();
      return more.every((text) => text === one) ? one : before;
    };
    await expect.poll(common, { timeout: 20_000 }).not.toBe(before);
  });

  test('shows the words of a service as words, in a system and in the file of a report', async () => {
    await using watched = await openWatched(browser, lab.origin);
    const live = await watched.open(addressIn(lab, 'running/hostile'));
    await expectWords(live);
    const node = live.getByRole('list', { name: 'Instances and stores' }).getByRole('button', { name: /^hostile/ });
    expect(await node.getAttribute('title')).toContain(hostileText);
    await using offline = await openWatched(browser, 'file:', { offline: true });
    const file = join(lab.path, 'runs', lab.hostileRun, 'report.html');
    await expectWords(await offline.open(pathToFileURL(file).href));
  });
});

async function expectWords(page: Page): Promise<void> {
  const events = page.getByRole('listbox', { name: 'Events, oldest first' });
  await events.getByText(hostileText).first().waitFor();
  expect(await page.evaluate('window.broken')).toBeUndefined();
  expect(await page.getByRole('img').and(page.locator('[src]')).count()).toBe(0);
}

/** The requests of a shared worker are not among those of its pages, but it is among the targets of the browser. */
async function sharedWorkers(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send('Target.getTargets');
  await session.detach();
  return targetInfos.filter(({ type }) => type === 'shared_worker').length;
}
