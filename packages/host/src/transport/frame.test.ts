import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame, FrameReader } from './frame.ts';

function read(chunks: readonly Buffer[], maximumBytes = 1_000): string[] {
  const reader = new FrameReader(maximumBytes);
  return chunks.flatMap((chunk) =>
    [...reader.push(chunk)].map(({ type, payload }) => `${type} ${payload.toString('hex')}`),
  );
}

test('frames come out as they went in, wherever the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), fc.array(fc.nat(40)), (payloads, cuts) => {
      let rest = Buffer.concat(payloads.flatMap((payload) => encodeFrame('message', payload)));
      const chunks: Buffer[] = [];
      for (const cut of cuts) {
        chunks.push(rest.subarray(0, cut));
        rest = rest.subarray(cut);
      }
      expect(read([...chunks, rest])).toEqual(
        payloads.map((payload) => `message ${Buffer.from(payload).toString('hex')}`),
      );
    }),
  );
});

test('a frame of which any bit is flipped is never taken for one', () => {
  const bytes = Buffer.concat(encodeFrame('message', Buffer.from('hello')));
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    let frames: string[] = [];
    try {
      frames = read([flipped]);
    } catch (error) {
      expect(error).toMatchObject({ code: 'bad-frame' });
    }
    expect(frames, `bit ${bit}`).toEqual([]);
  }
});

test('a length past the bound is refused before its bytes are waited for', () => {
  const [header] = encodeFrame('message', Buffer.alloc(11));
  expect(() => read([header], 10)).toThrow(/11 bytes long; the longest may have 10/);
});
