import { describe, expect, test } from 'vitest';
import { readIncidents } from './incidents.ts';
import type { Told } from './testing/story.ts';
import { faultApplied, faultConfirmed, faultLifted, health, starting, tell } from './testing/story.ts';

const read = (...told: readonly Told[]) => readIncidents(tell(...told));

const crash: readonly Told[] = [
  [100, faultApplied('f1', 'crash', { instance: 'inventory-1' })],
  [101, faultConfirmed('f1', 101)],
  [150, health('instance-off', 'inventory-1')],
  [200, faultLifted('f1')],
  [260, health('instance-on', 'inventory-1')],
];

describe('incidents of faults injected by hand', () => {
  test('tell TTD from the effect to OFF, TTR from the lifting to ON', () => {
    expect(read([0, starting], ...crash)).toEqual([
      {
        ...{ fault: 'f1', kind: 'crash', instance: 'inventory-1', appliedAtUs: 100_000, effectAtUs: 101_000 },
        ...{ offAtUs: 150_000, liftedAtUs: 200_000, onAtUs: 260_000, ttdMs: 49, ttrMs: 60, detector: 'window' },
        ...{ by: 'monitor', byDetector: new Map([['window', 49]]), phase: null, untilUs: 260_000 },
      },
    ]);
  });

  test('have nulls for what was not seen yet, and later facts do not count', () => {
    const facts = tell([0, starting], ...crash);
    const until = (untilUs: number) => readIncidents(facts.filter(({ atUs }) => atUs <= untilUs));
    expect(until(120_000)).toMatchObject([{ offAtUs: null, ttdMs: null, liftedAtUs: null }]);
    expect(until(150_000)).toMatchObject([{ offAtUs: 150_000, ttdMs: 49, onAtUs: null, ttrMs: null }]);
    expect(until(99_999)).toEqual([]);
  });

  test('of a link concern its provider, of a store nobody', () => {
    const aimed = (target: Parameters<typeof faultApplied>[2]) =>
      read([0, starting], [5, faultApplied('f1', 'latency', target)]).map(({ instance }) => instance);
    expect(aimed({ link: 'voter->inventory-2' })).toEqual(['inventory-2']);
    expect(aimed({ link: 'voter->postgres' })).toEqual([]);
    expect(aimed({ store: 'postgres' })).toEqual([]);
  });

  test('of a partition concern the members that it put OFF', () => {
    const groups = [['voter'], ['inventory-1', 'inventory-2']];
    const incidents = read(
      [0, starting],
      [5, faultApplied('f1', 'partition', { groups })],
      [6, faultConfirmed('f1', 6)],
      [9, health('instance-off', 'inventory-2')],
    );
    expect(incidents).toMatchObject([{ instance: 'inventory-2', ttdMs: 3 }]);
  });

  test('end with the next fault on the same instance: what happens then is its doing', () => {
    const second: readonly Told[] = [
      [210, faultApplied('f2', 'pause', { instance: 'inventory-1' })],
      [211, faultConfirmed('f2', 211)],
      [260, health('instance-on', 'inventory-1')],
      [300, health('instance-off', 'inventory-1')],
    ];
    expect(read([0, starting], ...crash.slice(0, 4), ...second)).toMatchObject([
      { fault: 'f1', offAtUs: 150_000, onAtUs: null, ttrMs: null },
      { fault: 'f2', offAtUs: 300_000, ttdMs: 89 },
    ]);
  });

  test('end with the next start of the system, which may use the ids of faults again', () => {
    const again: readonly Told[] = [
      [230, starting],
      [300, faultApplied('f1', 'pause', { instance: 'inventory-1' })],
    ];
    expect(
      read([0, starting], ...crash.slice(0, 4), ...again, [310, health('instance-on', 'inventory-1')]),
    ).toMatchObject([
      { kind: 'crash', liftedAtUs: 200_000, onAtUs: null },
      { kind: 'pause', liftedAtUs: null, offAtUs: null },
    ]);
  });
});

describe('incidents of phases', () => {
  const started: Told = [
    90,
    { type: 'phase-started', phase: 'crash', repeat: 1, watch: ['inventory-1', 'inventory-2'] },
  ];
  const finished: Told = [400, { type: 'phase-finished', phase: 'crash', repeat: 1, completed: true, detail: '' }];

  test('are one for each instance that the phase watches', () => {
    expect(read([0, starting], started, ...crash, finished)).toMatchObject([
      { instance: 'inventory-1', ttdMs: 49, ttrMs: 60 },
      { instance: 'inventory-2', ttdMs: null, offAtUs: null, fault: 'f1' },
    ]);
  });

  test('of the same name in a later run on the same system are measured by themselves', () => {
    const later = [started, ...crash, finished].map(
      ([atMs, fact]): Told => [
        atMs + 1000,
        JSON.parse(JSON.stringify(fact).replaceAll('f1', 'f9').replaceAll('101000', '1101000')),
      ],
    );
    const incidents = read([0, starting], started, ...crash, finished, ...later);
    expect(incidents.map(({ fault, ttdMs, ttrMs }) => [fault, ttdMs, ttrMs])).toEqual([
      ['f1', 49, 60],
      ['f1', null, null],
      ['f9', 49, 60],
      ['f9', null, null],
    ]);
  });

  test('end what was watched of a fault injected by hand before', () => {
    const before: readonly Told[] = [
      [10, faultApplied('f1', 'crash', { instance: 'inventory-1' })],
      [11, faultConfirmed('f1', 10)],
      [15, health('instance-off', 'inventory-1')],
      [20, faultLifted('f1')],
    ];
    const incidents = read([0, starting], ...before, started, finished, [500, health('instance-on', 'inventory-1')]);
    expect(incidents).toMatchObject([{ fault: 'f1', offAtUs: 15_000, liftedAtUs: 20_000, onAtUs: null }]);
  });

  test('a phase that its run never finished ends with the run', () => {
    const broke: Told = [280, { type: 'run-ended', run: 'r1', verdict: null, reason: 'it broke' }];
    const incidents = read([0, starting], started, ...crash, broke, [
      300,
      faultApplied('f2', 'pause', { instance: 'inventory-2' }),
    ]);
    expect(incidents.at(-1)).toMatchObject({ fault: 'f2', instance: 'inventory-2' });
  });
});
