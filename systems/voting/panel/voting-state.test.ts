import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import { describe, expect, it } from 'vitest';
import { delayMs, detectorsOf, figuresByKind } from './detector-figures.ts';
import { newestEpisode } from './episodes.ts';
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
const says = (type: 'instance-suspected' | 'instance-off' | 'instance-on', detector: string): JournalFact => ({
  type,
  instance,
  by: 'monitor',
  detector,
  reason: '',
});
const applied = (fault: string, kind: string): JournalFact => ({
  type: 'fault-applied',
  fault,
  kind,
  target: { instance },
  parameters: {},
  durationMs: 2000,
});
const confirmed = (fault: string, effectMs: number): JournalFact => ({
  type: 'fault-confirmed',
  fault,
  evidence: 'seen',
  effectAtUs: effectMs * 1000,
});
const lifted = (fault: string): JournalFact => ({ type: 'fault-lifted', fault, cause: 'healed' });
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

const crash: readonly Told[] = [
  [1000, applied('f1', 'crash')],
  [1080, says('instance-suspected', 'connection-loss')],
  [1081, says('instance-off', 'connection-loss')],
  [1090, confirmed('f1', 1005)],
  [1600, says('instance-suspected', 'consecutive')],
  [3000, lifted('f1')],
  [4000, says('instance-on', 'connection-loss')],
];

describe('the detectors side by side', () => {
  it('speak from the effect of the fault on, also where its evidence came later than their words', () => {
    const episode = newestEpisode(after(...crash).episodes, instance);
    expect(episode).toMatchObject({ decided: { detector: 'connection-loss', by: 'monitor' }, backAtUs: 4_000_000 });
    expect(episode?.words.map((word) => [word.detector, delayMs(episode, word)])).toEqual([
      ['connection-loss', 75],
      ['consecutive', 595],
    ]);
  });

  it('count an intermittent fault from arming, because its first hit is chance', () => {
    const { episodes } = after(
      [1000, applied('f1', 'intermittent')],
      [1300, confirmed('f1', 1290)],
      [1500, says('instance-off', 'window')],
    );
    expect(figuresByKind(episodes)[0]?.off).toEqual({ medianMs: 500, count: 1 });
  });

  it('who is put OFF while nothing acts was not found by a fault', () => {
    const { episodes } = after(...crash, [9000, says('instance-off', 'window')]);
    expect(newestEpisode(episodes, instance)).toMatchObject({ fault: null, decided: { detector: 'window' } });
    expect(figuresByKind(episodes)).toHaveLength(1);
  });

  it('a return while the fault still acts ends nothing', () => {
    const { episodes } = after(
      [1000, applied('f1', 'latency')],
      [1100, says('instance-off', 'window')],
      [1200, says('instance-on', 'window')],
      [1300, says('instance-off', 'consecutive')],
    );
    expect(episodes).toHaveLength(1);
    expect(episodes[0]).toMatchObject({ decided: { detector: 'window' }, backAtUs: null });
  });

  it('have the median of their first words, by the kind of fault', () => {
    const repeats = [100, 300, 200].flatMap((delay, index): Told[] => {
      const startMs = index * 10_000;
      const fault = `f${index}`;
      return [
        [startMs, applied(fault, 'latency')],
        [startMs + 1, confirmed(fault, startMs)],
        [startMs + delay, says('instance-off', 'window')],
        [startMs + 2000, lifted(fault)],
        [startMs + 2500, says('instance-on', 'window')],
      ];
    });
    const { episodes } = after(...repeats);
    const [latency] = figuresByKind(episodes);
    expect(latency).toMatchObject({ kind: 'latency', faults: 3, off: { medianMs: 200, count: 3 } });
    expect(latency?.byDetector.get('window')).toEqual({ medianMs: 200, count: 3 });
    expect(latency?.byDetector.has('dissent')).toBe(false);
  });

  it('are all there before one has spoken, and a new one stands after them', () => {
    expect(detectorsOf([])).toContain('phi-accrual');
    const { episodes } = after([1, says('instance-suspected', 'probe')]);
    expect(detectorsOf(episodes).at(-1)).toBe('probe');
  });

  it('keep a bounded past', () => {
    const many = Array.from({ length: 500 }, (_, index): Told => [index, applied(`f${index}`, 'crash')]);
    const { episodes } = after(...many);
    expect(episodes).toHaveLength(200);
    expect(episodes.at(-1)?.fault?.fault).toBe('f499');
  });
});

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
  expect(after(...dissents, ...crash, [9999, { type: 'system-starting', declaration: 'voting' }])).toEqual(
    votingFold.initial,
  );
});
