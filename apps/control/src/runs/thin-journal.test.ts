import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import { journalEvent } from '@temblor/lab/journal/event';
import { describe, expect, test } from 'vitest';
import { pageBound, thinJournal } from './thin-journal.ts';

const latency = { count: 1, meanMs: 1, p50Ms: 1, p95Ms: 1, p99Ms: 1, maxMs: 1 };

function loadWindow(startUs: number): JournalFact {
  const counts = { intended: 1, sent: 1, ok: 1, failed: 0, unknown: 0, byStatus: {}, byName: {}, maxLagMs: 0 };
  const latencies = { corrected: latency, uncorrected: latency };
  const histograms = { correctedHistogram: 'H'.repeat(900), uncorrectedHistogram: 'H'.repeat(900) };
  return { type: 'load-window', startUs, endUs: startUs + 1, ...counts, ...latencies, ...histograms };
}

function linkWindow(link: string, startUs: number): JournalFact {
  const counts = { connections: 0, requests: 0, errors: 0, bytesForward: 0, bytesBack: 0 };
  return { type: 'link-window', link, startUs, endUs: startUs + 1, ...counts, latency };
}

/** So many seconds of a run: every second a load window, a window of each of three links; every tenth a fact. */
function recorded(seconds: number): JournalEvent[] {
  const facts = Array.from({ length: seconds }, (_, second): JournalFact[] => [
    loadWindow(second),
    ...['a->b', 'b->c', 'c->d'].map((link) => linkWindow(link, second)),
    ...(second % 10 === 0 ? [{ type: 'warm-up-finished' } as const] : []),
  ]).flat();
  return facts.map((fact, at) => ({ sequence: at + 5, atUs: 1000 + at, system: 'shop', ...fact }));
}

const ofType = (events: readonly JournalEvent[], type: JournalFact['type']) =>
  events.filter((event) => event.type === type);
const sizeOf = (events: readonly JournalEvent[]) => JSON.stringify(events).length;

describe('a journal for a page', () => {
  test('within the bound keeps every event and its number, and loses the histograms alone', async () => {
    const events = recorded(20);
    const thinned = await thinJournal(events, pageBound);
    expect(thinned.map(({ sequence }) => sequence)).toEqual(events.map(({ sequence }) => sequence));
    expect(ofType(thinned, 'link-window')).toEqual(ofType(events, 'link-window'));
    expect(JSON.stringify(thinned)).not.toContain('HHH');
    for (const event of thinned) journalEvent.parse(event);
  });

  test('past the bound keeps every fact, says first how much is missing, and is numbered without gaps', async () => {
    const events = recorded(500);
    const thinned = await thinJournal(events, { events: 400, bytes: 1e9 });
    expect(thinned.length).toBeLessThanOrEqual(401);
    expect(thinned.length).toBeGreaterThan(390);
    expect(ofType(thinned, 'warm-up-finished')).toHaveLength(50);
    expect(thinned[0]).toMatchObject({
      ...{ type: 'journal-thinned', system: null, atUs: 1000 },
      ...{ kept: thinned.length - 1, dropped: events.length - thinned.length + 1 },
    });
    expect(thinned.map(({ sequence }) => sequence)).toEqual(thinned.map((_, at) => at + 1));
  });

  test('leaves windows out evenly, and of every link alike', async () => {
    const thinned = await thinJournal(recorded(500), { events: 400, bytes: 1e9 });
    for (const link of ['a->b', 'b->c', 'c->d']) {
      const starts = ofType(thinned, 'link-window').flatMap((event) =>
        'startUs' in event && 'link' in event && event.link === link ? [event.startUs] : [],
      );
      const gaps = starts.slice(1).map((start, at) => start - (starts[at] ?? 0));
      expect(starts.length).toBeGreaterThan(50);
      expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    }
    // Fewer kinds than links: the load is not crowded out by many links.
    expect(ofType(thinned, 'load-window').length).toBeGreaterThan(150);
  });

  test('keeps the bound of bytes too', async () => {
    const thinned = await thinJournal(recorded(500), { events: 1e9, bytes: 50_000 });
    expect(sizeOf(thinned)).toBeLessThan(51_000);
    expect(sizeOf(thinned)).toBeGreaterThan(45_000);
  });

  test('of a long run with many facts still has windows to draw', async () => {
    const thinned = await thinJournal(recorded(500), { events: 40, bytes: 1e9 });
    expect(ofType(thinned, 'warm-up-finished')).toHaveLength(50);
    expect(ofType(thinned, 'load-window').length).toBeGreaterThanOrEqual(4);
  });

  test('of facts alone that are past the bound keeps them all', async () => {
    const facts = ofType(recorded(1000), 'warm-up-finished');
    expect(await thinJournal(facts, { events: 10, bytes: 10 })).toEqual(facts);
  });

  test('lets the event loop turn while it is made', async () => {
    let turns = 0;
    let isMade = false;
    const count = (): void => {
      turns += 1;
      if (!isMade) setImmediate(count);
    };
    setImmediate(count);
    const events = recorded(20_000);
    await thinJournal(events, pageBound);
    isMade = true;
    expect(turns).toBeGreaterThan(3);
  });
});
