/** Replicas behind a balancer, and calls that end in virtual time. */
import assert from 'node:assert/strict';
import { seededRandom } from '@temblor/foundation/randomness/random';
import { Balancer } from '@temblor/resilience/balancing/balancer';
import type { BalancingEvent } from '@temblor/resilience/balancing/balancing-event';
import type { BalancingOptions } from '@temblor/resilience/balancing/balancing-options';
import { defaultBalancing } from '@temblor/resilience/balancing/balancing-options';
import type { Outcome, Replica } from '@temblor/resilience/balancing/replica';
import type { Subject } from './subject.ts';

export class Fleet {
  readonly balancer: Balancer;
  readonly events: BalancingEvent[] = [];
  nowMs = 0;
  #calls = 0;

  constructor(subject: Subject, weights: readonly number[], options: Partial<BalancingOptions> = {}, seed = 1) {
    this.balancer = new Balancer({
      strategy: subject.make(seededRandom(seed)),
      options: { ...defaultBalancing, ...options },
      replicas: weights.map((weight, index) => ({ id: idOf(index), weight })),
      nowMs: 0,
      observe: (event) => this.events.push(event),
    });
  }

  /** One call after the other, each over before the next; a key of its own for each. */
  callMany(calls: number): Map<string, number> {
    return this.callAtOnce(calls, 1);
  }

  /**
   * Calls of which so many are in flight at a time; the oldest ends first. Time goes on by `gapMs` before each.
   * @returns how many each replica got.
   */
  callAtOnce(calls: number, atOnce: number, gapMs = 0): Map<string, number> {
    const counts = new Map<string, number>();
    const flying: Flying[] = [];
    for (let call = 0; call < calls; call += 1) {
      this.nowMs += gapMs;
      const replica = this.choose();
      assert.ok(replica, 'there is a replica to choose');
      this.balancer.started(replica);
      counts.set(replica.id, (counts.get(replica.id) ?? 0) + 1);
      flying.push({ replica, startedMs: this.nowMs });
      // A call takes as long alone as it does among others.
      if (atOnce === 1) this.nowMs += gapMs;
      if (flying.length === atOnce) this.#finish(flying.shift(), 'success');
    }
    for (const call of flying) this.#finish(call, 'success');
    return counts;
  }

  /** Calls of one replica that fail. */
  fail(index: number, calls: number): void {
    const replica = this.replica(index);
    for (let call = 0; call < calls; call += 1) {
      this.balancer.started(replica);
      this.#finish({ replica, startedMs: this.nowMs }, 'failure');
    }
  }

  choose(tried?: readonly Replica[]): Replica | undefined {
    this.#calls += 1;
    return this.balancer.choose(this.nowMs, `/images/${this.#calls}`, tried);
  }

  replica(index: number): Replica {
    const replica = this.balancer.replicas.find(({ id }) => id === idOf(index));
    assert.ok(replica);
    return replica;
  }

  #finish(call: Flying | undefined, outcome: Outcome): void {
    if (call !== undefined) this.balancer.finished(call.replica, outcome, this.nowMs - call.startedMs, this.nowMs);
  }
}

interface Flying {
  readonly replica: Replica;
  readonly startedMs: number;
}

export function idOf(index: number): string {
  return `replica-${index}`;
}

/** Compares what each replica got with its part, by weights. */
export function assertParts(counts: ReadonlyMap<string, number>, weights: readonly number[], tolerance: number): void {
  const calls = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    const got = counts.get(idOf(index)) ?? 0;
    const part = (calls * weight) / total;
    const off = Math.abs(got - part) / part;
    assert.ok(off <= tolerance, `${idOf(index)} got ${got} of ${calls} calls, ${Math.round(part)} are its part`);
  }
}
