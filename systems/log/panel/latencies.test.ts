import { JournalStore } from '@temblor/view/model/journal-store';
import { expect, test } from 'vitest';
import { regionFigures } from '../measurements.ts';
import { regions } from '../model/regions.ts';
import { readLatencies } from './latencies.ts';
import type { Told } from './testing/log-story.ts';
import { after, starting, tell, windowOf } from './testing/log-story.ts';

/** The cells at a moment, as the panel reads them from a journal. */
function cellsAt(atMs: number, ...told: readonly Told[]) {
  const store = new JournalStore({ schedule: () => () => undefined });
  store.append(tell(...told).map((event) => JSON.stringify(event)));
  return readLatencies(after(...told), (link) => store.linkSeries('log', link), atMs * 1000);
}

/** What crossed a link in the second before a moment. */
function crossed(link: string, endMs: number, p50Ms: number): Told {
  const latency = { count: 3, meanMs: p50Ms, p50Ms, p95Ms: p50Ms, p99Ms: p50Ms, maxMs: p50Ms };
  const counts = { connections: 1, requests: 3, errors: 0, bytesForward: 1, bytesBack: 1 };
  const span = { startUs: (endMs - 1000) * 1000, endUs: endMs * 1000 };
  return [endMs, { type: 'link-window', link, ...span, ...counts, latency }];
}

/** A message that took so long. */
const sent = (from: number, sentAtMs: number, tookMs: number) => ({
  ...{ from, sentAtUs: sentAtMs * 1000, receivedAtUs: (sentAtMs + tookMs) * 1000, label: 'append' },
});

test('the round trips that the lab measured are those of the report', async () => {
  const probed: Told[] = [
    [2000, { type: 'link-probed', link: 'node-1->node-2', roundTripsMs: [112.9, 113.8, 112.4], unanswered: 0 }],
    [3000, { type: 'link-probed', link: 'node-1->node-2', roundTripsMs: [114.5, 112.6, 113.1], unanswered: 1 }],
    [3000, { type: 'link-probed', link: 'node-3->node-2', roundTripsMs: [249.2], unanswered: 0 }],
  ];
  const cells = cellsAt(4000, starting, crossed('node-1->node-2', 3000, 7), ...probed);
  const observe = () => Promise.reject(new Error('nothing is observed'));
  const context = { history: [], journal: tell(starting, ...probed), observe, storeUrl: () => '' };
  const figures = await regionFigures(context);
  const reported = new Map(figures.map(({ figure, measured }) => [figure, measured]));
  const names = Object.entries(regions);
  for (const [fromRegion, from] of names) {
    for (const [toRegion, to] of names.filter(([, id]) => id !== from)) {
      const figure = reported.get(`round trip ${fromRegion} → ${toRegion}`);
      const shown = cells.find((cell) => cell.from === from && cell.to === to);
      expect(shown?.roundTripMs).toBe(figure?.kind === 'measured' ? figure.value : null);
    }
  }
  expect(cells).toHaveLength(6);
});

test('a link that was not probed has the median of the last ten seconds before the moment', () => {
  const told = [starting, ...[1000, 12_000, 13_000, 14_000].map((endMs) => crossed('node-1->node-2', endMs, endMs))];
  const tripAt = (atMs: number) => cellsAt(atMs, ...told)[0]?.roundTripMs;
  expect(tripAt(14_000)).toBe(13_000);
  expect(tripAt(12_500)).toBe(12_000);
  expect(tripAt(500)).toBeNull();
});

test('a message counts from its sender to who told of it, and the slowest pair is the hottest', () => {
  const cells = cellsAt(
    3000,
    starting,
    windowOf(2, 2000, { exchanged: [sent(1, 1500, 2), sent(1, 1600, 4), sent(1, 1700, 90), sent(3, 1500, 1)] }),
  );
  const known = cells.filter(({ heat }) => heat !== null);
  expect(known).toEqual([
    { from: 'node-1', to: 'node-2', roundTripMs: null, oneWayMs: 4, heat: 1 },
    { from: 'node-3', to: 'node-2', roundTripMs: null, oneWayMs: 1, heat: 0.25 },
  ]);
});
