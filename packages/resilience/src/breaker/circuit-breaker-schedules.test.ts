/** Properties of the policy, with real promises, over random schedules of calls, ends, cancellations and time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Rejection } from '../policy/rejection.ts';
import { Scope } from '../policy/scope.ts';
import { recordedSurroundings } from '../testing/recorded-surroundings.ts';
import { circuitBreaker } from './circuit-breaker.ts';
import { consecutive, rate } from './trip-rule.ts';

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('call' as const), throws: fc.boolean() }),
    fc.record({ kind: fc.constant('end' as const), of: fc.nat(30), fails: fc.boolean() }),
    fc.record({ kind: fc.constant('cancel' as const), of: fc.nat(30) }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 60 }) }),
    fc.record({ kind: fc.constant('hand' as const), does: fc.constantFrom('forceOpen', 'isolate', 'reset') }),
  ),
  { maxLength: 120, size: 'max' },
);

const options = fc.record({
  trip: fc.constantFrom(consecutive(2), rate({ windowMs: 100, buckets: 4, minimumVolume: 3, failureRatio: 0.5 })),
  openMs: fc.constantFrom(30, 100),
  probes: fc.integer({ min: 1, max: 3 }),
  successesToClose: fc.integer({ min: 1, max: 2 }),
  rampMs: fc.constantFrom(0, 80),
});

interface Call {
  readonly scope: Scope;
  end: ((fails: boolean) => void) | undefined;
  /** Sent while the breaker was in this half-open state. */
  probeOf: unknown;
}

/** What was told last in each state. */
const eventOf = {
  closed: 'breaker-closed',
  open: 'breaker-opened',
  'half-open': 'breaker-half-opened',
  isolated: 'breaker-opened',
};

describe('any schedule', () => {
  test('sends no more probes than it may, settles every call once, and tells what happened', async () => {
    await fc.assert(
      fc.asyncProperty(options, steps, async (given, schedule) => {
        const surroundings = recordedSurroundings();
        const policy = circuitBreaker({ name: 'db', ...given }, surroundings);
        const calls: Call[] = [];
        const outcomes: unknown[] = [];
        const begin = (throws: boolean) => {
          const call: Call = { scope: new Scope(), end: undefined, probeOf: undefined };
          const index = calls.push(call) - 1;
          const operation = () => {
            const { state } = policy;
            expect(['closed', 'half-open']).toContain(state.kind);
            if (state.kind === 'half-open') call.probeOf = state;
            if (throws) throw new Error('at once');
            return new Promise<string>((resolve, reject) => {
              call.end = (fails) => {
                call.end = undefined;
                if (fails) reject(new Error('failed'));
                else resolve('done');
              };
            });
          };
          const settle = (outcome: unknown) => {
            expect(outcomes[index]).toBeUndefined();
            outcomes[index] = outcome;
          };
          policy.run(operation, call.scope).then(settle, settle);
          const out = calls.filter((one) => one.probeOf === policy.state && one.end && !one.scope.cancelled);
          expect(out.length).toBeLessThanOrEqual(given.probes);
        };
        for (const step of schedule) {
          if (step.kind === 'call') begin(step.throws);
          else if (step.kind === 'end') calls[step.of % calls.length]?.end?.(step.fails);
          else if (step.kind === 'cancel') calls[step.of % calls.length]?.scope.cancel('left');
          else if (step.kind === 'wait') await surroundings.time.advance(step.ms);
          else if (step.does === 'forceOpen') policy.forceOpen();
          else if (step.does === 'isolate') policy.isolate();
          else policy.reset();
          await surroundings.time.settle();
        }
        for (const call of calls) call.end?.(false);
        await surroundings.time.settle();
        expect(outcomes.filter((outcome) => outcome !== undefined)).toHaveLength(calls.length);
        const told = (type: string) => surroundings.events.filter((event) => event.type === type).length;
        expect(told('call-rejected')).toBe(outcomes.filter((outcome) => outcome instanceof Rejection).length);
        const changes = surroundings.events.filter(({ type }) => type.startsWith('breaker-')).map(({ type }) => type);
        expect(changes.at(-1) ?? 'breaker-closed').toBe(eventOf[policy.state.kind]);
        for (const [index, type] of changes.entries()) {
          if (type === 'breaker-half-opened') expect(changes[index - 1]).toBe('breaker-opened');
        }
      }),
      { seed: 12, numRuns: 250 },
    );
  });
});
