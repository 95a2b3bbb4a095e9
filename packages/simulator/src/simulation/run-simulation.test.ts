import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FaultKind } from '../faults/planned-fault.ts';
import type { TraceEvent } from '../trace/trace.ts';
import type { Seen } from './testing/diary.ts';
import { faultBetween, helloUs, runDiary } from './testing/diary.ts';

const ms = 1_000;

function told(seen: readonly Seen[], node: number): string[] {
  return seen
    .filter((output) => output.node === node && output.kind !== 'heard')
    .map((output) => ('word' in output ? `${output.kind} ${output.word}` : output.kind));
}

describe('a run without faults', () => {
  test('delivers every message once, after its delay', () => {
    const { end, seen } = runDiary({ untilUs: 100 * ms });
    const heard = seen.filter(({ kind }) => kind === 'heard');
    expect(heard).toHaveLength(3 * 2 * 9);
    expect(end.trace.filter(({ kind }) => kind === 'dropped')).toEqual([]);
    for (const [sent, received] of journeys(end.trace)) {
      expect(received - sent).toBeGreaterThanOrEqual(1 * ms);
      expect(received - sent).toBeLessThanOrEqual(2 * ms);
    }
  });

  test('tells of nothing behind a persist before it is durable, and returns tickets in order', () => {
    const { seen } = runDiary({ isQuiet: true, commands: [[0, 1, { kind: 'write', words: ['a', 'b'] }]] });
    expect(told(seen, 1)).toEqual([
      'started',
      'writing a',
      'written a',
      'writing b',
      'written b',
      'persisted',
      'persisted',
    ]);
    const [writing, written] = seen.filter((output) => 'word' in output && output.word === 'a' && output.node === 1);
    expect((written?.atUs ?? 0) - (writing?.atUs ?? 0)).toBe(1 * ms);
  });

  test('syncs once for all that waits', () => {
    const { end } = runDiary({ isQuiet: true, commands: [[0, 1, { kind: 'write', words: ['a', 'b', 'c'] }]] });
    expect(end.trace.filter(({ kind }) => kind === 'synced')).toEqual([
      expect.objectContaining({ node: 1, records: 3 }),
    ]);
    expect(end.coverage['group-commit']).toBe(1);
  });

  test('shows what is durable, and only that', () => {
    const durable: (readonly string[])[] = [];
    runDiary({
      isQuiet: true,
      commands: [
        [0, 1, { kind: 'write', words: ['a', 'b'] }],
        [10 * ms, 1, { kind: 'rewrite', word: 'c' }],
      ],
      begin: (simulation) => {
        for (const atUs of [500, 9 * ms, 20 * ms]) {
          simulation.at(atUs, () => durable.push([...simulation.durableRecords(1)]));
        }
      },
    });
    expect(durable).toEqual([[], ['a', 'b'], ['c']]);
  });

  test('ends where it is told to stop, and counts its steps', () => {
    const { end } = runDiary({ begin: (simulation) => simulation.at(55 * ms, () => simulation.stop()) });
    expect(end.endedUs).toBe(55 * ms);
    expect(end.steps).toBe(3 * 5 * 3);
    expect(end.trace.every(({ atUs }) => atUs <= 55 * ms)).toBe(true);
  });

  test('gives nodes clocks that cannot be compared', () => {
    const { seen } = runDiary({ untilUs: 15 * ms });
    const readings = seen.flatMap((output) => (output.kind === 'ticked' ? [output.localUs] : []));
    expect(new Set(readings).size).toBe(3);
  });
});

function journeys(trace: readonly TraceEvent[]): [sentUs: number, receivedUs: number][] {
  const sent = new Map<number, number>();
  const all: [number, number][] = [];
  for (const event of trace) {
    if (event.kind === 'sent') sent.set(event.message, event.atUs);
    if (event.kind === 'received') all.push([sent.get(event.message) ?? Number.NaN, event.atUs]);
  }
  return all;
}

test('a command to a node that is down is not taken', () => {
  const taken: boolean[] = [];
  runDiary({
    faults: [faultBetween(0, 200 * ms, { kind: 'crash', node: 1, unsynced: 'lost' })],
    begin: (simulation) => {
      for (const atUs of [100 * ms, 300 * ms]) {
        simulation.at(atUs, () => taken.push(simulation.command(1, { kind: 'cancel' })));
      }
    },
  });
  expect(taken).toEqual([false, true]);
});

const node = fc.integer({ min: 1, max: 4 });
const probability = fc.constantFrom(0.1, 0.5, 1);
const faultKind: fc.Arbitrary<FaultKind> = fc.oneof(
  fc.record({ kind: fc.constant('crash'), node, unsynced: fc.constantFrom('lost', 'kept', 'torn') }),
  fc.record({ kind: fc.constant('pause'), node }),
  fc.record({ kind: fc.constant('clock-drift'), node, rate: fc.constantFrom(0.5, 0.9, 1.3, 3) }),
  fc.record({ kind: fc.constant('partition'), groups: fc.constant([[1, 2], [3]]) }),
  fc.record({
    kind: fc.constant('flapping-partition'),
    groups: fc.constant([[1], [2, 3]]),
    periodUs: fc.constantFrom(1, 7 * ms),
  }),
  fc.record({ kind: fc.constant('one-way-partition'), from: fc.constant([1]), to: fc.constant([2, 3]) }),
  fc.record({ kind: fc.constant('loss'), probability }),
  fc.record({ kind: fc.constant('duplication'), probability }),
  fc.record({ kind: fc.constant('delay'), extraUs: fc.constantFrom(0, 30 * ms) }),
  fc.record({ kind: fc.constant('slow-sync'), node, extraUs: fc.constantFrom(0, 20 * ms) }),
  fc.record({ kind: fc.constant('bit-flip'), node }),
);
const moment = fc.integer({ min: 0, max: 300 * ms });
const plan = fc.record({
  seed: fc.nat(),
  faults: fc
    .array(fc.tuple(moment, moment, faultKind), { maxLength: 8 })
    .map((faults) => faults.map(([atUs, durationUs, kind], id) => ({ id, atUs, durationUs, ...kind }))),
  words: fc.array(fc.tuple(moment, fc.integer({ min: 1, max: 3 })), { maxLength: 12 }),
});

function runPlan({ seed, faults, words }: typeof plan extends fc.Arbitrary<infer Plan> ? Plan : never) {
  return runDiary({
    seed,
    faults,
    untilUs: 400 * ms,
    commands: words.map(([atUs, id], index) => [atUs, id, { kind: 'write', words: [`${index}`, `${index}+`] }]),
  });
}

describe('under any plan of faults', () => {
  test('time never goes back, nothing happens after the end, and no node acts while it is down', () => {
    fc.assert(
      fc.property(plan, (drawn) => {
        const { trace } = runPlan(drawn).end;
        const moments = trace.map(({ atUs }) => atUs);
        expect(moments).toEqual(moments.toSorted((one, other) => one - other));
        expect(moments.at(-1)).toBeLessThanOrEqual(400 * ms);
        const working = new Set<number>();
        const outOfTurn = trace.filter((event) => {
          if (event.kind === 'started' || event.kind === 'resumed') working.add(event.node);
          if (event.kind === 'stopped' || event.kind === 'paused') working.delete(event.node);
          if (event.kind === 'received') return !working.has(event.to);
          if (event.kind === 'sent') return !working.has(event.from);
          return event.kind === 'timer' && !working.has(event.node);
        });
        expect(outOfTurn).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('what a node told behind a barrier is on its disk in every later life, unless a bit flipped', () => {
    fc.assert(
      fc.property(plan, (drawn) => {
        const { seen } = runPlan(drawn);
        const written = new Map<number, Set<string>>();
        for (const output of seen) {
          const promised = written.get(output.node) ?? new Set();
          written.set(output.node, promised);
          if (output.kind === 'written') promised.add(output.word);
          if (output.kind !== 'started') continue;
          const { records, log } = output.recovered;
          if (log === 'damaged') promised.clear();
          expect(records).toEqual(expect.arrayContaining([...promised]));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a node tells of a record, and is told that it is durable, only when it is on its disk', () => {
    fc.assert(
      fc.property(plan, (drawn) => {
        const found = new Map<number, number>();
        const told = new Map<number, number>();
        const early = runPlan(drawn).seen.filter((output) => {
          const { node, durable } = output;
          if (output.kind === 'started') {
            found.set(node, output.recovered.records.length);
            told.set(node, 0);
          }
          if (output.kind === 'written') told.set(node, (told.get(node) ?? 0) + 1);
          const expected = output.kind === 'persisted' ? output.ticket + 1 : (told.get(node) ?? 0);
          return durable < (found.get(node) ?? 0) + expected;
        });
        expect(early).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('the same scenario is the same run, and another seed another', () => {
    fc.assert(
      fc.property(plan, (drawn) => {
        const { end, seen } = runPlan(drawn);
        const again = runPlan(drawn);
        expect(again.end).toEqual(end);
        expect(again.seen).toEqual(seen);
        expect(runPlan({ ...drawn, seed: drawn.seed + 1 }).end.digest).not.toBe(end.digest);
      }),
      { numRuns: 20 },
    );
  });

  test('clocks never go back within a life, and hellos keep their time by them', () => {
    fc.assert(
      fc.property(plan, (drawn) => {
        const last = new Map<number, number>();
        for (const output of runPlan(drawn).seen) {
          if (output.kind === 'started') last.delete(output.node);
          if (output.kind !== 'ticked') continue;
          const before = last.get(output.node);
          if (before !== undefined) expect(output.localUs).toBeGreaterThanOrEqual(before + helloUs);
          last.set(output.node, output.localUs);
        }
      }),
      { numRuns: 40 },
    );
  });
});

test('a trace changes nothing of the run', () => {
  const faults = [faultBetween(0, 500 * ms, { kind: 'loss', probability: 0.3 })];
  const { trace, ...traced } = runDiary({ faults }).end;
  expect(runDiary({ faults, trace: false }).end).toEqual({ ...traced, trace: [] });
  expect(trace.length).toBeGreaterThan(1_000);
});
