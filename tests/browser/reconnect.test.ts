/** A lab that dies and is started again in its folder: an open page goes on by itself, with the new lab's journal. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from './fixtures/open-browser.ts';
import type { LabLink } from './fixtures/prepared-lab.ts';
import { addressIn, linkOf, openLabFolder, startSystem } from './fixtures/prepared-lab.ts';
import { openWatched } from './fixtures/watched-context.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(() => browser.close());

test('a page follows a lab that was killed and started again, and neither loses nor doubles an event', async () => {
  await using folder = openLabFolder();
  await startSystem(folder, 'hostile');
  const lab = await linkOf(folder);
  await using watched = await openWatched(browser, lab.origin);
  const page = await watched.open(addressIn(lab, 'running/hostile'));
  await page.getByRole('banner').getByText(/live$/).waitFor();
  await expect.poll(() => isInStep(page, lab)).toBe(true);

  watched.expectLostLab();
  process.kill(lab.pid, 'SIGKILL');
  await page.getByText('no connection').waitFor();
  await startSystem(folder, 'echo');
  expect(await linkOf(folder)).toMatchObject({ origin: lab.origin, token: lab.token });
  await page.getByText('no connection').waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: 'Systems' }).first().click();
  await page
    .getByRole('article', { name: 'echo' })
    .getByText(/running$/)
    .waitFor();
  expect(await page.getByRole('link', { name: 'Open hostile' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Open echo' }).click();
  await expect.poll(() => isInStep(page, lab), { timeout: 20_000 }).toBe(true);
});

/** Whether the page says that it has as many events as the lab has told by now. */
async function isInStep(page: Page, lab: LabLink): Promise<boolean> {
  const before = await countOf(lab);
  const text = await page.getByText(/of [\d,]+ events$/).innerText();
  const shown = Number(/of ([\d,]+) events/.exec(text)?.[1]?.replaceAll(',', ''));
  const after = await countOf(lab);
  expect(shown).toBeLessThanOrEqual(after);
  return shown >= before;
}

/** How many events the lab has told. */
async function countOf({ origin, token }: LabLink): Promise<number> {
  const history = await fetch(`${origin}/journal/history`, { headers: { authorization: `Bearer ${token}` } });
  return (await history.text()).trimEnd().split('\n').length;
}
