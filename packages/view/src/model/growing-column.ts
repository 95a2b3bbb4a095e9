import { firstPlace } from './binary-search.ts';

/** Up to this length a column grows fourfold: what it outgrew has to be collected. */
const fastUntil = 65_536;

/** A column of numbers that grows, and is read without copying. */
export class GrowingColumn {
  #values: Float64Array<ArrayBuffer>;
  #length = 0;

  /** @param capacity for how many values there is room at first. */
  constructor(capacity = 64) {
    this.#values = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** NaN outside of the column. */
  at(index: number): number {
    return index < this.#length ? (this.#values[index] ?? Number.NaN) : Number.NaN;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** Takes over many values at once, which takes a small part of the time that pushing them takes. */
  append(values: Float64Array): void {
    const length = this.#length + values.length;
    if (length > this.#values.length) this.#grow(length);
    this.#values.set(values, this.#length);
    this.#length = length;
  }

  /** Puts a value before the one at a place. */
  insert(index: number, value: number): void {
    if (index === this.#length) {
      this.push(value);
      return;
    }
    if (this.#length === this.#values.length) this.#grow();
    this.#values.copyWithin(index + 1, index, this.#length);
    this.#values[index] = value;
    this.#length += 1;
  }

  /** Replaces the value at a place. */
  put(index: number, value: number): void {
    this.#values[index] = value;
  }

  /** Forgets the values from a place on. */
  cut(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /** The values as they lie in memory; what is put in later may or may not show in it. */
  view(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }

  #grow(least = this.#length + 1): void {
    const larger = new Float64Array(Math.max(least, this.#length * (this.#length < fastUntil ? 4 : 2)));
    larger.set(this.#values);
    this.#values = larger;
  }
}

/** The first place in a column, in rising order, whose value is not below another; its length where there is none. */
export function lowerBound(column: GrowingColumn, value: number): number {
  return firstPlace(column.length, (place) => column.at(place) >= value);
}
