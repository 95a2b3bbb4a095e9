/** What holds after any schedule of calls, ends, health reports, joins and leaves. */
import assert from 'node:assert/strict';
import type { Replica } from '@temblor/resilience/balancing/replica';
import fc from 'fast-check';
import { Fleet, idOf } from './fleet.ts';
import type { Scenario } from './scenario.ts';
import type { Subject } from './subject.ts';

type Step =
  | { readonly kind: 'call'; readonly times: number }
  | { readonly kind: 'end'; readonly which: number; readonly failed: boolean }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'down' | 'up' | 'drain' | 'resume' | 'join' | 'leave'; readonly index: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('call' as const), times: fc.integer({ min: 1, max: 8 }) }) },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('end' as const), which: fc.nat(1000), failed: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 900 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('down' as const, 'up' as const, 'drain' as const, 'resume' as const),
      index: fc.nat(5),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('join' as const, 'leave' as const), index: fc.nat(5) }),
  },
);

interface Call {
  readonly replica: Replica;
  readonly startedMs: number;
}

class Schedule {
  readonly #fleet: Fleet;
  readonly #calls: Call[] = [];

  constructor(subject: Subject, seed: number) {
    this.#fleet = new Fleet(subject, [1, 2, 1, 1], options, seed);
  }

  take(step: Step): void {
    const { balancer, nowMs } = this.#fleet;
    switch (step.kind) {
      case 'call':
        for (let call = 0; call < step.times; call += 1) this.#call();
        break;
      case 'end': {
        const [call] = this.#calls.splice(step.which % Math.max(1, this.#calls.length), 1);
        const outcome = step.failed ? 'failure' : 'success';
        if (call !== undefined) balancer.finished(call.replica, outcome, nowMs - call.startedMs, nowMs);
        break;
      }
      case 'wait':
        this.#fleet.nowMs += step.ms;
        break;
      default:
        this.#change(step.kind, idOf(step.index));
    }
    this.#check();
  }

  #change(kind: 'down' | 'up' | 'drain' | 'resume' | 'join' | 'leave', id: string): void {
    const { balancer, nowMs } = this.#fleet;
    const isThere = balancer.replicas.some((replica) => replica.id === id);
    if (kind === 'join') {
      if (!isThere) balancer.add({ id }, nowMs);
    } else if (isThere) {
      if (kind === 'down') balancer.markDown(id, nowMs);
      if (kind === 'up') balancer.markUp(id, nowMs);
      if (kind === 'drain') balancer.drain(id, nowMs);
      if (kind === 'resume') balancer.resume(id, nowMs);
      if (kind === 'leave') balancer.remove(id, nowMs);
    }
  }

  #call(): void {
    const { balancer, nowMs } = this.#fleet;
    const replica = this.#fleet.choose();
    const { replicas } = balancer;
    const good = replicas.filter(({ state }) => state.kind === 'in-rotation' || state.kind === 'slow-start');
    const allowed = balancer.panic ? replicas.filter(({ state }) => state.kind !== 'draining') : good;
    if (replica === undefined) {
      assert.equal(allowed.length, 0, 'nothing was chosen though a replica was there');
      return;
    }
    assert.ok(allowed.includes(replica), `${replica.id} was chosen while ${replica.state.kind}`);
    balancer.started(replica);
    this.#calls.push({ replica, startedMs: nowMs });
  }

  #check(): void {
    const { replicas } = this.#fleet.balancer;
    for (const replica of replicas) {
      const flying = this.#calls.filter((call) => call.replica === replica).length;
      assert.equal(replica.inFlight, flying, `calls in flight on ${replica.id}`);
      assert.ok(replica.share > 0 && replica.share <= 1, `the share of ${replica.id} is ${replica.share}`);
    }
    assert.equal(
      new Set(replicas.map(({ slot }) => slot)).size,
      replicas.length,
      'every replica has a slot of its own',
    );
  }
}

/** Short enough that everything happens within a schedule. */
const options = {
  slowStart: { durationMs: 1000, initialShare: 0.1 },
  ejection: { baseMs: 400, maximumMs: 3000, forgottenAfterMs: 5000, maximumShare: 0.5 },
  outliers: {
    consecutiveFailures: 2,
    successRate: { windowMs: 500, minimumVolume: 5, minimumDifference: 0.2, minimumZ: 2 },
  },
  panicBelow: 0.3,
};

export const scheduleScenario: Scenario = {
  name: 'after any schedule only replicas that may be chosen are chosen, and one is whenever there is one',
  run: (subject) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), fc.nat(), (steps, seed) => {
        const schedule = new Schedule(subject, seed);
        for (const each of steps) schedule.take(each);
      }),
      { seed: 20_261_122, numRuns: 300 },
    );
  },
};
