/** Raft's guarantees (figure 3 of the paper), judged over all that the nodes of a cluster do. */
import type { NodeId } from '../../port/protocol.ts';
import type { RaftLog } from '../log.ts';
import type { RaftEntry } from '../types.ts';
import type { Cluster } from './cluster.fixture.ts';

export class Safety {
  /** The highest index that any node told to be committed. */
  committedIndex = 0;
  readonly #cluster: Cluster;
  readonly #leaders = new Map<number, NodeId>();
  /** By index: what was committed there, as `identity` has it. */
  readonly #committed: string[] = [];
  /** By index: a term in which it was committed, or a later one: leaders of later terms must hold it. */
  readonly #committedTerm: number[] = [];
  /** Up to where each node has applied, in its present life. */
  readonly #applied = new Map<NodeId, number>();
  readonly #reads = new Map<number, number>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** A read is about to be asked for: its answer must tell of all that was committed before. */
  willRead(request: number): void {
    this.#reads.set(request, this.committedIndex);
  }

  restarted(node: NodeId): void {
    this.#applied.set(node, 0);
  }

  /** @throws Error that names the guarantee that is broken. */
  check(): void {
    for (const node of this.#cluster.nodes) this.#checkOutputs(node);
    const running = this.#cluster.nodes.filter((node) => this.#cluster.isUp(node));
    for (const node of running) this.#checkLeader(node);
    for (const [place, node] of running.entries()) {
      const { log } = this.#cluster.state(node);
      for (const other of running.slice(place + 1)) checkLogsMatch(log, this.#cluster.state(other).log);
    }
  }

  #checkOutputs(node: NodeId): void {
    for (const output of this.#cluster.takeOutputs(node)) {
      if (output.kind === 'restore') this.#applied.set(node, output.snapshot.index);
      if (output.kind === 'committed') for (const entry of output.entries) this.#apply(node, entry);
      if (output.kind === 'read-ready') {
        const required = this.#reads.get(output.request) ?? 0;
        if (output.index < required) throw new Error(`stale read: ${output.index} where ${required} was committed`);
      }
    }
  }

  #apply(node: NodeId, entry: RaftEntry): void {
    const expected = (this.#applied.get(node) ?? 0) + 1;
    if (entry.index !== expected)
      throw new Error(`order: node ${node} applied ${entry.index} where ${expected} is next`);
    this.#applied.set(node, entry.index);
    const known = this.#committed[entry.index];
    if (known !== undefined && known !== identity(entry)) {
      throw new Error(`state-machine safety: ${known} and ${identity(entry)} at ${entry.index}`);
    }
    if (known === undefined) {
      this.#committed[entry.index] = identity(entry);
      this.#committedTerm[entry.index] = this.#cluster.state(node).term;
    }
    this.committedIndex = Math.max(this.committedIndex, entry.index);
  }

  #checkLeader(node: NodeId): void {
    const { role, term, log } = this.#cluster.state(node);
    if (role.kind !== 'leader') return;
    const known = this.#leaders.get(term);
    if (known === node) return;
    if (known !== undefined) throw new Error(`election safety: ${known} and ${node} lead term ${term}`);
    this.#leaders.set(term, node);
    for (let index = log.snapshotIndex + 1; index <= this.committedIndex; index += 1) {
      const entry = log.entryAt(index);
      const committed = this.#committed[index];
      if ((this.#committedTerm[index] ?? term) >= term) continue;
      if (committed !== undefined && (entry === undefined || identity(entry) !== committed)) {
        throw new Error(`leader completeness: ${node} leads term ${term} without ${committed} at ${index}`);
      }
    }
  }
}

function checkLogsMatch(one: RaftLog, other: RaftLog): void {
  const first = Math.max(one.snapshotIndex, other.snapshotIndex) + 1;
  let areEqual = false;
  for (let index = Math.min(one.lastIndex, other.lastIndex); index >= first; index -= 1) {
    const here = one.entryAt(index);
    const there = other.entryAt(index);
    const isSame = here !== undefined && there !== undefined && identity(here) === identity(there);
    if (!isSame && (areEqual || here?.term === there?.term)) throw new Error(`log matching: index ${index} differs`);
    areEqual ||= isSame;
  }
}

function identity(entry: RaftEntry): string {
  return entry.kind === 'data' ? `${entry.term} ${entry.data}` : `${entry.term} ${entry.kind}`;
}
