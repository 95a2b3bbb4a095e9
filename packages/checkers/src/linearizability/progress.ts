/** Which operations took effect: bits, 32 a word. Operations are numbered: those that completed, then the unknown ones. */
export class Progress {
  readonly completed: Int32Array;
  readonly unknown: Int32Array;
  readonly #completedCount: number;

  constructor(completedCount: number, unknownCount: number) {
    this.completed = new Int32Array(Math.ceil(completedCount / 32));
    this.unknown = new Int32Array(Math.ceil(unknownCount / 32));
    this.#completedCount = completedCount;
  }

  /** Whether an operation took effect. */
  has(operation: number): boolean {
    const isUnknown = operation >= this.#completedCount;
    const words = isUnknown ? this.unknown : this.completed;
    const bit = isUnknown ? operation - this.#completedCount : operation;
    return ((words[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
  }

  /** Lets an operation take effect, or takes that back. */
  flip(operation: number): void {
    const isUnknown = operation >= this.#completedCount;
    const words = isUnknown ? this.unknown : this.completed;
    const bit = isUnknown ? operation - this.#completedCount : operation;
    words[bit >>> 5] = (words[bit >>> 5] ?? 0) ^ (1 << (bit & 31));
  }
}
