import { digestBytes } from '../store/key-digest.ts';

/** A digest as numbers. */
export const digestWords = digestBytes / Int32Array.BYTES_PER_ELEMENT;

/** Whether a message has one: zeros stand for none. */
export function isDigest(words: Int32Array, at: number): boolean {
  return words[at] !== 0 || words[at + 1] !== 0 || words[at + 2] !== 0 || words[at + 3] !== 0;
}

/** There is room for half as many entries at first. */
const leastSlots = 1024;

/** A table of a million slots is filled in 256 parts, 16 KiB each. */
const partBits = 8;

/**
 * Ids of messages by digest: a hash table with open addressing and linear probing (Knuth, "The Art of Computer Programming",
 * vol. 3, 6.4, algorithm L) that is half full at most. It is two arrays of numbers: a map of a million texts takes a node
 * that starts ten times as long to fill, and the collector as long to go through. Digests are spread evenly, so that a part
 * of one is its place. They stand in the order of their messages, which come in this order, and the table has a number for
 * each: so what is filled in at random fits a processor's cache.
 */
export class DigestTable {
  /** Every message of it has this id, or a higher one. */
  readonly firstId: number;
  #mask: number;
  /** By slot how far the message is behind `firstId`, from 1; 0 where the slot is free. */
  #distances: Uint32Array;
  /** By message the words of its digest; of no meaning for one without. */
  #words: Int32Array;
  #size = 0;

  /** @param expected for how many entries there is room at once: to make room later takes as long as to put them in. */
  constructor(firstId: number, expected: number) {
    this.firstId = firstId;
    const slots = Math.max(leastSlots, 2 ** Math.ceil(Math.log2(2 * expected)));
    this.#mask = slots - 1;
    this.#distances = new Uint32Array(slots);
    this.#words = new Int32Array(Math.max(leastSlots / 2, expected) * digestWords);
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
    if (this.#distances[slot] === 0) this.#size += 1;
    this.#distances[slot] = id - this.firstId + 1;
    const place = (id - this.firstId) * digestWords;
    if (place >= this.#words.length) this.#growWords(place + digestWords);
    for (let word = 0; word < digestWords; word += 1) this.#words[place + word] = words[at + word] ?? 0;
    if (this.#size * 2 > this.#distances.length) this.#growSlots();
  }

  /**
   * Gives digests to messages that follow each other, zeros to none, as `set` would do one by one: in the order of their slots,
   * so that a processor has those that it goes on with in its cache (radix partitioning: Boncz, Manegold and Kersten 1999,
   * "Database Architecture Optimized for the New Bottleneck: Memory Access", §3.3). A million take half of the time.
   *
   * @param id of the first of them.
   */
  fill(digests: Int32Array, id: number): void {
    const start = (id - this.firstId) * digestWords;
    const end = start + digests.length;
    if (end > this.#words.length) this.#growWords(end);
    this.#words.set(digests, start);
    while ((this.#size + digests.length / digestWords) * 2 > this.#distances.length) this.#growSlots();
    const order = this.#orderBySlot(start, end);
    for (let at = 0; at < order.length; at += 2) {
      const place = order[at] ?? 0;
      const slot = this.#slotFrom(order[at + 1] ?? 0, this.#words, place);
      if (this.#distances[slot] === 0) this.#size += 1;
      this.#distances[slot] = place / digestWords + 1;
    }
  }

  /** Where digests among the words stand, each with its first slot; by parts of the slots, and within a part as they came. */
  #orderBySlot(start: number, end: number): Uint32Array {
    const shift = Math.max(0, Math.log2(this.#distances.length) - partBits);
    const next = new Uint32Array(1 << partBits);
    for (let at = start; at < end; at += digestWords) {
      const part = ((this.#words[at] ?? 0) & this.#mask) >>> shift;
      if (isDigest(this.#words, at)) next[part] = (next[part] ?? 0) + 1;
    }
    let entries = 0;
    for (const [part, count] of next.entries()) {
      next[part] = entries;
      entries += count;
    }
    const order = new Uint32Array(2 * entries);
    for (let at = start; at < end; at += digestWords) {
      if (!isDigest(this.#words, at)) continue;
      const slot = (this.#words[at] ?? 0) & this.#mask;
      const entry = next[slot >>> shift] ?? 0;
      next[slot >>> shift] = entry + 1;
      order[2 * entry] = at;
      order[2 * entry + 1] = slot;
    }
    return order;
  }

  /** Where a digest is, or would be. */
  #slotOf(words: Int32Array, at: number): number {
    return this.#slotFrom((words[at] ?? 0) & this.#mask, words, at);
  }

  #slotFrom(first: number, words: Int32Array, at: number): number {
    for (let slot = first; ; slot = (slot + 1) & this.#mask) {
      const distance = this.#distances[slot] ?? 0;
      if (distance === 0 || this.#isAt((distance - 1) * digestWords, words, at)) return slot;
    }
  }

  #isAt(place: number, words: Int32Array, at: number): boolean {
    for (let word = 0; word < digestWords; word += 1) {
      if (this.#words[place + word] !== words[at + word]) return false;
    }
    return true;
  }

  #growWords(least: number): void {
    const words = new Int32Array(Math.max(least, this.#words.length * 2));
    words.set(this.#words);
    this.#words = words;
  }

  /** Digests that are in the table differ, so that the first free slot is the one. */
  #growSlots(): void {
    const before = this.#distances;
    this.#mask = before.length * 2 - 1;
    this.#distances = new Uint32Array(before.length * 2);
    for (const distance of before) {
      if (distance === 0) continue;
      let slot = (this.#words[(distance - 1) * digestWords] ?? 0) & this.#mask;
      while (this.#distances[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#distances[slot] = distance;
    }
  }
}
