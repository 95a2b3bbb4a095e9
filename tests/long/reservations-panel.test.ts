/** The panel of the reservations: over a made-up journal, where the books break, and of real ones, where payments fail. */
import {
  checked,
  hundred,
  sagaAt,
  seatsAt,
  starting,
  tell,
  windowOf,
} from '@temblor/system-reservations/panel/testing/reservations-story';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { expectForEveryone } from '../browser/fixtures/everyone.ts';
import { writeMadeUpReport } from '../browser/fixtures/made-up-report.ts';
import { openBrowser } from '../browser/fixtures/open-browser.ts';
import { addressIn, linkOf, openLabFolder, startSystem } from '../browser/fixtures/prepared-lab.ts';
import { openWatched } from '../browser/fixtures/watched-context.ts';
import type { CommandFolder } from '../processes/cli-fixtures/temblor-command.ts';

const stuck = 'RSV-00000000-0000-4000-8000-000000000001';
const slow = 'RSV-00000000-0000-4000-8000-000000000002';
const journal = tell(
  starting,
  seatsAt(1000, hundred('concert', 4, 60), hundred('last-seat', 0, 100)),
  ...Array.from({ length: 12 }, (_, at) => windowOf(1500 + 500 * at, { completed: 3 + (at % 4) * 2 })),
  [
    7100,
    {
      ...{ type: 'fault-applied', fault: 'slow-1', kind: 'flag', target: { instance: 'payments' }, durationMs: 9000 },
      parameters: { flag: 'latency_seconds', value: 5 },
    },
  ],
  sagaAt(7200, slow, 'forward', 'done doing waiting waiting'),
  sagaAt(8000, 'RSV-calm', 'completed', 'done done done done'),
  ...Array.from({ length: 8 }, (_, at) =>
    windowOf(7500 + 500 * at, { completed: 1, forward: 12, backward: at, unknown: at, undelivered: 2 }),
  ),
  sagaAt(10_200, slow, 'forward', 'done unknown waiting waiting'),
  sagaAt(11_000, stuck, 'backward', 'undoing×9 undone waiting waiting', 'payments_timed_out'),
  windowOf(11_500, { forward: 1, backward: 3, unknown: 1, needsOperator: 1, undelivered: 2 }),
  [11_600, { type: 'fault-lifted', fault: 'slow-1', cause: 'healed' }],
  seatsAt(11_800, { ...hundred('concert', 4, 97), free: 0 }),
  checked(11_900, 'books-balanced', 'failed'),
  checked(11_910, 'charged-once'),
);

let browser: Browser;
let lab: CommandFolder;

beforeAll(async () => {
  lab = openLabFolder();
  [browser] = await Promise.all([openBrowser(), startSystem(lab, 'reservations')]);
});

afterAll(async () => {
  await browser.close();
  await lab[Symbol.asyncDispose]();
});

test('the panel shows that an outcome is unknown, who waits for an operator, and when the books broke', async () => {
  await using report = await writeMadeUpReport('seats', journal);
  await using watched = await openWatched(browser, 'file:', { colorScheme: 'light', bypassCSP: true });
  const page = await watched.open(report.address);
  const panel = page.getByRole('region', { name: 'Reservations', exact: true });
  await figure(panel, 'Outcome unknown').getByText('? 1', { exact: true }).waitFor();
  await figure(panel, 'For an operator').getByText('! 1', { exact: true }).waitFor();
  await figure(panel, 'Undelivered').getByText('✉ 2', { exact: true }).waitFor();
  expect(await stepsOf(panel, stuck)).toEqual([
    'hold ← undoing ×9',
    'charge ⊘ undone',
    'sell · waiting',
    'save · waiting',
  ]);
  expect(await stepsOf(panel, slow)).toEqual([
    'hold ✓ done',
    'charge ? outcome unknown',
    'sell · waiting',
    'save · waiting',
  ]);
  await row(panel, slow).locator('p').getByText('outcome unknown').waitFor();
  const books = panel.getByRole('status');
  await books.getByText('The books do not balance').waitFor();
  await books.getByText('concert: 100 ≠ 0 + 4 + 97').waitFor();
  await books.getByText('books-balanced').waitFor();
  await expectForEveryone(page, 'reservations-report');

  await row(panel, stuck).getByRole('button').press('Enter');
  await books.getByText('The books balance').waitFor();
  await books.getByText('in every event that changed (2)').waitFor();
  expect(await books.getByText('books-balanced').count()).toBe(0);
});

test('the panel shows sagas whose payment is slow or silent go unknown, and undone, and the books balance', async () => {
  const link = await linkOf(lab);
  await using watched = await openWatched(browser, link.origin, { colorScheme: 'light', bypassCSP: true });
  const page = await watched.open(addressIn(link, 'running/reservations'));
  const panel = page.getByRole('region', { name: 'Reservations', exact: true });
  await panel.getByText('Nothing to balance yet').waitFor();
  const gateway = await gatewayOf();
  const confirmed = await reserve(gateway);
  expect(confirmed.status).toBe(200);
  await row(panel, confirmed.reservation_id).getByText('confirmed').waitFor();

  await lab.json('inject', 'reservations', 'flag', 'payments', '--flag', 'latency_seconds=5', '--for', '8s');
  const slow = await reserve(gateway);
  expect(slow).toMatchObject({ status: 504, outcome: 'cancelled' });
  await row(panel, slow.reservation_id).getByText('cancelled').waitFor();
  expect(await stepsOf(panel, slow.reservation_id)).toEqual([
    ...['hold ⊘ undone', 'charge ⊘ undone, was unknown', 'sell · not begun', 'save · not begun'],
  ]);

  await lab.json('inject', 'reservations', 'pause', 'payments', '--for', '8s');
  const unknownSaga = panel
    .getByRole('list', { name: /^The last sagas/ })
    .getByText('outcome unknown')
    .first();
  const [silent] = await Promise.all([reserve(gateway), unknownSaga.waitFor()]);
  expect(silent.status).toBe(504);
  await row(panel, silent.reservation_id).getByText('cancelled').waitFor();
  await panel.getByRole('status').getByText('The books balance').waitFor();
  await panel.getByRole('list', { name: 'Seats by event' }).getByText('2 sold').waitFor();
  await panel.getByRole('list', { name: 'Seats by event' }).getByText('98 free').waitFor();
  await expectForEveryone(page, 'reservations');
}, 120_000);

function figure(panel: Locator, name: string): Locator {
  return panel.locator('.rsv-figure').filter({ has: panel.page().getByText(name, { exact: true }) });
}

function row(panel: Locator, saga: string): Locator {
  const sagas = panel.getByRole('list', { name: /^The last sagas/ });
  return sagas.locator('> li').filter({ has: panel.page().getByText(saga, { exact: true }) });
}

async function stepsOf(panel: Locator, saga: string): Promise<readonly string[]> {
  const texts = await row(panel, saga).locator('ol > li').allInnerTexts();
  return texts.map((text) => text.replace(/\s+/g, ' ').trim());
}

const instances = z.object({
  systems: z.array(z.object({ instances: z.array(z.object({ id: z.string(), url: z.string() })) })),
});

async function gatewayOf(): Promise<string> {
  const { systems } = instances.parse((await lab.json('status')).document);
  const gateway = systems.flatMap((system) => system.instances).find(({ id }) => id === 'gateway');
  if (gateway === undefined) throw new Error('no gateway runs');
  return gateway.url;
}

const answer = z.object({ reservation_id: z.string(), outcome: z.string().optional() });

async function reserve(gateway: string) {
  const response = await fetch(`${gateway}/reserve`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event_id: 'concert', quantity: 2, user_id: 'ana' }),
    signal: AbortSignal.timeout(10_000),
  });
  return { status: response.status, ...answer.parse(await response.json()) };
}
