/**
 * The values that votes have decided lately, by offset. A replica that was behind in one vote is compared with what an
 * earlier vote decided at its offset: so somebody who lies and lags is found, and an honest laggard is confirmed.
 */
export class DecidedValues {
  readonly #capacity: number;
  readonly #values = new Map<number, string>();

  /** @param capacity how many offsets are remembered; the one remembered first gives way. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  remember(offset: number, value: string): void {
    if (this.#values.has(offset)) return;
    this.#values.set(offset, value);
    if (this.#values.size <= this.#capacity) return;
    const oldest = this.#values.keys().next();
    if (!oldest.done) this.#values.delete(oldest.value);
  }

  /** `unknown` where no vote at that offset is remembered. */
  compare(offset: number, value: string): 'agreed' | 'dissented' | 'unknown' {
    const decided = this.#values.get(offset);
    if (decided === undefined) return 'unknown';
    return decided === value ? 'agreed' : 'dissented';
  }
}
