import { expect, test } from 'vitest';
import type { Superblock } from './superblock.ts';
import { encodeSuperblock, readSuperblock } from './superblock.ts';

const block: Superblock = {
  counter: 7,
  node: 2,
  firstSegment: 3,
  lastSegment: 5,
  isDamageUntold: true,
  register: { kind: 'read', bytes: Buffer.from('term 7') },
};

test('a block is read as it was written, also over a longer one', () => {
  for (const register of [block.register, { kind: 'absent' }, { kind: 'lost' }] as const) {
    const bytes = encodeSuperblock({ ...block, register });
    expect(readSuperblock(bytes, 'a')).toEqual({ ...block, register });
    expect(readSuperblock(Buffer.concat([bytes, Buffer.from('older')]), 'a')).toEqual({ ...block, register });
  }
});

test('a block that is cut at any byte, or of which any bit is flipped, is not read', () => {
  const bytes = encodeSuperblock(block);
  for (let length = 0; length < bytes.length; length += 1) {
    expect(readSuperblock(bytes.subarray(0, length), 'a')).toBeUndefined();
  }
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(readSuperblock(flipped, 'a'), `bit ${bit}`).toBeUndefined();
  }
});
