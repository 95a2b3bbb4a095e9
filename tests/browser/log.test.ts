/** The panel of the log over a made-up journal: a leader that dies, two that lead at once, and logs that differ. */
import {
  elected,
  exited,
  message,
  started,
  starting,
  tell,
  windowOf,
} from '@temblor/system-log/panel/testing/log-story';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectForEveryone } from './fixtures/everyone.ts';
import { writeMadeUpReport } from './fixtures/made-up-report.ts';
import { openBrowser } from './fixtures/open-browser.ts';
import { openWatched } from './fixtures/watched-context.ts';

/** Of a node that leads since the third second, and of the old leader, which is back and does not know of it. */
const newLeader = { role: 'leader', leader: 2, term: 2 } as const;
const alone = { latest: [message(3, { content: 'only here', nodeId: 3, violation: true })] };
const sent = (from: number, atMs: number) => ({
  ...{ from, sentAtUs: atMs * 1000, receivedAtUs: (atMs + 20) * 1000, label: 'append 3' },
});

const journal = tell(
  starting,
  elected(500, 1, 1),
  ...[1, 2, 3].map((node) => windowOf(node, 2000)),
  [2100, { type: 'link-probed', link: 'node-1->node-2', roundTripsMs: [112.5], unanswered: 0 }],
  exited(2200, 1),
  elected(2700, 2, 2),
  started(3000, 1, 2),
  windowOf(2, 4000, { ...newLeader, exchanged: [sent(3, 3500)] }),
  windowOf(1, 4100, alone),
  windowOf(3, 4200, { leader: 2, term: 2, exchanged: [sent(2, 3400), sent(2, 3700)] }),
);

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

test('the panel shows who leads at any moment, and says it where two do and where their logs differ', async () => {
  await using report = await writeMadeUpReport('log', journal);
  await using watched = await openWatched(browser, 'file:', { colorScheme: 'light', bypassCSP: true });
  const page = await watched.open(report.address);
  const panel = page.getByRole('region', { name: 'Replicated log' });
  const node = (id: string) =>
    panel
      .getByRole('list', { name: 'The nodes' })
      .getByRole('listitem')
      .filter({ has: page.getByText(id, { exact: true }) });
  await node('node-2')
    .getByText(/^★\s*leader$/)
    .waitFor();
  await node('node-1').getByText('leads an older term').waitFor();
  await panel.getByText('More than one node says that it leads: node-1 (term 1), node-2 (term 2).').waitFor();
  await panel.getByText('The logs differ').waitFor();
  const row = panel.getByRole('table', { name: 'The last messages' }).getByRole('row', { name: /only here/ });
  expect(await row.innerText()).toContain('before one it depends on, at node-1');
  await panel.getByRole('cell', { name: '113 ms' }).waitFor();
  await panel.getByRole('button', { name: 'node-2 leads, term 2' }).waitFor();
  await panel.getByText('500 ms after node-1 ended').waitFor();
  await panel.getByText('node-3 → node-2: append 3').waitFor();
  await expectForEveryone(page, 'log');

  await panel.getByRole('button', { name: 'node-1 leads, term 1' }).press('Enter');
  await node('node-1')
    .getByText(/^★\s*leader$/)
    .waitFor();
  await node('node-2').getByText('not heard yet').waitFor();
  expect(await panel.getByRole('status').innerText()).toBe('');
});
