import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Digest, fingerprint } from './digest.ts';
import { runDiary } from './testing/diary.ts';

function digestOf(values: readonly number[]): string {
  const digest = new Digest();
  for (const value of values) digest.add(value);
  return digest.toString();
}

test('a digest is that of its values in their order, beyond 32 bits too', () => {
  const values = fc.array(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), { maxLength: 6 });
  fc.assert(
    fc.property(values, values, (one, other) => {
      const areEqual = one.length === other.length && one.every((value, index) => value === other[index]);
      expect(digestOf(one) === digestOf(other)).toBe(areEqual);
    }),
  );
});

test.each([
  ['a number', { kind: 'append', term: 1 }, { kind: 'append', term: 2 }],
  ['the kind', { kind: 'append', term: 1 }, { kind: 'vote', term: 1 }],
  ['a number within', { outcome: { index: 1 } }, { outcome: { index: 2 } }],
  ['the length of a list', { entries: [1] }, { entries: [1, 1] }],
  ['the last of a list', { entries: [1, 2] }, { entries: [1, 3] }],
  ['yes and no', { granted: true }, { granted: false }],
  [
    'the term of an entry',
    { kind: 'append', entries: [{ index: 1, term: 1, data: 'a' }] },
    { kind: 'append', entries: [{ index: 1, term: 2, data: 'a' }] },
  ],
  ['the length of its data', { entries: [{ data: 'a' }] }, { entries: [{ data: 'aa' }] }],
  ['a field more', { term: 1 }, { term: 1, to: null }],
])('values that differ in %s have different fingerprints', (_, one, other) => {
  expect(fingerprint(one)).not.toBe(fingerprint(other));
});

test('a run in which a node is told something else has another digest, though nothing else differs', () => {
  const [one, other] = (['a', 'b'] as const).map((word) => {
    return runDiary({ isQuiet: true, commands: [[0, 1, { kind: 'write', words: [word] }]] }).end;
  });
  expect(one?.steps).toBe(other?.steps);
  expect(one?.digest).not.toBe(other?.digest);
});
