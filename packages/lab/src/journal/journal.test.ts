import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JournalFact } from './event.ts';
import { Journal } from './journal.ts';

const fact: JournalFact = { type: 'system-stopped' };
const window: JournalFact = { type: 'request-window', instance: 'voter-1', rows: [] };

function filled(capacity: { facts: number; windows: number }, kinds: readonly boolean[]): Journal {
  const journal = new Journal(capacity);
  for (const [index, isFact] of kinds.entries()) journal.append('voting', index, isFact ? fact : window);
  return journal;
}

const sequences = (events: readonly { sequence: number }[]) => events.map(({ sequence }) => sequence);

describe('the journal in memory', () => {
  test('keeps facts however many measurements come after them', () => {
    const journal = filled({ facts: 10, windows: 10 }, [true, ...Array(1000).fill(false), true]);
    const kept = sequences(journal.since(1));
    expect(kept[0]).toBe(1);
    expect(kept.at(-1)).toBe(1002);
    expect(kept.length).toBeLessThanOrEqual(2 + 12);
  });

  test('measurements of a vote age like all measurements', () => {
    const journal = new Journal({ facts: 1, windows: 1 });
    journal.append('voting', 1, fact);
    const latency = { count: 0, meanMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 };
    const votes = { decided: 1, withoutQuorum: 0, dissents: 0, meanFanOut: 3, meanQuorum: 2, excluded: {} };
    journal.append('voting', 2, { type: 'vote-window', startUs: 0, endUs: 1, ...votes, latency });
    expect(sequences(journal.since(1))).toEqual([1, 2]);
  });

  test('what is told of single sagas displaces nothing that the state of a system follows from', () => {
    const journal = new Journal({ facts: 1, windows: 1 });
    journal.append('reservations', 1, fact);
    const saga = { instance: 'reservations', saga: 'RSV-1', phase: 'forward', reason: null } as const;
    journal.append('reservations', 2, { type: 'saga-changed', ...saga, steps: [] });
    expect(sequences(journal.since(1))).toEqual([1, 2]);
  });

  test('reads any range, in order, and nothing that was forgotten', () => {
    const capacity = { facts: 20, windows: 20 };
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 120 }),
        fc.integer({ min: 1, max: 130 }),
        fc.integer({ min: 0, max: 130 }),
        fc.integer({ min: 0, max: 60 }),
        (kinds, since, until, limit) => {
          const journal = filled(capacity, kinds);
          const all = sequences(journal.since(1));
          const wanted = all.filter((sequence) => sequence >= since && sequence <= until);
          expect(sequences(journal.between(since, until))).toEqual(wanted);
          expect(sequences(journal.between(since, until, limit))).toEqual(wanted.slice(0, limit));
          expect(sequences(journal.since(since))).toEqual(all.filter((sequence) => sequence >= since));
          for (const kind of [true, false]) {
            const newest = kinds.flatMap((isFact, index) => (isFact === kind ? index + 1 : [])).slice(-20);
            expect(all).toEqual(expect.arrayContaining(newest));
          }
        },
      ),
    );
  });

  test('finds what is there already before it waits', async () => {
    const journal = filled({ facts: 5, windows: 5 }, [true, false]);
    const options = { fromSequence: 1, timeoutMs: 1000 };
    await expect(journal.waitFor(({ type }) => type === 'request-window', options)).resolves.toMatchObject({
      sequence: 2,
    });
    const later = journal.waitFor(({ type }) => type === 'system-ready', options);
    journal.append('voting', 3, { type: 'system-ready', durationMs: 1 });
    await expect(later).resolves.toMatchObject({ sequence: 3 });
  });
});
