import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OperationOutcome } from '../history/operation.ts';
import type { Attempt, Effect } from './exactly-once.ts';
import { checkExactlyOnce } from './exactly-once.ts';

const check = (attempts: readonly Attempt[], effects: readonly Effect[]) => checkExactlyOnce('once', attempts, effects);

/** Intents of a correct system: each with the attempts at it, and whether it took effect. */
const intent = fc
  .record({
    failures: fc.nat(2),
    unknowns: fc.nat(2),
    acknowledgements: fc.nat(2),
    unknownTookEffect: fc.boolean(),
  })
  .filter(({ failures, unknowns, acknowledgements }) => failures + unknowns + acknowledgements > 0);

const history = fc.array(intent, { minLength: 1, maxLength: 30 }).map((intents) => {
  const attempts: Attempt[] = [];
  const effects: Effect[] = [];
  intents.forEach(({ failures, unknowns, acknowledgements, unknownTookEffect }, index) => {
    const identity = `order ${index}`;
    const position = effects.length + 1;
    const repeat = (count: number, outcome: OperationOutcome, extra: object = {}): void => {
      for (let time = 0; time < count; time += 1) attempts.push({ identity, outcome, ...extra });
    };
    repeat(failures, 'failed');
    repeat(unknowns, 'unknown');
    repeat(acknowledgements, 'ok', { position });
    if (acknowledgements > 0 || (unknowns > 0 && unknownTookEffect)) effects.push({ identity, position });
  });
  return { attempts, effects };
});

describe('histories of a correct system', () => {
  test('pass, whatever was retried, unknown or failed', () => {
    fc.assert(
      fc.property(history, ({ attempts, effects }) => {
        expect(check(attempts, effects)).toMatchObject({ verdict: 'passed', violations: [] });
      }),
    );
  });

  test('effects of clients that are not in the history are nobody’s fault', () => {
    const attempts: Attempt[] = [{ identity: 'order 1', outcome: 'ok', position: 2 }];
    const effects = [
      { identity: 'of somebody else', position: 1 },
      { identity: 'order 1', position: 2 },
    ];
    expect(check(attempts, effects).verdict).toBe('passed');
  });

  test('an empty history says nothing', () => {
    expect(check([], [{ identity: 'order 1', position: 1 }]).verdict).toBe('inconclusive');
  });
});

describe('planted bugs', () => {
  /** A history with one acknowledged intent for sure. */
  const acknowledged = history.filter(({ attempts }) => attempts.some(({ outcome }) => outcome === 'ok'));
  const victimOf = ({ attempts }: { attempts: readonly Attempt[] }): string =>
    attempts.find(({ outcome }) => outcome === 'ok')?.identity ?? '';

  test('an acknowledged effect that was lost is found', () => {
    fc.assert(
      fc.property(acknowledged, (given) => {
        const victim = victimOf(given);
        const effects = given.effects.filter(({ identity }) => identity !== victim);
        expect(check(given.attempts, effects).violations).toContain(
          `${victim} was acknowledged, and its effect is lost`,
        );
      }),
    );
  });

  test('an effect that was applied twice is found', () => {
    fc.assert(
      fc.property(acknowledged, (given) => {
        const victim = victimOf(given);
        const effects = [...given.effects, { identity: victim, position: given.effects.length + 1 }];
        expect(check(given.attempts, effects).violations[0]).toContain(`${victim} took effect 2 times`);
      }),
    );
  });

  test('an unknown operation that took effect twice is found', () => {
    const effects = [1, 2].map((position) => ({ identity: 'order 1', position }));
    expect(check([{ identity: 'order 1', outcome: 'unknown' }], effects).verdict).toBe('failed');
  });

  test('a failed operation that took effect is found', () => {
    const result = check([{ identity: 'order 1', outcome: 'failed' }], [{ identity: 'order 1', position: 7 }]);
    expect(result.violations).toEqual(['order 1 failed, and yet took effect (at 7)']);
  });

  test('an answer that names another place than the effect’s is found', () => {
    const attempts: Attempt[] = [
      { identity: 'order 1', outcome: 'ok', position: 3 },
      { identity: 'order 1', outcome: 'ok', position: 4 },
    ];
    const result = check(attempts, [{ identity: 'order 1', position: 3 }]);
    expect(result.violations).toEqual(['order 1 was acknowledged at 4, and took effect at 3']);
  });

  test('of many violations the first ten are told, and how many more there are', () => {
    const attempts = Array.from({ length: 25 }, (_, index): Attempt => ({ identity: `order ${index}`, outcome: 'ok' }));
    const { violations } = check(attempts, []);
    expect(violations).toHaveLength(11);
    expect(violations.at(-1)).toBe('and 15 more');
  });
});
