import { describe, expect, test } from 'vitest';
import { JournalStore } from './journal-store.ts';
import type { Told } from './testing/story.ts';
import { linesOf, linkWindow, loadWindow, starting, tell } from './testing/story.ts';

function open(...lines: readonly string[]): JournalStore {
  const store = new JournalStore({ schedule: () => () => undefined });
  store.append(lines);
  return store;
}

describe('series', () => {
  test('put the parts of a window together and stand in order, whatever came first', () => {
    const store = open(
      ...linesOf(
        tell(
          loadWindow(2000, 3000, { ok: 10, failed: 0, p95Ms: 7 }),
          loadWindow(1000, 2000, { ok: 6, failed: 2, p95Ms: 5 }),
          loadWindow(2000, 3000, { ok: 0, failed: 10, p95Ms: 90 }),
          loadWindow(3000, 4000, { ok: 0, failed: 0, p95Ms: 0 }),
        ),
      ),
    );
    const series = store.loadSeries('voting');
    expect([...series.startUs]).toEqual([1e6, 2e6, 3e6]);
    expect([...series.ratePerSecond]).toEqual([8, 20, 0]);
    expect([...series.successPercent]).toEqual([75, 50, Number.NaN]);
    expect([...series.p95Ms]).toEqual([5, 90, Number.NaN]);
    expect([...series.failed]).toEqual([2, 10, 0]);
    expect(store.loadSeries('voting')).toBe(series);
  });

  test('of a service add up its links of nearly the same moment, and take the highest percentile', () => {
    const store = open(
      ...linesOf(
        tell(
          [0, starting],
          linkWindow('voter->inventory-1', 5000, { requests: 30, p95Ms: 4 }),
          linkWindow('voter->inventory-2', 5040, { requests: 20, p95Ms: 9 }),
          linkWindow('voter->inventory-2', 6040, { requests: 5, p95Ms: 2 }),
          linkWindow('voter->inventory-1', 6000, { requests: 7, p95Ms: 1 }),
          linkWindow('client->voter', 6000, { requests: 99, p95Ms: 50 }),
        ),
      ),
    );
    const { ratePerSecond, p95Ms, errorsPerSecond } = store.serviceSeries('voting', 'inventory');
    expect([...ratePerSecond]).toEqual([50, 12]);
    expect([...errorsPerSecond]).toEqual([2, 2]);
    expect([...p95Ms]).toEqual([9, 2]);
    expect([...store.linkSeries('voting', 'voter->inventory-2').ratePerSecond]).toEqual([20, 5]);
  });

  test('a window of a link is read the same off its line and as JSON', () => {
    const [line = ''] = linesOf(tell(linkWindow('voter->inventory-1', 5000, { requests: 30, p95Ms: 4.125 })));
    const series = (text: string) => open(text).linkSeries('voting', 'voter->inventory-1');
    expect(series(line)).toEqual(series(line.replaceAll(',"', ', "')));
    expect([...series(line).p95Ms]).toEqual([4.125]);
  });

  test('requests are added up by instance, endpoint, method and status, within a span', () => {
    const window = (atMs: number, count: number, meanMs: number): Told => [
      atMs,
      {
        type: 'request-window',
        instance: 'inventory-1',
        rows: [
          { endpoint: '/stock', method: 'GET', status: 200, count, meanMs, maxMs: meanMs * 2 },
          { endpoint: '/stock', method: 'POST', status: 503, count: 1, meanMs: 1, maxMs: 1 },
        ],
      },
    ];
    const store = open(...linesOf(tell(window(30, 3, 10), window(10, 1, 2), window(20, 1, 6))));
    const get = { instance: 'inventory-1', endpoint: '/stock', method: 'GET', status: 200 };
    expect(store.requests('voting', 15_000, 30_000)).toMatchObject([
      { ...get, count: 4, meanMs: 9, maxMs: 20 },
      { method: 'POST', status: 503, count: 2 },
    ]);
    expect(store.requests('voting', 31_000, 40_000)).toEqual([]);
  });

  test('histograms are not kept', () => {
    const store = open(...linesOf(tell(loadWindow(0, 1000, { ok: 1, failed: 0, p95Ms: 1 }))));
    expect(store.eventAt(0)).toMatchObject({ ok: 1, correctedHistogram: '', uncorrectedHistogram: '' });
  });
});
