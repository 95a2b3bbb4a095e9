import type { RaftRecord } from '@temblor/protocols/raft/types';

/** Which entries one node's disk holds, by index and term; followed record by record. */
export class DurableLog {
  readonly #terms: number[] = [0];
  #snapshotIndex = 0;
  /** What was taken of the records; the first and the last of it tell an exchanged log from a continued one. */
  #taken = 0;
  #first: RaftRecord | undefined;
  #last: RaftRecord | undefined;

  get lastIndex(): number {
    return this.#terms.length - 1;
  }

  get lastTerm(): number {
    return this.#terms[this.lastIndex] ?? 0;
  }

  /** An index that the snapshot stands for is held, whatever its term: only what is committed gets there. */
  holds(index: number, term: number): boolean {
    return index <= this.#snapshotIndex || this.#terms[index] === term;
  }

  /** @param records all that are durable now: those of the last time and more, or others where the log was rewritten. */
  follow(records: readonly RaftRecord[]): void {
    const isContinued = records[0] === this.#first && records[this.#taken - 1] === this.#last;
    if (!isContinued) this.#forget();
    for (; this.#taken < records.length; this.#taken += 1) {
      const record = records[this.#taken];
      if (record !== undefined) this.#take(record);
      this.#first ??= record;
      this.#last = record;
    }
  }

  #forget(): void {
    this.#terms.length = 1;
    this.#snapshotIndex = 0;
    this.#taken = 0;
    this.#first = undefined;
    this.#last = undefined;
  }

  #take(record: RaftRecord): void {
    if (record.kind === 'snapshot') {
      const { index, term } = record.snapshot;
      this.#terms.length = index + 1;
      this.#terms[index] = term;
      this.#snapshotIndex = index;
      return;
    }
    for (const { index, term } of record.entries) {
      this.#terms.length = index;
      this.#terms[index] = term;
    }
  }
}
