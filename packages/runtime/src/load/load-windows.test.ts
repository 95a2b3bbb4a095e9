import type { JournalFact } from '@temblor/lab/journal/event';
import { journalFact } from '@temblor/lab/journal/event';
import { decodeLatencies, summariseLatencies } from '@temblor/lab/measure/recorded-latencies';
import { describe, expect, test } from 'vitest';
import type { Completion, LoadWindow } from './load-windows.ts';
import { countCompletion, countIntended, LoadWindows } from './load-windows.ts';

const ok: Completion = { name: 'read', outcome: 'ok', status: 200, correctedUs: 5000, uncorrectedUs: 4000 };

function open(): { windows: LoadWindows; told: Extract<JournalFact, { type: 'load-window' }>[] } {
  const told: Extract<JournalFact, { type: 'load-window' }>[] = [];
  const windows = new LoadWindows(0, (fact) => {
    if (fact.type === 'load-window') told.push(fact);
  });
  return { windows, told };
}

function send(windows: LoadWindows, intendedUs: number): LoadWindow {
  const window = windows.of(intendedUs);
  countIntended(window, 100);
  return window;
}

describe('LoadWindows', () => {
  test('count a request where it was meant to start, however late it ends', () => {
    const { windows, told } = open();
    const early = send(windows, 999_000);
    const late = send(windows, 1_000_000);
    countCompletion(late, ok);
    windows.advance(2_100_000, 2_100_000);
    expect(told).toEqual([]);
    countCompletion(early, {
      name: 'order',
      outcome: 'unknown',
      status: 'timed-out',
      correctedUs: 2e6,
      uncorrectedUs: 2e6,
    });
    windows.advance(2_999_000, 2_999_000);
    expect(told).toMatchObject([
      { startUs: 0, endUs: 1_000_000, intended: 1, sent: 1, ok: 0, unknown: 1, byStatus: { 'timed-out': 1 } },
      { startUs: 1_000_000, endUs: 2_000_000, ok: 1, byName: { read: { ok: 1, failed: 0, unknown: 0 } } },
    ]);
  });

  test('count requests whatever their name is', () => {
    const { windows, told } = open();
    for (const name of ['constructor', 'toString']) countCompletion(send(windows, 0), { ...ok, name });
    windows.advance(1_100_000, 1_100_000);
    const one = { ok: 1, failed: 0, unknown: 0 };
    expect(told).toMatchObject([{ byName: { constructor: one, toString: one } }]);
    expect(told.map((fact) => journalFact.safeParse(fact).success)).toEqual([true]);
  });

  test('wait for requests that are due in them and not sent yet', () => {
    const { windows, told } = open();
    windows.advance(1_100_000, 999_000);
    expect(told).toEqual([]);
    countIntended(windows.of(999_000), undefined);
    windows.advance(1_100_000, 1_200_000);
    expect(told).toMatchObject([{ intended: 1, sent: 0 }]);
  });

  test('end where they are cut, and the next begins there', () => {
    const { windows, told } = open();
    countCompletion(send(windows, 100), ok);
    expect(windows.cut(400_000)).toHaveLength(1);
    countCompletion(send(windows, 400_000), ok);
    windows.cut(500_000);
    expect(windows.cut(500_000)).toHaveLength(2);
    windows.advance(500_000, 500_001);
    expect(told.map(({ startUs, endUs, ok }) => [startUs, endUs, ok])).toEqual([
      [0, 400_000, 1],
      [400_000, 500_000, 1],
    ]);
  });

  test('can be told to the journal, their histograms merged', () => {
    const { windows, told } = open();
    for (let count = 0; count < 100; count += 1) {
      const correctedUs = count * 1000;
      countCompletion(send(windows, count * 20_000), { ...ok, correctedUs, uncorrectedUs: 1000 });
    }
    windows.advance(3_000_000, 3_000_000);
    for (const fact of told) expect(journalFact.parse(fact)).toEqual(fact);
    const merged = summariseLatencies(told.map((window) => decodeLatencies(window.correctedHistogram)));
    expect(merged?.count).toBe(100);
    expect(merged?.p50Ms).toBeCloseTo(49, 0);
    expect(merged?.maxMs).toBeCloseTo(99, 0);
  });
});
