/** Properties of the hedge over random schedules of calls, answers, errors, cancellations and time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Scope } from '../policy/scope.ts';
import { RetryBudget } from '../retry/retry-budget.ts';
import { recordedSurroundings } from '../testing/recorded-surroundings.ts';
import { hedge } from './hedge.ts';
import { fixedDelay } from './hedge-delay.ts';

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('call' as const) }),
    fc.record({ kind: fc.constant('end' as const), of: fc.nat(30), fails: fc.boolean() }),
    fc.record({ kind: fc.constant('cancel' as const), of: fc.nat(30) }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 40 }) }),
  ),
  { maxLength: 100, size: 'max' },
);

interface Attempt {
  readonly call: number;
  readonly scope: Scope;
  end: ((fails: boolean) => void) | undefined;
  /** How it ended, if it did. */
  how: 'answered' | 'failed' | undefined;
}

describe('any schedule', () => {
  test('settles each call once, by the first success, with no attempt left uncancelled and no copy beyond the bounds', async () => {
    const options = fc.record({ maxCopies: fc.integer({ min: 1, max: 3 }), burst: fc.constantFrom(1, 100) });
    await fc.assert(
      fc.asyncProperty(options, steps, async ({ maxCopies, burst }, schedule) => {
        const { time, ...surroundings } = recordedSurroundings();
        const budget = new RetryBudget({ ratio: 0.5, minPerSecond: 0, burst });
        const delay = fixedDelay(20);
        const policy = hedge({ name: 'h', safeToRepeat: true, delay, maxCopies, budget }, { time, ...surroundings });
        const attempts: Attempt[] = [];
        const scopes: Scope[] = [];
        const outcomes: string[] = [];
        const begin = () => {
          const call = scopes.push(new Scope()) - 1;
          const settle = (outcome: unknown) => {
            expect(outcomes[call]).toBeUndefined();
            outcomes[call] = String(outcome);
          };
          const operation = (scope: Scope) =>
            new Promise<string>((resolve, reject) => {
              const number = attempts.length;
              const attempt: Attempt = { call, scope, end: undefined, how: undefined };
              attempts.push(attempt);
              expect([outcomes[call], scope.cancelled]).toEqual([undefined, false]);
              attempt.end = (fails) => {
                attempt.end = undefined;
                attempt.how = fails ? 'failed' : 'answered';
                if (fails) reject(`error of ${number}`);
                else resolve(`answer of ${number}`);
              };
            });
          policy.run(operation, scopes[call] ?? new Scope()).then(settle, settle);
        };
        const check = async () => {
          await time.settle();
          for (const [call, scope] of scopes.entries()) {
            const own = attempts.filter((attempt) => attempt.call === call);
            expect(own.length).toBeLessThanOrEqual(1 + maxCopies);
            const outcome = outcomes[call];
            const out = own.filter(({ end }) => end !== undefined);
            if (outcome === undefined) {
              expect(out.length).toBeGreaterThan(0);
              expect(out.every((attempt) => !attempt.scope.cancelled)).toBe(true);
            } else if (outcome.startsWith('answer') || scope.cancelled) {
              expect(out.every((attempt) => attempt.scope.cancelled)).toBe(true);
            } else expect(own.every(({ how }) => how === 'failed')).toBe(true);
          }
          expect(attempts.length).toBeLessThanOrEqual(scopes.length * 1.5 + burst);
        };
        for (const step of schedule) {
          if (step.kind === 'call') begin();
          else if (step.kind === 'end') attempts[step.of % attempts.length]?.end?.(step.fails);
          else if (step.kind === 'cancel') scopes[step.of % scopes.length]?.cancel('left');
          else await time.advance(step.ms);
          await check();
        }
        for (const attempt of attempts) attempt.end?.(false);
        await time.advance(1000);
        for (const attempt of attempts) attempt.end?.(false);
        await check();
        expect(outcomes.filter(Boolean)).toHaveLength(scopes.length);
        const told = surroundings.events.filter(({ type }) => type === 'hedge-sent');
        expect(told).toHaveLength(attempts.length - scopes.length);
        const wonByCopy = outcomes.filter((outcome, call) => {
          const number = Number(outcome.replace('answer of ', ''));
          return attempts.findIndex((attempt) => attempt.call === call) < number;
        });
        expect(surroundings.events.filter(({ type }) => type === 'hedge-won')).toHaveLength(wonByCopy.length);
        expect(time.pendingTimers).toBe(0);
      }),
      { seed: 10, numRuns: 60 },
    );
  });
});
