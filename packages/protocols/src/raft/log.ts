/**
 * The entries that a node holds in memory, after the snapshot that stands for the ones before.
 *
 * A value: appending and truncating give another log. Logs share one array while one is the other's continuation, so
 * that appending costs what is appended.
 */
import type { RaftEntry } from './types.ts';

export interface RaftLog {
  /** The last entry that the snapshot holds; 0 where there is no snapshot. */
  readonly snapshotIndex: number;
  readonly snapshotTerm: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  /** The term of the entry; undefined where the log does not hold it any more, or not yet. Index 0 has term 0. */
  termAt(index: number): number | undefined;
  entryAt(index: number): RaftEntry | undefined;
  /** Entries from `first` to `last`, both included, cut at a size in bytes; at least one where there is one. */
  slice(first: number, last: number, maximumBytes: number): readonly RaftEntry[];
}
