import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../history/operation.ts';
import type { Observation } from './replica-agreement.ts';
import { canonical, checkReplicaAgreement } from './replica-agreement.ts';

const names = ['a', 'b', 'c'];
const json: fc.Arbitrary<Json> = fc.oneof(
  fc.integer(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string()),
);

describe('replicas', () => {
  test('that hold the same agree, in whatever order their keys are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), fc.nat(), (value, position) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        const seen = names.map((replica, index) => ({ replica, position, value: index === 1 ? reversed : value }));
        expect(checkReplicaAgreement('agree', seen, names).verdict).toBe('passed');
      }),
    );
  });

  test('of which one holds something else are found', () => {
    fc.assert(
      fc.property(json, json, fc.nat(2), (value, other, liar) => {
        fc.pre(canonical(value) !== canonical(other));
        const seen = names.map((replica, index) => ({ replica, position: 9, value: index === liar ? other : value }));
        expect(checkReplicaAgreement('agree', seen, names).verdict).toBe('failed');
      }),
    );
  });

  test('that lag behind are compared only where they stand', () => {
    const seen: Observation[] = [
      { replica: 'a', position: 5, value: 1 },
      { replica: 'b', position: 5, value: 1 },
      { replica: 'b', position: 4, value: 2 },
      { replica: 'c', position: 4, value: 2 },
    ];
    expect(checkReplicaAgreement('agree', seen, names).verdict).toBe('passed');
  });

  test('of which one was not seen make it inconclusive', () => {
    const seen = ['a', 'b'].map((replica) => ({ replica, position: 5, value: 1 }));
    const result = checkReplicaAgreement('agree', seen, names);
    expect(result.verdict).toBe('inconclusive');
    expect(result.summary).toContain('c could not be observed');
  });
});
