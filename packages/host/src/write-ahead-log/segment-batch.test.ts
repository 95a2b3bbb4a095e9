import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBatch, readBatches, sectorBytes } from './segment-batch.ts';

const seed = 0x1234;
/** Where the header of the segment would end. */
const start = 36;

interface Written {
  /** The segment, laid out far ahead. */
  readonly bytes: Buffer;
  /** Where each batch begins, in front of its padding, and what all of them hold up to its end. */
  readonly batches: readonly { readonly from: number; readonly to: number; readonly payloads: readonly Buffer[] }[];
}

function write(sizes: readonly (readonly number[])[]): Written {
  const parts: Buffer[] = [Buffer.alloc(start, 1)];
  const payloads: Buffer[] = [];
  const batches: Written['batches'][number][] = [];
  let [at, chain] = [start, seed];
  for (const lengths of sizes) {
    const added = lengths.map((length, place) => Buffer.alloc(length, 1 + ((payloads.length + place) % 255)));
    const encoded = encodeBatch(added, { at, chain, seed });
    payloads.push(...added);
    parts.push(encoded.bytes);
    batches.push({ from: at, to: at + encoded.bytes.length, payloads: [...payloads] });
    at += encoded.bytes.length;
    chain = encoded.chain;
  }
  return { bytes: Buffer.concat([...parts, Buffer.alloc(4 * sectorBytes)]), batches };
}

const anyBatches = fc.array(fc.array(fc.nat(1500), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 });

/** Sectors that a write reaches, as places in the file. */
function sectorsOf({ from, to }: { readonly from: number; readonly to: number }): number[] {
  const first = Math.ceil(from / sectorBytes);
  return Array.from({ length: Math.ceil(to / sectorBytes) - first }, (_, place) => (first + place) * sectorBytes);
}

test('what was written is read, whether or not the segment is laid out ahead, and goes on there', () => {
  fc.assert(
    fc.property(anyBatches, anyBatches, (some, more) => {
      const { bytes, batches } = write([...some, ...more]);
      const half = batches[some.length - 1];
      const last = batches.at(-1);
      expect(readBatches(bytes, start, seed)).toMatchObject({ payloads: last?.payloads, end: last?.to, tail: 'none' });
      const cut = readBatches(bytes.subarray(0, half?.to), start, seed);
      expect(cut).toMatchObject({ payloads: half?.payloads, end: half?.to, tail: 'none' });
    }),
  );
});

describe('a power failure within the last batch', () => {
  test('loses any of its sectors: what is before it stays, and it is torn or was never begun', () => {
    fc.assert(
      fc.property(anyBatches, fc.infiniteStream(fc.boolean()), (sizes, isLost) => {
        const { bytes, batches } = write(sizes);
        const [last, before] = [batches.at(-1), batches.at(-2)];
        if (last === undefined) return;
        const lost = sectorsOf(last).filter(() => isLost.next().value);
        for (const at of lost) bytes.fill(0, at, at + sectorBytes);
        const read = readBatches(bytes, start, seed);
        expect(read.tail).not.toBe('damaged');
        expect(read.payloads).toEqual(last.payloads.slice(0, read.payloads.length));
        expect(read.payloads.length).toBeGreaterThanOrEqual(before?.payloads.length ?? 0);
        if (lost.length === 0) expect(read).toMatchObject({ tail: 'none', payloads: last.payloads });
        else expect(read.payloads.length).toBeLessThan(last.payloads.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('leaves a file of any length, where it was not laid out ahead: never damage', () => {
    const { bytes, batches } = write([
      [40, 600],
      [500, 3, 700],
    ]);
    for (let length = batches[0]?.to ?? 0; length < (batches[1]?.to ?? 0); length += 1) {
      const read = readBatches(bytes.subarray(0, length), start, seed);
      expect(read.tail, `${length} bytes`).not.toBe('damaged');
      expect(read.payloads.length).toBeGreaterThanOrEqual(2);
    }
  });

  test('or one that is zero from any byte on: never damage', () => {
    const { bytes, batches } = write([
      [40, 600],
      [500, 3, 700],
    ]);
    for (let length = (batches[1]?.to ?? 0) - 1; length >= (batches[0]?.to ?? 0); length -= 1) {
      bytes[length] = 0;
      const read = readBatches(bytes, start, seed);
      expect(read.tail, `${length} bytes`).not.toBe('damaged');
      expect(read.payloads.length).toBeGreaterThanOrEqual(2);
    }
  });
});

describe('damage', () => {
  test('is a sector that is lost of a batch behind which another was begun', () => {
    fc.assert(
      fc.property(anyBatches, fc.nat(), (sizes, choice) => {
        const { bytes, batches } = write([...sizes, [10]]);
        const sectors = batches.slice(0, -1).flatMap(sectorsOf);
        const at = sectors[choice % sectors.length] ?? 0;
        bytes.fill(0, at, at + sectorBytes);
        const read = readBatches(bytes, start, seed);
        expect(read.tail).toBe('damaged');
        expect(read.end).toBeLessThanOrEqual(at);
      }),
      { numRuns: 1000 },
    );
  });

  test('is any bit that flips in what was written, between the batches too', () => {
    const { bytes, batches } = write([[40, 600], [100], [5, 3]]);
    const last = batches.at(-1);
    for (let bit = start * 8; bit < (last?.to ?? 0) * 8; bit += 1) {
      const harmed = Buffer.from(bytes);
      harmed.writeUInt8(harmed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const read = readBatches(harmed, start, seed);
      expect(read.tail, `bit ${bit}`).toBe('damaged');
      expect(read.payloads).toEqual(last?.payloads.slice(0, read.payloads.length));
    }
  });

  test('is a batch of another segment, or in the place of another', () => {
    const { bytes, batches } = write([[40], [600], [5]]);
    expect(readBatches(bytes, start, seed + 1)).toMatchObject({ payloads: [], tail: 'damaged' });
    const [, second, third] = batches;
    bytes.copy(bytes, sectorsOf(second ?? { from: 0, to: 0 })[0], sectorsOf(third ?? { from: 0, to: 0 })[0]);
    expect(readBatches(bytes, start, seed)).toMatchObject({ payloads: batches[0]?.payloads, tail: 'damaged' });
  });
});
