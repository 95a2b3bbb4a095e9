/** The panel of the balancer: who answered, another strategy, a replica taken out by hand, and the four demonstrations. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectForEveryone } from '../browser/fixtures/everyone.ts';
import { openBrowser } from '../browser/fixtures/open-browser.ts';
import type { LabLink } from '../browser/fixtures/prepared-lab.ts';
import { addressIn, linkOf, openLabFolder, startSystem } from '../browser/fixtures/prepared-lab.ts';
import { openWatched } from '../browser/fixtures/watched-context.ts';
import type { CommandFolder } from '../processes/cli-fixtures/temblor-command.ts';

const replicas = ['image-1', 'image-2', 'image-3'];
let browser: Browser;
let folder: CommandFolder;
let lab: LabLink;

beforeAll(async () => {
  folder = openLabFolder();
  [browser] = await Promise.all([openBrowser(), startSystem(folder, 'balancer')]);
  lab = await linkOf(folder);
});

afterAll(async () => {
  await browser.close();
  await folder[Symbol.asyncDispose]();
});

describe('the panel of a balancer', () => {
  test('shows who answered in turns, uses another strategy, and drains a replica', async () => {
    await using watched = await openWatched(browser, lab.origin);
    const { panel } = await openPanel(await watched.open(addressIn(lab, 'running/balancer')));
    await panel.getByRole('button', { name: 'Ask nine times, by round-robin' }).click();
    const answers = panel.getByRole('list', { name: 'Who answered, by round-robin' });
    await answers.getByRole('listitem').nth(8).waitFor();
    const answered = (await answers.getByRole('listitem').allInnerTexts()).map((text) => /image-\d/.exec(text)?.[0]);
    expect(answered).toHaveLength(9);
    expect([...new Set(answered)].toSorted()).toEqual(replicas);
    // What was used before is used again, and can be asked for.
    await panel.getByText(/^They (came|did not come) in turns/).waitFor();
    await panel.locator('.balancer-strategy').getByText('least-connections', { exact: true }).waitFor();
    await panel.getByRole('button', { name: '… by least-connections, as it is' }).click({ trial: true });

    await panel.getByLabel('Switch to').selectOption('two-choices');
    await panel.locator('.balancer-strategy').getByText('two-choices', { exact: true }).waitFor();

    await panel.getByRole('button', { name: 'Drain image-3' }).click();
    await stateOf(panel, 'image-3', /drained/);
    await panel.getByRole('button', { name: 'Resume image-3' }).click();
    await stateOf(panel, 'image-3', /ON, in rotation/);

    await panel.getByRole('button', { name: 'Ask for the statistics' }).click();
    const row = panel.getByRole('table', { name: '4 Statistics' }).getByRole('row', { name: /image-1/ });
    expect(Number(await row.getByRole('cell').nth(1).innerText())).toBeGreaterThanOrEqual(3);
  });

  test('shows a replica that is killed under load go OFF and ON again, and no failed answer', async () => {
    await using watched = await openWatched(browser, lab.origin);
    const { page, panel } = await openPanel(await watched.open(addressIn(lab, 'running/balancer')));
    await panel.getByRole('button', { name: 'Kill it under load' }).click();
    // Nobody started a load before: it is warmed up first.
    await panel.getByText(/warming up/).waitFor();
    await panel.getByText(/The load intends \d+ requests a second/).waitFor();
    await stateOf(panel, 'image-2', /OFF/);
    const answered = panel.getByRole('table', { name: 'Who answered' });
    for (const replica of replicas) {
      await answered.getByRole('row', { name: new RegExp(`${replica} [1-9]`) }).waitFor();
    }
    const story = panel.getByRole('list', { name: '3 Fault tolerance' });
    await story.getByText(/▼ OFF: out of rotation/).waitFor();
    await story.getByText(/a new process was ready .* after it died/).waitFor();
    await story.getByText(/▲ ON: back in rotation/).waitFor();
    await stateOf(panel, 'image-2', /ON/);
    expect(await story.getByRole('listitem').last().innerText()).toMatch(/Failed answers since then: 0 of [1-9]/);
    // Nothing of the machine is left for the next test otherwise.
    await page.getByRole('button', { name: 'End load' }).click();
    await panel.getByText('No load runs now.').waitFor();
  });

  test('is within reach of everyone, and within its width, in light and in dark', async () => {
    await using watched = await openWatched(browser, lab.origin, { colorScheme: 'light', bypassCSP: true });
    const { page, panel } = await openPanel(await watched.open(addressIn(lab, 'running/balancer')));
    await panel.getByRole('button', { name: 'Ask for the statistics' }).click();
    await panel.getByRole('table', { name: '4 Statistics' }).waitFor();
    await expectForEveryone(page, 'balancer');
  });
});

/** The panel, once the balancer has said how its replicas stand. */
async function openPanel(page: Page): Promise<{ page: Page; panel: Locator }> {
  const panel = page.getByRole('region', { name: 'Balancer', exact: true });
  for (const replica of replicas) await stateOf(panel, replica, /ON, in rotation/);
  return { page, panel };
}

async function stateOf(panel: Locator, replica: string, state: RegExp): Promise<void> {
  const table = panel.getByRole('table', { name: 'The replicas' });
  await table
    .getByRole('row', { name: new RegExp(replica) })
    .getByText(state)
    .waitFor();
}
