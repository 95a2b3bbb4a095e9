import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import { describe, expect, it } from 'vitest';
import { ordered } from '../model/testing/story.ts';
import { MarkReader } from './marks.ts';

function facts(...told: (readonly [atMs: number, fact: JournalFact])[]): readonly JournalEvent[] {
  return told.map(([atMs, fact], place) => ({ ...fact, sequence: place + 1, atUs: atMs * 1000, system: 'voting' }));
}

const readMarks = (read: readonly JournalEvent[], count: number) =>
  new MarkReader(ordered(read.slice(0, count))).read();

const words = { instance: 'inventory-1', by: 'monitor', detector: 'window', reason: '' };

const crash = facts(
  [1000, { type: 'phase-started', phase: 'crash', repeat: 1, watch: ['inventory-1'] }],
  [
    1010,
    {
      type: 'fault-applied',
      fault: 'f1',
      kind: 'crash',
      target: { instance: 'inventory-1' },
      parameters: {},
      durationMs: 2000,
    },
  ],
  [1030, { type: 'fault-confirmed', fault: 'f1', evidence: 'it exited', effectAtUs: 1_012_000 }],
  [1046, { type: 'instance-off', ...words }],
  [3010, { type: 'fault-lifted', fault: 'f1', cause: 'expired' }],
  [3986, { type: 'instance-on', ...words }],
  [4000, { type: 'phase-finished', phase: 'crash', repeat: 1, completed: true, detail: '' }],
);

describe('marks on the time axis', () => {
  it('reach from the effect of a fault to its lifting', () => {
    expect(readMarks(crash, crash.length).faults).toEqual([
      { fault: 'f1', name: 'crash inventory-1', startUs: 1_012_000, endUs: 3_010_000, isConfirmed: true },
    ]);
  });

  it('are not there of a fault that came to nothing', () => {
    const refused = facts(
      [10, { type: 'fault-applied', fault: 'f1', kind: 'crash', target: {}, parameters: {}, durationMs: 2000 }],
      [11, { type: 'fault-not-confirmed', fault: 'f1', reason: 'the switch answered 422' }],
      [12, { type: 'fault-lifted', fault: 'f1', cause: 'came-to-nothing' }],
    );
    expect(readMarks(refused, refused.length).faults).toEqual([]);
  });

  it('show TTD and TTR as the lengths that were measured', () => {
    expect(readMarks(crash, crash.length).lengths).toEqual([
      { kind: 'TTD', instance: 'inventory-1', startUs: 1_012_000, endUs: 1_046_000, ms: 34 },
      { kind: 'TTR', instance: 'inventory-1', startUs: 3_010_000, endUs: 3_986_000, ms: 976 },
    ]);
  });

  it('hold OFF and ON, and the phase from its beginning to its end', () => {
    const { health, phases } = readMarks(crash, crash.length);
    expect(health.map(({ state }) => state)).toEqual(['OFF', 'ON']);
    expect(phases).toEqual([{ name: 'crash', startUs: 1_000_000, endUs: 4_000_000 }]);
  });

  it('leave open what still lasts', () => {
    const { faults, phases, lengths } = readMarks(crash, 2);
    expect(faults).toEqual([
      { fault: 'f1', name: 'crash inventory-1', startUs: 1_010_000, endUs: null, isConfirmed: false },
    ]);
    expect(phases[0]?.endUs).toBeNull();
    expect(lengths).toEqual([]);
  });

  it('follow facts that grow, and stay the same while nothing comes that matters to them', () => {
    const growing = ordered(crash.slice(0, 4));
    const reader = new MarkReader(growing);
    const before = reader.read();
    for (const fact of facts([2000, { type: 'instance-suspected', ...words }])) growing.add(fact);
    expect(reader.read()).toBe(before);
    for (const fact of crash.slice(4)) growing.add(fact);
    expect(reader.read()).toEqual(readMarks(crash, crash.length));
  });

  it('name a partition by its groups', () => {
    const parted = facts([
      5,
      {
        type: 'fault-applied',
        fault: 'f2',
        kind: 'partition',
        target: {
          groups: [['a-1', 'a-2'], ['b-1']],
        },
        parameters: {},
        durationMs: 100,
      },
    ]);
    expect(readMarks(parted, 1).faults[0]?.name).toBe('partition a-1, a-2 / b-1');
  });
});
