import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import { describe, expect, it } from 'vitest';
import { detectorsOf, figuresByKind } from './detector-figures.ts';
import { readEpisodes } from './episodes.ts';

type Told = readonly [atMs: number, fact: JournalFact];

/** What the panel reads from facts, which stand in order of time. */
function after(...told: readonly Told[]) {
  const all: readonly Told[] = [[0, starting], ...told];
  return readEpisodes(
    all.map(([atMs, fact], index): JournalEvent => ({ ...fact, sequence: index + 1, atUs: atMs * 1000, system: 'v' })),
  );
}

const instance = 'inventory-1';
const starting: JournalFact = {
  type: 'system-starting',
  declaration: 'voting',
  topology: {
    title: '',
    instances: [{ id: instance, service: 'inventory', faultSwitch: true }],
    links: [],
    stores: [],
  },
};
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
    const episode = after(...crash).newest.get(instance);
    expect(episode?.fault).toEqual({ fault: 'f1', kind: 'crash', acts: false });
    expect(episode?.decided).toEqual({ detector: 'connection-loss', by: 'monitor', delayMs: 76 });
    expect([...(episode?.words ?? [])]).toEqual([
      ['connection-loss', 75],
      ['consecutive', 595],
    ]);
  });

  it('what was said before the effect hides nothing that is said after it', () => {
    const { newest } = after(
      [1000, applied('f1', 'latency')],
      [1050, says('instance-off', 'window')],
      [1060, says('instance-on', 'window')],
      [1200, confirmed('f1', 1100)],
      [1300, says('instance-off', 'window')],
    );
    expect(newest.get(instance)?.decided).toMatchObject({ detector: 'window', delayMs: 200 });
  });

  it('count an intermittent fault from arming, because its first hit is chance', () => {
    const { incidents } = after(
      [1000, applied('f1', 'intermittent')],
      [1300, confirmed('f1', 1290)],
      [1500, says('instance-off', 'window')],
    );
    expect(figuresByKind(incidents)[0]?.off).toEqual({ medianMs: 500, count: 1 });
  });

  it('who is put OFF while nothing acts was not found by a fault', () => {
    const { newest, incidents } = after(...crash, [9000, says('instance-off', 'window')]);
    expect(newest.get(instance)).toMatchObject({ fault: null, decided: { detector: 'window', delayMs: null } });
    expect(figuresByKind(incidents)).toHaveLength(1);
  });

  it('have no figure for a fault that was not seen to act', () => {
    const { incidents } = after([1000, applied('f1', 'latency')], [1100, says('instance-off', 'window')]);
    expect(figuresByKind(incidents)).toEqual([{ kind: 'latency', faults: 1, byDetector: new Map(), off: null }]);
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
    const [latency] = figuresByKind(after(...repeats).incidents);
    expect(latency).toMatchObject({ kind: 'latency', faults: 3, off: { medianMs: 200, count: 3 } });
    expect(latency?.byDetector).toEqual(new Map([['window', { medianMs: 200, count: 3 }]]));
  });

  it('are all there before one has spoken, and a new one stands after them, whatever its name', () => {
    expect(detectorsOf(after())).toContain('phi-accrual');
    expect(detectorsOf(after([1, says('instance-suspected', 'constructor')])).at(-1)).toBe('constructor');
  });

  it('forget everything at a start', () => {
    expect(after(...crash, [9999, starting])).toEqual({ incidents: [], newest: new Map() });
  });
});
