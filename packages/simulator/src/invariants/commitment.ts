/**
 * What "committed" means, checked at the moment at which a node says so (Ongaro and Ousterhout 2014, figure 3 and §5.4):
 *
 * - State-machine safety: no two nodes commit different entries at one index, and no commit index goes back.
 * - Durability: a majority of the voters has the entry on disk.
 * - No overtaking: no voter without the entry could still be elected by the logs that are on the disks. That is what
 *   counting replicas of an older term's entry misses (figure 8), seen before a leader is there to overwrite it.
 * - Leader completeness: who leads a term holds all that was committed in earlier ones.
 * - Nobody loses a committed entry that it held, but for damage.
 *
 * A copy that is being repaired counts as what it was before the damage: what it acknowledged then was true, and what it
 * takes meanwhile counts for nothing.
 */
import type { NodeId, Recovered } from '@temblor/protocols/port/protocol';
import type { RaftLog } from '@temblor/protocols/raft/log';
import type { RaftState, RaftTypes } from '@temblor/protocols/raft/state';
import type { RaftRecord } from '@temblor/protocols/raft/types';
import { CommittedEntries } from './committed-entries.ts';
import { DurableLog } from './durable-log.ts';
import { PrefixChains } from './prefix-chains.ts';
import type { ReportViolation } from './report-violation.ts';

export class Commitment {
  readonly committed = new CommittedEntries();
  readonly #chains: PrefixChains;
  readonly #report: ReportViolation;
  readonly #durable: (node: NodeId) => readonly RaftRecord[];
  readonly #disks = new Map<NodeId, DurableLog>();
  readonly #down = new Set<NodeId>();
  readonly #damaged = new Set<NodeId>();

  /** @param durable what is durable of a node's log. */
  constructor(durable: (node: NodeId) => readonly RaftRecord[], report: ReportViolation) {
    this.#durable = durable;
    this.#report = report;
    this.#chains = new PrefixChains(this.committed, report);
  }

  /** A node starts. */
  started(node: NodeId, log: Recovered<RaftTypes>['log']): void {
    this.#down.delete(node);
    if (log === 'damaged') this.#damaged.add(node);
    else this.#followDisk(node);
  }

  /** A node crashed; what becomes of its disk from then on is not what it acknowledged. */
  stopped(node: NodeId): void {
    this.#followDisk(node);
    this.#down.add(node);
  }

  stepped(node: NodeId, before: RaftState | undefined, after: RaftState): void {
    if (before?.log !== after.log) {
      const first = this.#chains.stepped(node, before?.log, after.log);
      if (before !== undefined) this.#checkKept(node, before, after, first);
    }
    if (before?.role.kind === 'repairing' && after.role.kind !== 'repairing') this.#checkRepaired(node, after.log);
    if (after.commitIndex !== (before?.commitIndex ?? 0)) this.#checkCommit(node, before?.commitIndex ?? 0, after);
    if (after.role.kind === 'leader' && before?.role.kind !== 'leader') this.#checkComplete(node, after);
  }

  /** The node counts again: it has to hold what it once acknowledged, as far as that is committed. */
  #checkRepaired(node: NodeId, log: RaftLog): void {
    const held = this.#diskOf(node);
    let index = Math.min(held.lastIndex, this.committed.lastIndex);
    while (index > 0 && !held.holds(index, this.committed.termAt(index) ?? 0)) index -= 1;
    if (!this.#holdsCommitted(node, log, index)) {
      const text = `node ${node} counts as repaired without entry ${index}, which it held before the damage and which is committed`;
      this.#report('repairing-silence', text, [node], { entry: index });
    }
    this.#damaged.delete(node);
    this.#followDisk(node);
  }

  #followDisk(node: NodeId): void {
    if (!this.#damaged.has(node) && !this.#down.has(node)) this.#diskOf(node).follow(this.#durable(node));
  }

  /** Whether the node's log is what is committed up to the index. What a snapshot stands for was checked when it came. */
  #holdsCommitted(node: NodeId, log: RaftLog, index: number): boolean {
    return index <= log.snapshotIndex || this.#chains.prefixAt(node, index) === this.committed.prefixAt(index);
  }

  #diskOf(node: NodeId): DurableLog {
    const known = this.#disks.get(node);
    if (known !== undefined) return known;
    const disk = new DurableLog();
    this.#disks.set(node, disk);
    return disk;
  }

  /** What was at `first` and after is gone or replaced. */
  #checkKept(node: NodeId, before: RaftState, after: RaftState, first: number): void {
    const last = Math.min(before.log.lastIndex, this.committed.lastIndex);
    for (let index = Math.max(first, before.log.snapshotIndex + 1); index <= last; index += 1) {
      if (index <= after.log.snapshotIndex) continue;
      const term = before.log.termAt(index);
      if (term !== this.committed.termAt(index) || term === after.log.termAt(index)) continue;
      const text = `node ${node} took entry ${index} of term ${term} out of its log, which is committed`;
      this.#report('leader-completeness', text, [node], { entry: index });
      return;
    }
  }

  #checkCommit(node: NodeId, from: number, after: RaftState): void {
    if (after.commitIndex < from) {
      const text = `node ${node} went back from commit index ${from} to ${after.commitIndex}`;
      this.#report('state-machine-safety', text, [node]);
      return;
    }
    const { committed } = this;
    const known = committed.lastIndex;
    for (let index = Math.max(from + 1, after.log.snapshotIndex); index <= after.commitIndex; index += 1) {
      const prefix = this.#chains.prefixAt(node, index);
      const term = after.log.termAt(index);
      if (prefix === undefined || term === undefined) {
        this.#report('state-machine-safety', `node ${node} committed entry ${index} without holding it`, [node], {
          entry: index,
        });
        return;
      }
      if (index > committed.lastIndex) committed.add(prefix, term, after.term);
      else if (committed.prefixAt(index) !== prefix) {
        const text = `node ${node} committed another entry at ${index} (term ${term}) than was committed there (term ${committed.termAt(index)})`;
        this.#report('state-machine-safety', text, [node], { entry: index });
        return;
      }
    }
    if (after.commitIndex > known) this.#checkSafe(node, after);
  }

  /** The node is the first to commit up to here. */
  #checkSafe(node: NodeId, { commitIndex, log, membership }: RaftState): void {
    const term = log.termAt(commitIndex) ?? 0;
    const { voters } = membership;
    const majority = Math.floor(voters.length / 2) + 1;
    for (const voter of voters) this.#followDisk(voter);
    const holders = voters.filter((voter) => this.#diskOf(voter).holds(commitIndex, term));
    if (holders.length < majority) {
      const text = `node ${node} committed entry ${commitIndex} (term ${term}), which ${holders.length} of ${voters.length} voters have on disk${list(holders)}`;
      const others = voters.filter((voter) => !holders.includes(voter));
      const findings = others.map((other) => ({ node: other, text: `does not have entry ${commitIndex} on disk` }));
      this.#report('durable-on-majority', text, [node], { entry: commitIndex, findings });
      return;
    }
    if (holders.length === voters.length) return;
    for (const voter of voters) {
      if (holders.includes(voter) || this.#damaged.has(voter)) continue;
      const electors = voters.filter((elector) => !this.#damaged.has(elector) && this.#wouldElect(elector, voter));
      if (electors.length < majority) continue;
      const text = `node ${node} committed entry ${commitIndex} (term ${term}), and nodes ${electors.join(', ')} could still elect node ${voter}, which does not hold it`;
      const { lastIndex, lastTerm } = this.#diskOf(voter);
      const held = `has entries up to ${lastIndex} on disk, the last of term ${lastTerm}`;
      this.#report('commit-is-final', text, [node, voter], {
        entry: commitIndex,
        findings: [{ node: voter, text: held }],
      });
      return;
    }
  }

  #wouldElect(elector: NodeId, candidate: NodeId): boolean {
    const own = this.#diskOf(elector);
    const other = this.#diskOf(candidate);
    return other.lastTerm > own.lastTerm || (other.lastTerm === own.lastTerm && other.lastIndex >= own.lastIndex);
  }

  #checkComplete(node: NodeId, after: RaftState): void {
    const index = this.committed.lastBefore(after.term);
    if (this.#holdsCommitted(node, after.log, index)) return;
    const text = `node ${node} became leader of term ${after.term} without entry ${index} (term ${this.committed.termAt(index)}), which was committed before`;
    this.#report('leader-completeness', text, [node], { entry: index, term: after.term });
  }
}

function list(nodes: readonly NodeId[]): string {
  return nodes.length === 0 ? '' : `: ${nodes.length === 1 ? 'node' : 'nodes'} ${nodes.join(', ')}`;
}
