import { digestBytes } from '../store/key-digest.ts';

/** A digest as numbers. */
export const digestWords = digestBytes / Int32Array.BYTES_PER_ELEMENT;

/** There is room for half as many entries at first. */
const leastSlots = 1024;

/**
 * Ids of messages by digest: a hash table with open addressing and linear probing (Knuth, "The Art of Computer Programming",
 * vol. 3, 6.4, algorithm L) that is half full at most. It is a few arrays of numbers: a map of a million texts takes a node
 * that starts several times as long to fill, and the collector as long to go through. Digests are spread evenly, so that a
 * part of one is its place.
 */
export class DigestTable {
  /** Every message of it has this id, or a higher one. */
  readonly firstId: number;
  #mask: number;
  /** By slot the words of a digest; apart from the distances, so that to pass over a slot touches little memory. */
  #words: Int32Array;
  /** By slot how far the message is behind `firstId`, from 1; 0 where the slot is free. */
  #distances: Uint32Array;
  #size = 0;

  /** @param expected for how many entries there is room at once: to make room later takes as long as to put them in. */
  constructor(firstId: number, expected: number) {
    this.firstId = firstId;
    const slots = Math.max(leastSlots, 2 ** Math.ceil(Math.log2(2 * expected)));
    this.#mask = slots - 1;
    this.#words = new Int32Array(slots * digestWords);
    this.#distances = new Uint32Array(slots);
  }

  get size(): number {
    return this.#size;
  }

  /** The message that a digest was given to last. @param at where in `words` the digest stands. */
  find(words: Int32Array, at: number): number | undefined {
    const distance = this.#distances[this.#slotOf(words, at)] ?? 0;
    return distance === 0 ? undefined : this.firstId + distance - 1;
  }

  /** Gives a digest to a message. */
  set(words: Int32Array, at: number, id: number): void {
    const slot = this.#slotOf(words, at);
    if (this.#distances[slot] === 0) {
      for (let word = 0; word < digestWords; word += 1) {
        this.#words[slot * digestWords + word] = words[at + word] ?? 0;
      }
      this.#size += 1;
    }
    this.#distances[slot] = id - this.firstId + 1;
    if (this.#size * 2 > this.#distances.length) this.#grow();
  }

  /** Where a digest is, or would be. */
  #slotOf(words: Int32Array, at: number): number {
    let slot = (words[at] ?? 0) & this.#mask;
    while (this.#distances[slot] !== 0 && !this.#isAt(slot, words, at)) slot = (slot + 1) & this.#mask;
    return slot;
  }

  #isAt(slot: number, words: Int32Array, at: number): boolean {
    const place = slot * digestWords;
    for (let word = 0; word < digestWords; word += 1) {
      if (this.#words[place + word] !== words[at + word]) return false;
    }
    return true;
  }

  #grow(): void {
    const [words, distances] = [this.#words, this.#distances];
    const slots = distances.length * 2;
    this.#mask = slots - 1;
    this.#words = new Int32Array(slots * digestWords);
    this.#distances = new Uint32Array(slots);
    this.#size = 0;
    for (let slot = 0; slot < distances.length; slot += 1) {
      const distance = distances[slot] ?? 0;
      if (distance !== 0) this.set(words, slot * digestWords, this.firstId + distance - 1);
    }
  }
}
