import { digestBytes } from '../key-digest.ts';
import { decodeBlock } from '../message-block.ts';
import type { LastKeys } from '../open-message-store.ts';
import type { KeyDigests } from '../segment-keys.ts';

/** Keys that a store gives while it is opened. */
export class SeenKeys implements LastKeys {
  readonly count: number;
  expected = Number.NaN;
  /** By message, in the order in which they came; undefined for one without a key. */
  readonly digests: (readonly [id: number, digest: string | undefined])[] = [];
  /** How many of them came from files of keys. */
  ofFiles = 0;

  constructor(count: number) {
    this.count = count;
  }

  begin(expected: number): void {
    this.expected = expected;
    this.digests.length = 0;
    this.ofFiles = 0;
  }

  takeKeys({ firstId, digests }: KeyDigests): void {
    const text = Buffer.from(digests.buffer, digests.byteOffset, digests.byteLength).toString('latin1');
    for (let at = 0, id = firstId; at < text.length; at += digestBytes, id += 1) {
      const digest = text.slice(at, at + digestBytes);
      this.digests.push([id, digest === '\0'.repeat(digestBytes) ? undefined : digest]);
      this.ofFiles += 1;
    }
  }

  takeBlock(block: Buffer): void {
    for (const { id, keyDigest } of decodeBlock(block)) this.digests.push([id, keyDigest]);
  }
}
