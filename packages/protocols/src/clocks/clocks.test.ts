import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HybridTime } from './hybrid-clock.ts';
import { compareHybrid, hybridReceive, hybridTick } from './hybrid-clock.ts';
import type { LamportStamp } from './lamport-clock.ts';
import { compareStamps, lamportReceive, lamportTick } from './lamport-clock.ts';
import type { ExecutedEvent, Execution } from './testing/execution.ts';
import { executions, pairs } from './testing/execution.ts';
import type { VectorClock } from './vector-clock.ts';
import { compareVectors, vectorIncludes, vectorMerge, vectorTick } from './vector-clock.ts';

/** The clock's reading at every event of an execution. */
function readings<Clock>(
  { events }: Execution,
  initial: Clock,
  next: (own: Clock, remote: Clock | undefined, event: ExecutedEvent) => Clock,
): Clock[] {
  const current = new Map<number, Clock>();
  const read: Clock[] = [];
  for (const event of events) {
    const remote = event.receives === undefined ? undefined : read[event.receives];
    const clock = next(current.get(event.node) ?? initial, remote, event);
    current.set(event.node, clock);
    read.push(clock);
  }
  return read;
}

const lamportTimes = (execution: Execution) =>
  readings(execution, 0, (own, remote) => (remote === undefined ? lamportTick(own) : lamportReceive(own, remote)));

const vectors = (execution: Execution) =>
  readings<VectorClock>(execution, {}, (own, remote, { node }) =>
    vectorTick(remote === undefined ? own : vectorMerge(own, remote), node),
  );

describe('Lamport 1978', () => {
  test('the clock condition: what may have caused an event has a lower time', () => {
    fc.assert(
      fc.property(executions(4), (execution) => {
        const times = lamportTimes(execution);
        return pairs(execution).every(
          ([first, second]) => !execution.happenedBefore(first, second) || (times[first] ?? 0) < (times[second] ?? 0),
        );
      }),
    );
  });

  test('receiving is an event after both the sending and the last event here', () => {
    expect(lamportReceive(3, 7)).toBe(8);
    expect(lamportReceive(7, 3)).toBe(8);
  });

  test('the total order holds every event once and extends what happened before', () => {
    fc.assert(
      fc.property(executions(4), (execution) => {
        const stamps = lamportTimes(execution).map(
          (time, index): LamportStamp => ({ time, node: execution.events[index]?.node ?? -1 }),
        );
        for (const [first, second] of pairs(execution)) {
          const [left, right] = [stamps[first], stamps[second]];
          if (left === undefined || right === undefined) throw new Error('an event has no stamp');
          expect(compareStamps(left, right)).not.toBe(0);
          if (execution.happenedBefore(first, second)) expect(compareStamps(left, right)).toBeLessThan(0);
        }
      }),
    );
  });
});

describe('Fidge 1988, Mattern 1989', () => {
  test('a clock is before another exactly where its event happened before the other', () => {
    fc.assert(
      fc.property(executions(4), (execution) => {
        const clocks = vectors(execution);
        for (const [first, second] of pairs(execution)) {
          const order = compareVectors(clocks[first] ?? {}, clocks[second] ?? {});
          const isBefore = execution.happenedBefore(first, second);
          const isAfter = execution.happenedBefore(second, first);
          expect(order).toBe(isBefore ? 'before' : isAfter ? 'after' : 'concurrent');
        }
      }),
    );
  });

  test('a node that is not named counts as one of which nothing is known', () => {
    expect(compareVectors({ 1: 1 }, { 1: 1, 2: 0 })).toBe('equal');
    expect(compareVectors({}, { 2: 1 })).toBe('before');
    expect(compareVectors({ 1: 2 }, { 1: 1, 2: 0 })).toBe('after');
  });

  test('merging gives the least clock that knows what either knows', () => {
    const clock = fc.dictionary(fc.constantFrom('1', '2', '3'), fc.nat(5)).map((entries): VectorClock => entries);
    fc.assert(
      fc.property(clock, clock, clock, (left, right, other) => {
        const merged = vectorMerge(left, right);
        const isAbove = vectorIncludes(other, left) && vectorIncludes(other, right);
        expect(vectorIncludes(other, merged)).toBe(isAbove);
      }),
    );
  });
});

describe('Kulkarni et al. 2014', () => {
  const aheadUs = 500;

  /** Every node's wall clock is off by up to `aheadUs` / 2 from true time, so two are at most `aheadUs` apart. */
  function run(execution: Execution, offsets: readonly number[]) {
    let nowUs = 1_000_000;
    const physical: number[] = [];
    const times = readings<HybridTime>(execution, { physicalUs: 0, counter: 0 }, (own, remote, { node, stepUs }) => {
      nowUs += stepUs;
      const physicalUs = nowUs + (offsets[node] ?? 0);
      physical.push(physicalUs);
      if (remote === undefined) return hybridTick(own, physicalUs);
      const receipt = hybridReceive(own, remote, physicalUs, aheadUs);
      if (receipt.kind !== 'received') throw new Error('a time within the bound was refused');
      return receipt.time;
    });
    return { times, physical };
  }
  const offsets = fc.array(fc.integer({ min: -aheadUs / 2, max: aheadUs / 2 }), { minLength: 4, maxLength: 4 });

  test('theorem 1: what may have caused an event has a lower time', () => {
    fc.assert(
      fc.property(executions(4), offsets, (execution, drawn) => {
        const { times } = run(execution, drawn);
        const before = (first: number, second: number) =>
          compareHybrid(times[first] ?? { physicalUs: 0, counter: 0 }, times[second] ?? { physicalUs: 0, counter: 0 }) <
          0;
        return pairs(execution).every((pair) => !execution.happenedBefore(...pair) || before(...pair));
      }),
    );
  });

  test('theorem 2: a time is not before its physical time, nor further ahead than clocks are apart', () => {
    fc.assert(
      fc.property(executions(4), offsets, (execution, drawn) => {
        const { times, physical } = run(execution, drawn);
        times.forEach(({ physicalUs }, index) => {
          expect(physicalUs - (physical[index] ?? 0)).toBeGreaterThanOrEqual(0);
          expect(physicalUs - (physical[index] ?? 0)).toBeLessThanOrEqual(aheadUs);
        });
      }),
    );
  });

  test('the counter starts again when physical time has caught up', () => {
    let time: HybridTime = { physicalUs: 0, counter: 0 };
    for (const physicalUs of [10, 10, 9, 11]) time = hybridTick(time, physicalUs);
    expect(time).toEqual({ physicalUs: 11, counter: 0 });
    expect(hybridTick({ physicalUs: 10, counter: 1 }, 9)).toEqual({ physicalUs: 10, counter: 2 });
  });

  test('figure 5: the later of two times goes on, and the counters of equal ones do not repeat', () => {
    expect(hybridReceive({ physicalUs: 10, counter: 3 }, { physicalUs: 10, counter: 5 }, 9, 100)).toEqual({
      kind: 'received',
      time: { physicalUs: 10, counter: 6 },
    });
    expect(hybridReceive({ physicalUs: 10, counter: 3 }, { physicalUs: 12, counter: 1 }, 9, 100)).toEqual({
      kind: 'received',
      time: { physicalUs: 12, counter: 2 },
    });
    expect(hybridReceive({ physicalUs: 12, counter: 3 }, { physicalUs: 10, counter: 5 }, 9, 100)).toEqual({
      kind: 'received',
      time: { physicalUs: 12, counter: 4 },
    });
    expect(hybridReceive({ physicalUs: 12, counter: 3 }, { physicalUs: 10, counter: 5 }, 13, 100)).toEqual({
      kind: 'received',
      time: { physicalUs: 13, counter: 0 },
    });
  });

  test('a time from too far ahead is refused with how far it is', () => {
    const time = { physicalUs: 10, counter: 0 };
    expect(hybridReceive(time, { physicalUs: 521, counter: 0 }, 20, 500)).toEqual({
      kind: 'too-far-ahead',
      aheadUs: 501,
    });
    expect(hybridReceive(time, { physicalUs: 520, counter: 0 }, 20, 500).kind).toBe('received');
  });
});

test('of the conversation in the guide, the wall has the answer first, and only the vector clock leaves the aside open', () => {
  const wallUs = [10_000, 6_000, 13_000, 12_000];
  const drawn: ExecutedEvent[] = [
    { node: 1, receives: undefined, stepUs: 0 },
    { node: 2, receives: 0, stepUs: 0 },
    { node: 1, receives: 1, stepUs: 0 },
    { node: 3, receives: undefined, stepUs: 0 },
  ];
  const conversation: Execution = { events: drawn, happenedBefore: () => false };
  const hybrid = readings<HybridTime>(conversation, { physicalUs: 0, counter: 0 }, (own, remote, event) => {
    const physicalUs = wallUs[drawn.indexOf(event)] ?? 0;
    if (remote === undefined) return hybridTick(own, physicalUs);
    const receipt = hybridReceive(own, remote, physicalUs, 5_000);
    return receipt.kind === 'received' ? receipt.time : own;
  });
  const [, , thanks = {}, aside = {}] = vectors(conversation);
  expect(lamportTimes(conversation)).toEqual([1, 2, 3, 1]);
  expect(vectors(conversation)).toEqual([{ 1: 1 }, { 1: 1, 2: 1 }, { 1: 2, 2: 1 }, { 3: 1 }]);
  expect(hybrid.map(({ physicalUs, counter }) => [physicalUs, counter])).toEqual([
    [10_000, 0],
    [10_000, 1],
    [13_000, 0],
    [12_000, 0],
  ]);
  expect(compareVectors(thanks, aside)).toBe('concurrent');
});
