/** How replicas leave the rotation and come back. */
import assert from 'node:assert/strict';
import { assertParts, Fleet, idOf } from './fleet.ts';
import type { Scenario } from './scenario.ts';

const calls = 20_000;
/** It stays at its first share for as long as a test takes. */
const endlessStart = { durationMs: 1e9, initialShare: 0.25 };

function assertNever(counts: ReadonlyMap<string, number>, index: number): void {
  assert.equal(counts.get(idOf(index)), undefined, `${idOf(index)} got calls`);
}

export const rotationScenarios: readonly Scenario[] = [
  {
    name: 'a replica that fails is ejected, and gets nothing until its time is over',
    run: (subject) => {
      const fleet = new Fleet(subject, [1, 1, 1, 1], { slowStart: undefined });
      fleet.fail(2, 5);
      assert.equal(fleet.replica(2).state.kind, 'ejected');
      fleet.nowMs = 999;
      assertNever(fleet.callMany(1000), 2);
      fleet.nowMs = 1000;
      assertParts(fleet.callMany(calls), [1, 1, 1, 1], subject.tolerance);
    },
  },
  {
    name: 'who comes back has no turns saved up',
    run: (subject) => {
      const fleet = new Fleet(subject, [1, 1, 1, 1], { slowStart: undefined });
      fleet.balancer.markDown(idOf(1), 0);
      fleet.callAtOnce(5000, 5);
      fleet.balancer.markUp(idOf(1), 0);
      const got = fleet.callAtOnce(60, 5).get(idOf(1)) ?? 0;
      assert.ok(got > 0 && got <= 35, `it got ${got} of 60 calls, 15 are its part`);
    },
  },
  {
    name: 'a replica in a slow start gets its share, and then its full part',
    run: (subject) => {
      const fleet = new Fleet(subject, [1, 1, 1, 1], { slowStart: endlessStart });
      fleet.balancer.markDown(idOf(0), 0);
      fleet.callMany(100);
      fleet.balancer.markUp(idOf(0), 0);
      assert.equal(fleet.replica(0).share, 0.25);
      const parts = [0.25, 1, 1, 1];
      assertParts(fleet.callMany(calls), parts, subject.tolerance);
      fleet.nowMs = endlessStart.durationMs;
      assertParts(fleet.callMany(calls), [1, 1, 1, 1], subject.tolerance);
    },
  },
  {
    name: 'a replica in a slow start gets no more than its share while few calls are in flight',
    run: (subject) => {
      for (const atOnce of [2, 3, 4, 6]) {
        const fleet = new Fleet(subject, [1, 1, 1], { slowStart: { durationMs: 1e9, initialShare: 0.1 } });
        fleet.callAtOnce(100, atOnce, 1);
        fleet.balancer.markDown(idOf(0), fleet.nowMs);
        fleet.balancer.markUp(idOf(0), fleet.nowMs);
        const got = fleet.callAtOnce(calls, atOnce, 1).get(idOf(0)) ?? 0;
        const part = (calls * 0.1) / 2.1;
        const most = part * (1 + Math.max(subject.tolerance, subject.fewInFlight));
        assert.ok(got <= most, `it got ${got} of ${calls} calls, ${part} are its part`);
        assert.ok(got > part / 4, `it got ${got} of ${calls} calls: it stays cold`);
      }
    },
  },
  {
    name: 'a replica that joins takes its part, and the one that leaves gives its own up',
    run: (subject) => {
      const fleet = new Fleet(subject, [1, 1, 1], { slowStart: undefined });
      fleet.callAtOnce(100, 10);
      fleet.balancer.add({ id: idOf(3), weight: 1 }, 0);
      assertParts(fleet.callAtOnce(calls, 10), [1, 1, 1, 1], subject.tolerance);
      fleet.balancer.remove(idOf(3), 0);
      const counts = fleet.callAtOnce(calls, 10);
      assertNever(counts, 3);
      assertParts(counts, [1, 1, 1], subject.tolerance);
    },
  },
  {
    name: 'a late end of a call to a replica that left disturbs nobody who has its place',
    run: (subject) => {
      const fleet = new Fleet(subject, [1, 1], { slowStart: undefined });
      const gone = fleet.replica(0);
      for (let call = 0; call < 50; call += 1) fleet.balancer.started(gone);
      fleet.balancer.remove(gone.id, 0);
      const joined = fleet.balancer.add({ id: idOf(2) }, 0);
      assert.equal(joined.slot, gone.slot);
      for (let call = 0; call < 50; call += 1) fleet.balancer.finished(gone, 'failure', 0, 0);
      assert.equal(joined.inFlight, 0);
      const counts = fleet.callAtOnce(calls, 5);
      for (const index of [1, 2]) {
        const off = Math.abs((counts.get(idOf(index)) ?? 0) / (calls / 2) - 1);
        assert.ok(off <= subject.tolerance, `${idOf(index)} got ${counts.get(idOf(index))} of ${calls} calls`);
      }
    },
  },
  {
    name: 'when too few are in rotation all are used, but for those that drain',
    run: (subject) => {
      const fleet = new Fleet(subject, [1, 1, 1, 1], { panicBelow: 0.5, slowStart: undefined });
      fleet.balancer.drain(idOf(3), 0);
      fleet.balancer.markDown(idOf(0), 0);
      assert.equal(fleet.balancer.panic, false);
      assertNever(fleet.callMany(200), 0);
      fleet.balancer.markDown(idOf(1), 0);
      assert.equal(fleet.balancer.panic, true);
      const counts = fleet.callMany(calls);
      assertNever(counts, 3);
      assertParts(counts, [1, 1, 1], subject.tolerance);
      fleet.balancer.markUp(idOf(0), 0);
      assert.equal(fleet.balancer.panic, false);
      assertNever(fleet.callMany(200), 1);
    },
  },
  {
    name: 'a draining replica finishes what it has and gets nothing new',
    run: (subject) => {
      const fleet = new Fleet(subject, [1, 1, 1]);
      const draining = fleet.replica(1);
      fleet.balancer.started(draining);
      fleet.balancer.drain(draining.id, 0);
      assertNever(fleet.callAtOnce(500, 9), 1);
      assert.ok(!fleet.events.some(({ type }) => type === 'draining-finished'));
      fleet.balancer.finished(draining, 'success', 5, 5);
      assert.equal(fleet.events.at(-1)?.type, 'draining-finished');
    },
  },
];
