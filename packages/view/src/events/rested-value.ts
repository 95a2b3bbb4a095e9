/**
 * A value computed from what grows all the time: computed anew after a change only when it has rested for ten times as
 * long as computing it took, so that it takes a tenth of the time at most.
 */
export class RestedValue<T> {
  readonly #compute: () => T;
  readonly #nowMs: () => number;
  #state: { readonly value: T; readonly version: number; readonly freshUntilMs: number } | undefined;

  /** @param nowMs a clock that does not go back. */
  constructor(compute: () => T, nowMs: () => number) {
    this.#compute = compute;
    this.#nowMs = nowMs;
  }

  /** The value, and how many milliseconds from now it may be computed anew; null where it is of this version. */
  at(version: number): { readonly value: T; readonly dueInMs: number | null } {
    const startMs = this.#nowMs();
    if (this.#state !== undefined) {
      const { value, freshUntilMs } = this.#state;
      if (this.#state.version === version) return { value, dueInMs: null };
      if (startMs < freshUntilMs) return { value, dueInMs: freshUntilMs - startMs };
    }
    const value = this.#compute();
    const endMs = this.#nowMs();
    this.#state = { value, version, freshUntilMs: endMs + 10 * (endMs - startMs) };
    return { value, dueInMs: null };
  }
}
