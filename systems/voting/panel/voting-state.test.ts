import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import { describe, expect, it } from 'vitest';
import { addWindows, ballotOf } from './vote-windows.ts';
import type { VotingState } from './voting-state.ts';
import { votingFold } from './voting-state.ts';

type Told = readonly [atMs: number, fact: JournalFact];

/** The state after facts, which stand in order of time. */
function after(...told: readonly Told[]): VotingState {
  return told.reduce<VotingState>((state, [atMs, fact], index) => {
    const event: JournalEvent = { ...fact, sequence: index + 1, atUs: atMs * 1000, system: 'voting' };
    return votingFold.step(state, event);
  }, votingFold.initial);
}

const instance = 'inventory-1';
const votes = (endMs: number, decided: number, excluded: Record<string, number>): Told => [
  endMs,
  {
    type: 'vote-window',
    startUs: (endMs - 1000) * 1000,
    endUs: endMs * 1000,
    decided,
    withoutQuorum: 0,
    dissents: 1,
    meanFanOut: 3,
    meanQuorum: 2.5,
    excluded,
    latency: { count: decided, meanMs: 2, p50Ms: 2, p95Ms: decided / 10, p99Ms: 5, maxMs: 6 },
  },
];

describe('the votes', () => {
  it('of the last minute are added up, older ones forgotten', () => {
    const { windows } = after(votes(1000, 999, {}), votes(62_000, 100, { [instance]: 100 }), votes(63_000, 50, {}));
    expect(addWindows(windows)).toEqual({
      votes: 150,
      decided: 150,
      withoutQuorum: 0,
      dissents: 2,
      fanOut: 3,
      agreed: 2.5,
      p95Ms: 10,
      excluded: new Map([[instance, 100]]),
    });
  });

  it('count a replica, or leave it out', () => {
    const ballot = (left: number) =>
      ballotOf(addWindows(after(votes(1000, 100, { [instance]: left })).windows), instance);
    expect([0, 3, 50, 100].map(ballot)).toEqual(['counted', 'counted', 'partly', 'excluded']);
    expect(ballotOf(addWindows([]), instance)).toBe('none');
  });

  it('tell of the quorum from the first one on', () => {
    expect(after().quorum).toEqual({ kind: 'unknown' });
    expect(after(votes(1000, 10, {})).quorum).toEqual({ kind: 'reached', sinceUs: null });
    expect(after([5, { type: 'quorum-lost', valid: 1, needed: 2 }]).quorum).toMatchObject({
      kind: 'lost',
      sinceUs: 5000,
    });
    expect(after([5, { type: 'quorum-lost', valid: 1, needed: 2 }], [9, { type: 'quorum-regained' }]).quorum).toEqual({
      kind: 'reached',
      sinceUs: 9000,
    });
  });
});

it('the replicas are known from the topology, or from their processes in an older journal', () => {
  const started = (name: string, port: number): JournalFact => ({
    type: 'process-started',
    instance: name,
    pid: 1,
    port,
    attempt: 1,
  });
  expect(
    after([1, started('inventory-2', 2)], [2, started('inventory-1', 1)], [3, started('voter', 3)]).replicas,
  ).toEqual(['inventory-1', 'inventory-2']);
});

it('keeps the last dissents only, and forgets everything at a start', () => {
  const dissents = Array.from(
    { length: 20 },
    (_, offset): Told => [offset, { type: 'dissent-observed', instance, offset, detail: '' }],
  );
  expect(after(...dissents).dissents.map(({ offset }) => offset)).toEqual([15, 16, 17, 18, 19]);
  expect(
    after(...dissents, [9998, { type: 'quorum-regained' }], [9999, { type: 'system-starting', declaration: 'voting' }]),
  ).toEqual(votingFold.initial);
});
