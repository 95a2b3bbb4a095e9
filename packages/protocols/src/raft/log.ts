/**
 * The entries that a node holds in memory, after the snapshot that stands for the ones before.
 *
 * A value: appending and truncating give another log. Logs share one array while one is the other's continuation, so
 * that appending costs what is appended; only an append to a log that was cut, or to an older value, copies.
 */
import type { RaftEntry } from './types.ts';

/** What an entry counts beside its data where the size of a message is bounded. */
const overheadBytes = 32;

/** See the head of this file. `emptyLog` is where every log comes from. */
export class RaftLog {
  /** The last entry that the snapshot holds; 0 where there is no snapshot. */
  readonly snapshotIndex: number;
  readonly snapshotTerm: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  /** Shared, and only ever added to. This log's own are the first `#count`. */
  readonly #entries: RaftEntry[];
  readonly #count: number;
  /** The index of `#entries[0]`, whether there is one or not. */
  readonly #firstIndex: number;

  constructor(snapshot: { index: number; term: number }, firstIndex: number, entries: RaftEntry[], count: number) {
    this.snapshotIndex = snapshot.index;
    this.snapshotTerm = snapshot.term;
    this.#firstIndex = firstIndex;
    this.#entries = entries;
    this.#count = count;
    const last = count === 0 ? snapshot : (entries[count - 1] ?? snapshot);
    this.lastIndex = last.index;
    this.lastTerm = last.term;
  }

  /** The term of the entry; undefined where the log does not hold it any more, or not yet. Index 0 has term 0. */
  termAt(index: number): number | undefined {
    if (index === this.snapshotIndex) return this.snapshotTerm;
    if (index === this.lastIndex) return this.lastTerm;
    return this.entryAt(index)?.term;
  }

  entryAt(index: number): RaftEntry | undefined {
    const position = index - this.#firstIndex;
    return position >= 0 && position < this.#count ? this.#entries[position] : undefined;
  }

  /**
   * Entries from `first` to `last`, both included as far as the log holds them, cut at a size in bytes (a character of
   * data counts as one); at least one where there is one.
   */
  slice(first: number, last: number, maximumBytes: number): readonly RaftEntry[] {
    const from = first - this.#firstIndex;
    const end = Math.min(last - this.#firstIndex + 1, this.#count);
    if (from < 0 || from >= end) return [];
    let bytes = 0;
    for (let position = from; position < end; position += 1) {
      const entry = this.#entries[position];
      bytes += overheadBytes + (entry?.kind === 'data' ? entry.data.length : 0);
      if (bytes > maximumBytes && position > from) return this.#entries.slice(from, position);
    }
    return this.#entries.slice(from, end);
  }

  /** Every entry that it holds, in order. */
  all(): readonly RaftEntry[] {
    return this.#entries.slice(0, this.#count);
  }

  /** Adds entries whose indexes go on from `lastIndex`. */
  append(added: readonly RaftEntry[]): RaftLog {
    const isTip = this.#entries.length === this.#count;
    const entries = isTip ? this.#entries : this.#entries.slice(0, this.#count);
    for (const entry of added) entries.push(entry);
    const snapshot = { index: this.snapshotIndex, term: this.snapshotTerm };
    return new RaftLog(snapshot, this.#firstIndex, entries, entries.length);
  }

  /** Without the entries from `index` on. */
  truncateFrom(index: number): RaftLog {
    const count = Math.max(0, Math.min(this.#count, index - this.#firstIndex));
    const snapshot = { index: this.snapshotIndex, term: this.snapshotTerm };
    return new RaftLog(snapshot, this.#firstIndex, this.#entries, count);
  }

  /** With a snapshot at an entry that it holds in place of what is before `firstKept`, which is the index after it. */
  compact(snapshot: { index: number; term: number }, firstKept: number): RaftLog {
    const entries = this.#entries.slice(Math.max(0, firstKept - this.#firstIndex), this.#count);
    return new RaftLog(snapshot, firstKept, entries, entries.length);
  }
}

/** A log that holds nothing but what a snapshot stands for; `{ index: 0, term: 0 }` where there is none. */
export function emptyLog(snapshot: { readonly index: number; readonly term: number }): RaftLog {
  return new RaftLog(snapshot, snapshot.index + 1, [], 0);
}

/**
 * The last index up to `index` whose term is not after `term`: where two logs that differ may still agree, so that a
 * conflict costs a message a term, not a message an entry (§5.3, end; in the form of etcd-io/raft, whose both sides skip).
 */
export function lastIndexUpToTerm(log: RaftLog, index: number, term: number): number {
  let candidate = Math.min(index, log.lastIndex);
  while (candidate > log.snapshotIndex && (log.termAt(candidate) ?? 0) > term) candidate -= 1;
  return candidate;
}
