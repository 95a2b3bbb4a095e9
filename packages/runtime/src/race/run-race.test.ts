import type { RaceProgress } from '@temblor/lab/system/race';
import { describe, expect, test } from 'vitest';
import { runRace } from './run-race.ts';

const module = new URL('./testing/played-race.fixture.ts', import.meta.url);

/** Plays the race of the fixture. @param how it goes. */
function play(how: string, given: { readonly signal?: AbortSignal; readonly module?: URL | string } = {}) {
  const notes: string[] = [];
  const shown: RaceProgress[] = [];
  const noted = Promise.withResolvers<void>();
  const result = runRace({
    module: given.module ?? module,
    entrances: { how: [`http://127.0.0.1:1/${how}`] },
    instances: { 'inventory-1': 'http://127.0.0.1:1' },
    options: { requests: 1000, seats: 100, concurrency: 1000, seed: 7, faultsMs: 0 },
    signal: given.signal ?? new AbortController().signal,
    note: (line) => {
      notes.push(line);
      noted.resolve();
    },
    progress: (progress) => void shown.push(progress),
  });
  return { result, notes, shown, noted: noted.promise };
}

describe('a race in a process of its own', () => {
  test('gives its result, and shows its last progress and not every one', async () => {
    const { result, shown } = play('goes-well');
    expect(await result).toEqual({
      byStatus: { 200: 1000 },
      facts: [{ fact: 'seats', value: 100 }],
      checks: [{ check: 'all-were-told', verdict: 'passed', summary: 'inventory-1', violations: [] }],
    });
    expect(shown.at(-1)).toEqual({ finished: 1000, requests: 1000, byStatus: { 200: 1000 } });
    expect(shown.length).toBeLessThan(1000);
  });

  test('draws the same from the same seed', async () => {
    const [one, other] = [play('goes-well'), play('goes-well')];
    await Promise.all([one.result, other.result]);
    expect(one.notes).toEqual(other.notes);
  });

  test('that throws fails with its words', async () => {
    await expect(play('throws').result).rejects.toMatchObject({ code: 'race-failed', message: 'nobody came' });
  });

  test('that dies is lost, with its last words', async () => {
    await expect(play('dies').result).rejects.toMatchObject({
      code: 'race-lost',
      message: 'the process of the race ended by itself (exit code 3): I give up',
    });
  });

  test('whose module is none says so', async () => {
    const none = new URL('./race-messages.ts', import.meta.url);
    await expect(play('goes-well', { module: none }).result).rejects.toMatchObject({
      message: expect.stringContaining('exports no function race(context)'),
    });
  });
});

describe('a race that is given up', () => {
  test.each(['waits', 'hangs'])('ends, also where it %s, with the reason', async (how) => {
    const giveUp = new AbortController();
    const { result, noted } = play(how, { signal: giveUp.signal });
    const ended = result.catch((error: unknown) => error);
    await noted;
    giveUp.abort(new Error('enough'));
    expect(await ended).toEqual(new Error('enough'));
  });

  test('before it began is not begun', async () => {
    const { result } = play('goes-well', { signal: AbortSignal.abort(new Error('enough')) });
    await expect(result).rejects.toThrow('enough');
  });
});
