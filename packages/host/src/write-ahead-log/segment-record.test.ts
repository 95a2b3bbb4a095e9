import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeRecords, readRecords } from './segment-record.ts';

const chain = 0x1234;
// One empty, one of zeros, one that ends in zeros: what is easily taken for bytes that are missing.
const payloads = [Buffer.from('one'), Buffer.alloc(0), Buffer.alloc(5), Buffer.from('last\0\0')];
const whole = encodeRecords(payloads, chain);

/** That what was read is a beginning of what was written: nothing is ever invented. */
function expectPrefix(read: ReturnType<typeof readRecords>): void {
  expect(read.payloads).toEqual(payloads.slice(0, read.payloads.length));
}

test('what was written is read, and a later batch continues it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 })),
      fc.array(fc.uint8Array({ maxLength: 40 })),
      (some, more) => {
        const first = encodeRecords(some, chain);
        const second = encodeRecords(more, first.chain);
        const read = readRecords(Buffer.concat([first.bytes, second.bytes]), 0, chain);
        expect(read.payloads.map((payload) => [...payload])).toEqual([...some, ...more].map((payload) => [...payload]));
        expect(read).toMatchObject({
          tail: 'none',
          chain: second.chain,
          end: first.bytes.length + second.bytes.length,
        });
      },
    ),
  );
});

test('a file cut at any byte is torn, or whole where a record ends there', () => {
  for (let length = 0; length < whole.bytes.length; length += 1) {
    const read = readRecords(whole.bytes.subarray(0, length), 0, chain);
    expectPrefix(read);
    expect(read.tail).toBe(read.end === length ? 'none' : 'torn');
  }
});

test('a file whose end is zeros, from any byte on, is torn', () => {
  for (let length = 0; length < whole.bytes.length; length += 1) {
    const bytes = Buffer.concat([whole.bytes.subarray(0, length), Buffer.alloc(whole.bytes.length + 50 - length)]);
    const read = readRecords(bytes, 0, chain);
    expectPrefix(read);
    expect(read).toMatchObject({ tail: 'torn' });
  }
});

test('any single bit that flips is damage, also in the last record', () => {
  for (let bit = 0; bit < whole.bytes.length * 8; bit += 1) {
    const bytes = Buffer.from(whole.bytes);
    bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    const read = readRecords(bytes, 0, chain);
    expectPrefix(read);
    expect(read, `bit ${bit}`).toMatchObject({ tail: 'damaged' });
  }
});

describe('a record in a place that is not its own is damage', () => {
  test.each([
    ['after another record than the one it was written behind', encodeRecords([Buffer.from('x')], chain).chain],
    ['in another segment', chain + 1],
  ])('%s', (_name, other) => {
    expect(readRecords(whole.bytes, 0, other)).toMatchObject({ payloads: [], tail: 'damaged' });
  });
});

test('what follows a record that is cut short makes it damage: a write was lost in the middle', () => {
  const { bytes } = encodeRecords([Buffer.from('abcdef')], chain);
  bytes.fill(0, 15);
  expect(readRecords(bytes, 0, chain).tail).toBe('torn');
  expect(readRecords(Buffer.concat([bytes, Buffer.from('later')]), 0, chain).tail).toBe('damaged');
});
