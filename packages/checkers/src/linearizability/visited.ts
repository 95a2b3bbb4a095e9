/**
 * The configurations that a search has visited, each told exactly: a state, the completed operations that took effect,
 * and the unknown ones that did. Entries lie in one array of words, so that millions of them cost the collector nothing.
 *
 * What is asked is whether the same state was reached by the same completed operations and *no other unknown ones*: an
 * unknown operation may still take effect later, so whoever used fewer of them has every choice that this one has.
 */

import type { Progress } from './progress.ts';

/** Words of an entry before its sets: next entry of the bucket, hash, state, first and last word of the completed set. */
const headWords = 5;
const bytesPerWord = 4;
const initialWords = 2048;
const initialBuckets = 256;

/** The set of visited configurations of one search. */
export class Visited {
  #words = new Int32Array(initialWords);
  #buckets = new Int32Array(initialBuckets);
  /** Entries begin past 0, which ends a bucket. */
  #end = 1;
  #entries = 0;
  readonly #progress: Progress;

  constructor(progress: Progress) {
    this.#progress = progress;
  }

  /** What it occupies. */
  get bytes(): number {
    return (this.#words.length + this.#buckets.length) * bytesPerWord;
  }

  /**
   * Adds the configuration that the progress shows now.
   * @param first the word of the first completed operation that did not take effect: all words before it are full.
   * @param last the word of the last one that did: all words after it are empty.
   * @returns false where it, or one at least as good, was visited before.
   */
  add(state: number, first: number, last: number): boolean {
    const { completed } = this.#progress;
    let hash = Math.imul(state ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(first + 1, 0xc2b2ae35);
    for (let word = first; word <= last; word += 1) {
      hash = Math.imul(hash ^ (completed[word] ?? 0), 0x01000193);
      hash ^= hash >>> 15;
    }
    const bucket = hash & (this.#buckets.length - 1);
    for (let entry = this.#buckets[bucket] ?? 0; entry !== 0; entry = this.#words[entry] ?? 0) {
      if (this.#words[entry + 1] === hash && this.#isAsGood(entry, state, first, last)) return false;
    }
    this.#append(bucket, hash, state, first, last);
    return true;
  }

  #isAsGood(entry: number, state: number, first: number, last: number): boolean {
    const words = this.#words;
    if (words[entry + 2] !== state || words[entry + 3] !== first || words[entry + 4] !== last) return false;
    const { completed, unknown } = this.#progress;
    let at = entry + headWords;
    for (let word = 0; word < unknown.length; word += 1, at += 1) {
      if (((words[at] ?? 0) & ~(unknown[word] ?? 0)) !== 0) return false;
    }
    for (let word = first; word <= last; word += 1, at += 1) {
      if (words[at] !== completed[word]) return false;
    }
    return true;
  }

  #append(bucket: number, hash: number, state: number, first: number, last: number): void {
    const { completed, unknown } = this.#progress;
    const size = headWords + unknown.length + Math.max(0, last - first + 1);
    if (this.#end + size > this.#words.length) this.#words = doubled(this.#words, this.#end + size);
    const words = this.#words;
    let at = this.#end;
    words[at++] = this.#buckets[bucket] ?? 0;
    words[at++] = hash;
    words[at++] = state;
    words[at++] = first;
    words[at++] = last;
    for (const word of unknown) words[at++] = word;
    for (let word = first; word <= last; word += 1) words[at++] = completed[word] ?? 0;
    this.#buckets[bucket] = this.#end;
    this.#end = at;
    this.#entries += 1;
    if (this.#entries > this.#buckets.length) this.#spread();
  }

  /** Twice as many buckets. */
  #spread(): void {
    const old = this.#buckets;
    const words = this.#words;
    const buckets = new Int32Array(old.length * 2);
    for (const head of old) {
      for (let entry = head; entry !== 0; ) {
        const next = words[entry] ?? 0;
        const bucket = (words[entry + 1] ?? 0) & (buckets.length - 1);
        words[entry] = buckets[bucket] ?? 0;
        buckets[bucket] = entry;
        entry = next;
      }
    }
    this.#buckets = buckets;
  }
}

function doubled(words: Int32Array, atLeast: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(words.length * 2, atLeast));
  larger.set(words);
  return larger;
}
