/** Properties of the bulkhead over random schedules of calls, ends, cancellations and time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Rejection } from '../policy/rejection.ts';
import { Scope } from '../policy/scope.ts';
import { recordedSurroundings } from '../testing/recorded-surroundings.ts';
import { bulkhead } from './bulkhead.ts';

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('call' as const), throws: fc.boolean() }),
    fc.record({ kind: fc.constant('end' as const), of: fc.nat(20), fails: fc.boolean() }),
    fc.record({ kind: fc.constant('cancel' as const), of: fc.nat(40) }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 30 }) }),
    fc.record({ kind: fc.constant('microtask' as const) }),
  ),
  { maxLength: 120, size: 'max' },
);

const options = fc.record({
  name: fc.constant('db'),
  limit: fc.integer({ min: 1, max: 3 }),
  queueLimit: fc.integer({ min: 0, max: 6 }),
  queueTimeoutMs: fc.constantFrom(20, Number.POSITIVE_INFINITY),
});

interface Call {
  readonly scope: Scope;
  end: ((fails: boolean) => void) | undefined;
  started: boolean;
  outcome: unknown;
}

describe('any schedule', () => {
  test('never runs more than the limit, starts in order, loses no slot, and tells what happened', async () => {
    await fc.assert(
      fc.asyncProperty(options, steps, async (given, schedule) => {
        const surroundings = recordedSurroundings();
        const policy = bulkhead(given, surroundings);
        const calls: Call[] = [];
        let running = 0;
        let lastStarted = -1;
        const begin = (throws: boolean) => {
          const call: Call = { scope: new Scope(), end: undefined, started: false, outcome: undefined };
          const index = calls.push(call) - 1;
          const operation = () => {
            running += 1;
            expect(running).toBeLessThanOrEqual(given.limit);
            expect(index).toBeGreaterThan(lastStarted);
            expect(call.scope.cancelled).toBe(false);
            lastStarted = index;
            call.started = true;
            if (throws) {
              running -= 1;
              throw new Error('at once');
            }
            return new Promise<string>((resolve, reject) => {
              call.end = (fails) => {
                running -= 1;
                call.end = undefined;
                if (fails) reject(new Error('failed'));
                else resolve('done');
              };
            });
          };
          const settle = (outcome: unknown) => {
            expect(call.outcome).toBeUndefined();
            call.outcome = outcome;
          };
          policy.run(operation, call.scope).then(settle, settle);
        };
        for (const step of schedule) {
          const out = calls.filter(({ end }) => end !== undefined);
          if (step.kind === 'call') begin(step.throws);
          else if (step.kind === 'end') out[step.of % out.length]?.end?.(step.fails);
          else if (step.kind === 'cancel') calls[step.of % calls.length]?.scope.cancel(new Error('left'));
          else if (step.kind === 'wait') await surroundings.time.advance(step.ms);
          else await Promise.resolve();
          expect(policy.running).toBeLessThanOrEqual(given.limit);
          expect(policy.waiting).toBeLessThanOrEqual(given.queueLimit);
          if (policy.waiting > 0) expect(policy.running).toBe(given.limit);
        }
        for (let left = calls.length; left > 0; left -= 1) {
          for (const call of calls) call.end?.(false);
          await surroundings.time.settle();
        }
        expect([policy.running, policy.waiting, surroundings.time.pendingTimers]).toEqual([0, 0, 0]);
        expect(calls.filter(({ outcome }) => outcome === undefined)).toEqual([]);
        const rejected = calls.filter(({ outcome }) => outcome instanceof Rejection);
        expect(rejected.filter(({ started }) => started)).toEqual([]);
        const told = surroundings.events.filter(({ type }) => type === 'call-rejected');
        expect(told).toHaveLength(rejected.length);
      }),
      { seed: 5, numRuns: 400 },
    );
  });
});
