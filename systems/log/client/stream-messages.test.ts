import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StreamAppend, StreamOutcome } from './stream-messages.ts';
import {
  appendLength,
  decodeAnswers,
  decodeAppends,
  decodeStanding,
  encodeAnswers,
  encodeAppends,
  encodeStanding,
} from './stream-messages.ts';

const number = fc.nat({ max: 0xffff_ffff });
const text = fc.string({ unit: 'binary' });
const append: fc.Arbitrary<StreamAppend> = fc.record({
  request: number,
  key: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  content: text,
});
const outcome: fc.Arbitrary<StreamOutcome> = fc.oneof(
  fc.record({
    kind: fc.constant('appended' as const),
    id: fc.maxSafeNat(),
    lamportTimestamp: fc.maxSafeNat(),
    repeated: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('not-leader' as const),
    leader: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  }),
  fc.record({ kind: fc.constantFrom('busy' as const, 'unknown' as const, 'refused' as const), reason: text }),
);
const answers = fc.array(fc.record({ request: number, outcome }));

describe('what is told on a stream', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(append), (told) => {
        expect(decodeAppends(encodeAppends(told))).toEqual(told);
      }),
    );
    fc.assert(
      fc.property(answers, (told) => {
        expect(decodeAnswers(encodeAnswers(told))).toEqual(told);
      }),
    );
    for (const leader of [undefined, 3]) {
      const standing = { node: 1, leader, window: 8192 };
      expect(decodeStanding(encodeStanding(standing))).toEqual(standing);
    }
  });

  test('takes as many bytes as is said beforehand', () => {
    fc.assert(fc.property(append, (told) => encodeAppends([told]).length === appendLength(told)));
  });

  test('is refused where it is cut off, and never read as something else', () => {
    const cutAppend = fc.tuple(append, fc.nat()).map(([told, at]) => {
      const bytes = encodeAppends([told]);
      return bytes.subarray(0, 1 + (at % (bytes.length - 1)));
    });
    fc.assert(
      fc.property(cutAppend, (bytes) => {
        expect(() => decodeAppends(bytes)).toThrow('of no use');
      }),
    );
    const cutAnswer = fc.tuple(outcome, fc.nat()).map(([told, at]) => {
      const bytes = encodeAnswers([{ request: 1, outcome: told }]);
      return bytes.subarray(0, 1 + (at % (bytes.length - 1)));
    });
    fc.assert(
      fc.property(cutAnswer, (bytes) => {
        expect(() => decodeAnswers(bytes)).toThrow('of no use');
      }),
    );
    expect(() => decodeStanding(Buffer.alloc(11))).toThrow('of no use');
  });

  test('is refused where a text is not UTF-8, or a kind is not known', () => {
    const bytes = encodeAppends([{ request: 1, key: undefined, content: 'a' }]);
    bytes.writeUInt8(0xff, bytes.length - 1);
    expect(() => decodeAppends(bytes)).toThrow('not UTF-8');
    const answer = encodeAnswers([{ request: 1, outcome: { kind: 'busy', reason: '' } }]);
    answer.writeUInt8(9, 4);
    expect(() => decodeAnswers(answer)).toThrow('kind');
  });
});
