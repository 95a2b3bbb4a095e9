/** Properties of the machine over random schedules of calls, results and time. */
import { seededRandom } from '@temblor/foundation/randomness/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BreakerRules, Verdict } from './breaker-machine.ts';
import { BreakerMachine, rejected } from './breaker-machine.ts';
import { consecutive } from './trip-rule.ts';

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('call' as const) }),
    fc.record({
      kind: fc.constant('result' as const),
      of: fc.oneof(fc.constant(-1), fc.nat(30)),
      verdict: fc.constantFrom<Verdict>('success', 'failure', 'failure', 'ignored'),
      again: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 150 }) }),
  ),
  { maxLength: 300, size: 'max' },
);

const someRules: fc.Arbitrary<BreakerRules> = fc.record({
  trip: fc.integer({ min: 1, max: 4 }).map(consecutive),
  openMs: fc.constantFrom(20, 100),
  openBackoff: fc.constantFrom({ factor: 1, maxMs: 100 }, { factor: 3, maxMs: 400 }),
  openJitter: fc.constantFrom(0, 0.3),
  probes: fc.integer({ min: 1, max: 3 }),
  successesToClose: fc.integer({ min: 1, max: 3 }),
  probeTimeoutMs: fc.constantFrom(80, 1e9),
  rampMs: fc.constantFrom(0, 100),
  rampFromShare: fc.constant(0.2),
});

interface Out {
  readonly admission: number;
  readonly sentMs: number;
  /** Of the model: which state it was admitted in. */
  readonly epoch: number;
}

/** A breaker as its description reads, with every call kept: what the machine must agree with. */
class Schedule {
  readonly machine: BreakerMachine;
  readonly random = seededRandom(7);
  readonly out: Out[] = [];
  /** Results that came, of calls of this state, since it was entered. */
  verdicts: Verdict[] = [];
  nowMs = 0;
  epoch = 0;
  #state: unknown;
  readonly #rules: BreakerRules;

  constructor(rules: BreakerRules) {
    this.#rules = rules;
    this.machine = new BreakerMachine(rules);
    this.#state = this.machine.state;
  }

  call(): void {
    const before = this.machine.state;
    const admission = this.machine.admitFreely() || this.machine.admit(this.nowMs, this.random);
    if (before.kind === 'open') expect(this.machine.state.kind === 'open').toBe(this.nowMs < before.untilMs);
    else expect(this.machine.state).toBe(before);
    this.#note();
    if (admission === rejected) {
      if (this.machine.state.kind === 'half-open') expect(this.#probesOut()).toBe(this.#rules.probes);
      return;
    }
    this.out.push({ admission, sentMs: this.nowMs, epoch: this.epoch });
    expect(['closed', 'half-open']).toContain(this.machine.state.kind);
    if (this.machine.state.kind === 'half-open') expect(this.#probesOut()).toBeLessThanOrEqual(this.#rules.probes);
  }

  result(of: number, verdict: Verdict, again: boolean): void {
    const call = of === -1 ? this.out.at(-1) : this.out[of % this.out.length];
    if (call === undefined) return;
    const before = this.machine.state;
    const isCurrent = call.epoch === this.epoch;
    const isProbe = before.kind === 'half-open';
    const wasOut = this.machine.probesOut;
    this.machine.settle(call.admission, verdict, this.nowMs, this.random);
    this.out.splice(this.out.indexOf(call), 1);
    if (!isCurrent) expect([this.machine.state, this.machine.probesOut]).toEqual([before, wasOut]);
    else if (!isProbe || this.machine.probesOut < wasOut) this.verdicts.push(verdict);
    expect(this.machine.state.kind).toBe(isCurrent ? this.#expected(before.kind) : before.kind);
    this.#note();
    if (!again || !isProbe) return;
    // Settled at most once: the same probe again changes nothing.
    const after = [this.machine.state, this.machine.probesOut];
    this.machine.settle(call.admission, 'failure', this.nowMs, this.random);
    expect([this.machine.state, this.machine.probesOut]).toEqual(after);
  }

  #expected(kind: string): string {
    const counted = this.verdicts.filter((verdict) => verdict !== 'ignored');
    if (kind === 'half-open') {
      if (counted.includes('failure')) return 'open';
      return counted.length >= this.#rules.successesToClose ? 'closed' : 'half-open';
    }
    if (kind !== 'closed' || this.#rules.trip.kind !== 'consecutive') return kind;
    const streak = counted.length - 1 - counted.lastIndexOf('success');
    return streak >= this.#rules.trip.failures ? 'open' : 'closed';
  }

  #probesOut(): number {
    const { probeTimeoutMs } = this.#rules;
    return this.out.filter(({ epoch, sentMs }) => epoch === this.epoch && this.nowMs - sentMs < probeTimeoutMs).length;
  }

  #note(): void {
    if (this.machine.state === this.#state) return;
    this.#state = this.machine.state;
    this.epoch += 1;
    this.verdicts = [];
  }
}

describe('any schedule of calls, results and time', () => {
  test('keeps to the rule, to the number of probes, and to one result an admission', () => {
    fc.assert(
      fc.property(someRules, steps, (rules, schedule) => {
        const model = new Schedule(rules);
        for (const step of schedule) {
          if (step.kind === 'wait') model.nowMs += step.ms;
          else if (step.kind === 'call') model.call();
          else model.result(step.of, step.verdict, step.again);
        }
      }),
      { seed: 11, numRuns: 400 },
    );
  });
});
