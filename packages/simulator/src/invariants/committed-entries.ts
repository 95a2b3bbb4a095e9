/** What the cluster as a whole has committed: the entry that some node was the first to commit at each index. */
export class CommittedEntries {
  readonly #prefixes: number[] = [0];
  readonly #terms: number[] = [0];
  readonly #committedIn: number[] = [0];

  /** 0 while nothing is committed. */
  get lastIndex(): number {
    return this.#prefixes.length - 1;
  }

  /** The hash of everything up to the index, see `PrefixChains`; undefined where nobody has committed it. */
  prefixAt(index: number): number | undefined {
    return this.#prefixes[index];
  }

  /** The term of the entry; undefined where nobody has committed it. */
  termAt(index: number): number | undefined {
    return this.#terms[index];
  }

  /** @param committedIn the term in which it was committed, which may be a later one than the entry's. */
  add(prefix: number, term: number, committedIn: number): void {
    this.#prefixes.push(prefix);
    this.#terms.push(term);
    this.#committedIn.push(committedIn);
  }

  /** The last entry that was committed in an earlier term than this one: a leader of this term holds it. */
  lastBefore(term: number): number {
    let index = this.lastIndex;
    while (index > 0 && (this.#committedIn[index] ?? 0) >= term) index -= 1;
    return index;
  }
}
