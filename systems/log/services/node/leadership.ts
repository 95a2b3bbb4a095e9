/** The leader that a node follows, as a span of time: what was asked of one leader need not be awaited under the next. */
export class Leadership {
  #leader: number | undefined;
  #term: number | undefined;
  #over = new AbortController();

  /** Aborted when another leads, the same one in another term, or nobody. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Tells who leads now; undefined where nobody is known. */
  is(leader: number | undefined, term: number): void {
    if (leader === this.#leader && term === this.#term) return;
    this.#leader = leader;
    this.#term = term;
    this.#over.abort();
    this.#over = new AbortController();
  }
}
