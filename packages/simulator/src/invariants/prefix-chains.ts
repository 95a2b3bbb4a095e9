/**
 * Log matching: if two logs hold an entry of the same index and term, they are the same up to there (Ongaro and Ousterhout
 * 2014, §5.3).
 *
 * Checked at what a step changes only: each node's log has a chain of hashes, one an index, each over the entry and the
 * hash before it. So equal hashes are equal prefixes, and each pair of index and term has one hash over the whole run. The
 * hashes have 32 bits: a false match is possible, one in four thousand million, a false alarm is not.
 */
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { RaftLog } from '@temblor/protocols/raft/log';
import type { RaftEntry } from '@temblor/protocols/raft/types';
import type { CommittedEntries } from './committed-entries.ts';
import type { ReportViolation } from './report-violation.ts';

export class PrefixChains {
  readonly #committed: CommittedEntries;
  readonly #report: ReportViolation;
  /** By node and index. */
  readonly #chains = new Map<NodeId, number[]>();
  /** By term and index. */
  readonly #seen = new Map<number, number[]>();

  constructor(committed: CommittedEntries, report: ReportViolation) {
    this.#committed = committed;
    this.#report = report;
  }

  /** The hash of the node's log up to the index; undefined where it does not reach so far. */
  prefixAt(node: NodeId, index: number): number | undefined {
    return this.#chains.get(node)?.[index];
  }

  /**
   * Takes a step's change.
   * @param before undefined where the node starts.
   * @returns the first index at which the log is another one now; past its end where it only lost its end, or nothing.
   */
  stepped(node: NodeId, before: RaftLog | undefined, after: RaftLog): number {
    const first = firstChange(before, after);
    const chain = this.#chainOf(node);
    let prefix = chain[first - 1] ?? 0;
    if (first === after.snapshotIndex + 1 && after.snapshotIndex > 0) {
      prefix = this.#prefixOfSnapshot(node, after);
      chain[after.snapshotIndex] = prefix;
    }
    chain.length = Math.min(chain.length, after.lastIndex + 1);
    for (let index = first; index <= after.lastIndex; index += 1) {
      const entry = after.entryAt(index);
      if (entry === undefined) {
        this.#report('log-matching', `node ${node} has no entry ${index} between its snapshot and its end`, [node]);
        return first;
      }
      prefix = extend(prefix, entry);
      chain[index] = prefix;
      this.#compare(node, entry, prefix);
    }
    return first;
  }

  #chainOf(node: NodeId): number[] {
    const known = this.#chains.get(node);
    if (known !== undefined) return known;
    const chain = [0];
    this.#chains.set(node, chain);
    return chain;
  }

  #prefixOfSnapshot(node: NodeId, log: RaftLog): number {
    const prefix = this.#committed.prefixAt(log.snapshotIndex);
    if (prefix === undefined || this.#committed.termAt(log.snapshotIndex) !== log.snapshotTerm) {
      const text = `node ${node} has a snapshot at ${log.snapshotIndex} (term ${log.snapshotTerm}), where no such entry is committed`;
      this.#report('state-machine-safety', text, [node], { entry: log.snapshotIndex });
    }
    return prefix ?? 0;
  }

  #compare(node: NodeId, { index, term }: RaftEntry, prefix: number): void {
    const ofTerm = this.#seen.get(term);
    if (ofTerm === undefined) {
      const prefixes: number[] = [];
      prefixes[index] = prefix;
      this.#seen.set(term, prefixes);
      return;
    }
    const seen = ofTerm[index];
    if (seen === undefined) ofTerm[index] = prefix;
    else if (seen !== prefix) {
      const text = `node ${node} holds entry ${index} of term ${term}, as others did, and what stands up to it differs`;
      this.#report('log-matching', text, [node], { entry: index });
    }
  }
}

/** Logs share their entries, so that the walk back ends at the first entry that is the very same. */
function firstChange(before: RaftLog | undefined, after: RaftLog): number {
  if (before === undefined) return after.snapshotIndex + 1;
  const kept = Math.max(before.snapshotIndex, after.snapshotIndex);
  let index = Math.min(before.lastIndex, after.lastIndex);
  while (index > kept && before.entryAt(index) !== after.entryAt(index)) index -= 1;
  return Math.max(index, after.snapshotIndex) + 1;
}

function extend(prefix: number, entry: RaftEntry): number {
  let hash = Math.imul(prefix ^ entry.term, 0x01000193) ^ entry.index;
  const text = entry.kind === 'data' ? entry.data : entry.kind === 'no-op' ? '' : membershipText(entry.membership);
  for (let place = 0; place < text.length; place += 1) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return (hash ^ (hash >>> 13)) | 0;
}

function membershipText({ voters, learners }: { voters: readonly NodeId[]; learners: readonly NodeId[] }): string {
  return `${voters.join()}/${learners.join()}`;
}
