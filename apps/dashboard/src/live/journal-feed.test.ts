import { describe, expect, test } from 'vitest';
import type { FeedState } from './journal-feed.ts';
import { JournalFeed } from './journal-feed.ts';

/** A journal that notes what is done to it. */
class NotedJournal {
  readonly lines: string[] = [];
  missed = 0;
  resets = 0;

  append(lines: readonly string[]): void {
    if (lines.includes('broken')) throw new Error('it cannot be taken');
    for (const line of lines) if (!this.lines.includes(line)) this.lines.push(line);
  }

  addMissed(count: number): void {
    this.missed += count;
  }

  reset(): void {
    this.lines.length = 0;
    this.missed = 0;
    this.resets += 1;
  }
}

function lines(from: number, to: number, epoch = 'a'): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `${epoch}${from + index}`);
}

/** Lets every promise that can go on go on. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function openFeed(loadHistory?: (since: number, until: number) => Promise<{ lines: string[]; missed: number }>) {
  const journal = new NotedJournal();
  const asked: [number, number][] = [];
  const states: FeedState['kind'][] = [];
  const failures: unknown[] = [];
  const feed = new JournalFeed(journal, {
    loadHistory: async (since, until, take) => {
      asked.push([since, until]);
      const answer = (await loadHistory?.(since, until)) ?? { lines: lines(since, until), missed: 0 };
      take(answer.lines);
      return answer.missed;
    },
    wait: () => Promise.resolve(),
    onState: (state) => states.push(state.kind),
    onFailure: (error) => failures.push(error),
  });
  return { feed, journal, asked, states, failures };
}

describe('the feed of a page', () => {
  test('loads the history before a stream that it joins, and then follows', async () => {
    const { feed, journal, asked, states } = openFeed();
    feed.receive({ kind: 'began', epoch: 'a', next: 4 });
    feed.receive({ kind: 'lines', epoch: 'a', first: 4, lines: lines(4, 5) });
    feed.receive({ kind: 'lines', epoch: 'a', first: 6, lines: lines(6, 6) });
    await settle();
    expect(asked).toEqual([[1, 3]]);
    expect(journal.lines).toEqual(lines(1, 6));
    expect(states).toContain('loading');
    expect(states.at(-1)).toBe('following');
  });

  test('goes on after a message that cannot be taken', async () => {
    const { feed, journal, failures } = openFeed();
    feed.receive({ kind: 'began', epoch: 'a', next: 1 });
    feed.receive({ kind: 'lines', epoch: 'a', first: 1, lines: ['broken'] });
    feed.receive({ kind: 'lines', epoch: 'a', first: 2, lines: lines(2, 3) });
    await settle();
    feed.receive({ kind: 'lines', epoch: 'a', first: 4, lines: lines(4, 4) });
    await settle();
    expect(failures).toHaveLength(1);
    expect(journal.lines).toContain('a4');
  });

  test('takes doubled events once, and fetches events that were lost on the way', async () => {
    const { feed, journal, asked } = openFeed();
    feed.receive({ kind: 'began', epoch: 'a', next: 1 });
    feed.receive({ kind: 'lines', epoch: 'a', first: 1, lines: lines(1, 3) });
    feed.receive({ kind: 'lines', epoch: 'a', first: 2, lines: lines(2, 4) });
    feed.receive({ kind: 'lines', epoch: 'a', first: 8, lines: lines(8, 9) });
    await settle();
    expect(asked).toEqual([[5, 7]]);
    expect(journal.lines).toEqual(lines(1, 9));
  });

  test('counts what the lab has forgotten, in the stream and in the history', async () => {
    const { feed, journal } = openFeed(async () => ({ lines: lines(3, 4), missed: 2 }));
    feed.receive({ kind: 'began', epoch: 'a', next: 5 });
    feed.receive({ kind: 'missed', epoch: 'a', first: 5, count: 10 });
    feed.receive({ kind: 'missed', epoch: 'a', first: 5, count: 10 });
    feed.receive({ kind: 'lines', epoch: 'a', first: 15, lines: lines(15, 15) });
    await settle();
    expect(journal.missed).toBe(12);
    expect(journal.lines).toEqual(['a3', 'a4', 'a15']);
  });

  test('starts anew with another lab, also while it loads the former one', async () => {
    let release: (() => void) | undefined;
    const { feed, journal } = openFeed(async (since, until) => {
      if (release === undefined) {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return { lines: lines(since, until), missed: 0 };
      }
      return { lines: lines(since, until, 'b'), missed: 0 };
    });
    feed.receive({ kind: 'began', epoch: 'a', next: 4 });
    await settle();
    feed.receive({ kind: 'began', epoch: 'b', next: 3 });
    feed.receive({ kind: 'lines', epoch: 'b', first: 3, lines: ['b3'] });
    release?.();
    await settle();
    expect(journal.lines).toEqual(['b1', 'b2', 'b3']);
    expect(journal.resets).toBe(1);
  });

  test('tries a broken history again, and has every event once', async () => {
    let attempts = 0;
    const { feed, journal } = openFeed(async (since, until) => {
      attempts += 1;
      if (attempts < 3) throw new Error('broken');
      return { lines: lines(since, until), missed: 0 };
    });
    feed.receive({ kind: 'began', epoch: 'a', next: 3 });
    await settle();
    expect(attempts).toBe(3);
    expect(journal.lines).toEqual(lines(1, 2));
  });

  test('a stream that begins again in the same epoch changes nothing', async () => {
    const { feed, journal, asked } = openFeed();
    feed.receive({ kind: 'began', epoch: 'a', next: 1 });
    feed.receive({ kind: 'lines', epoch: 'a', first: 1, lines: lines(1, 2) });
    feed.receive({ kind: 'began', epoch: 'a', next: 3 });
    await settle();
    expect(journal.resets).toBe(0);
    expect(asked).toEqual([]);
    expect(journal.lines).toEqual(lines(1, 2));
  });
});
