/**
 * The program around one node: applies what is committed to its copy of the state machine, takes snapshots of it, and
 * answers who asked. All of it is memory, and is gone with the node.
 */
import type { RaftEntry, RaftOutput } from '@temblor/protocols/raft/types';
import type { Answer } from '../clients/answer.ts';
import type { ReplicatedMachine, ReplicatedResult, ReplicatedState } from '../clients/replicated-machine.ts';
import { readCommand, readState } from '../clients/replicated-machine.ts';

export interface ServerWorld {
  /** Nobody listens any more where the request was given up. */
  answer(request: number, answer: Answer): void;
  /** The state machine gave this result for the entry. */
  applied(entry: RaftEntry, result: ReplicatedResult | undefined): void;
  /** The state was replaced by that of a snapshot. */
  restored(index: number, data: string): void;
  compact(index: number, data: string): void;
}

export interface ServerSettings {
  /** A snapshot after every so many entries; 0 for none. */
  readonly compactEvery: number;
  /** The planted bug: a snapshot says that it holds one entry more than it does. */
  readonly dropsLastEntry: boolean;
}

export class RaftServer {
  readonly #machine: ReplicatedMachine;
  readonly #settings: ServerSettings;
  readonly #world: ServerWorld;
  #state: ReplicatedState;
  #appliedIndex = 0;
  /** Proposals in the node's log, by index. */
  readonly #proposals = new Map<number, { readonly request: number; readonly term: number }>();
  #reads: { readonly request: number; readonly index: number }[] = [];

  constructor(machine: ReplicatedMachine, settings: ServerSettings, world: ServerWorld) {
    this.#machine = machine;
    this.#settings = settings;
    this.#world = world;
    this.#state = machine.initial;
  }

  get appliedIndex(): number {
    return this.#appliedIndex;
  }

  get state(): ReplicatedState {
    return this.#state;
  }

  take(output: RaftOutput): void {
    switch (output.kind) {
      case 'committed':
        for (const entry of output.entries) this.#apply(entry);
        this.#answerReads();
        return;
      case 'restore':
        this.#state = readState(output.snapshot.data);
        this.#appliedIndex = output.snapshot.index;
        this.#world.restored(output.snapshot.index, output.snapshot.data);
        this.#forgetProposals(output.snapshot.index);
        this.#answerReads();
        return;
      case 'appended':
        this.#proposals.set(output.index, { request: output.request, term: output.term });
        return;
      case 'read-ready':
        this.#reads.push({ request: output.request, index: output.index });
        this.#answerReads();
        return;
      case 'refused':
        this.#world.answer(output.request, { kind: 'refused', reason: output.reason, leader: output.leader });
        return;
      case 'transferred':
        this.#world.answer(output.request, { kind: 'accepted' });
        return;
      case 'role':
        return;
      default:
        output satisfies never;
    }
  }

  #apply(entry: RaftEntry): void {
    const before = this.#state;
    let result: ReplicatedResult | undefined;
    if (entry.kind === 'data') {
      [this.#state, result] = this.#machine.apply(before, readCommand(entry.data), entry.index);
    }
    this.#appliedIndex = entry.index;
    this.#world.applied(entry, result);
    this.#answerProposal(entry, result);
    const { compactEvery, dropsLastEntry } = this.#settings;
    if (compactEvery > 0 && entry.index % compactEvery === 0) {
      this.#world.compact(entry.index, JSON.stringify(dropsLastEntry ? before : this.#state));
    }
  }

  #answerProposal({ index, term }: RaftEntry, result: ReplicatedResult | undefined): void {
    const proposal = this.#proposals.get(index);
    if (proposal === undefined) return;
    this.#proposals.delete(index);
    if (proposal.term !== term) this.#world.answer(proposal.request, { kind: 'overwritten' });
    else if (result === undefined) this.#world.answer(proposal.request, { kind: 'accepted' });
    else this.#world.answer(proposal.request, { kind: 'applied', result });
  }

  /** A snapshot does not tell what became of the entries that it stands for: whoever waits is told that it is unknown. */
  #forgetProposals(snapshotIndex: number): void {
    for (const [index, { request }] of this.#proposals) {
      if (index > snapshotIndex) continue;
      this.#proposals.delete(index);
      this.#world.answer(request, { kind: 'unknown' });
    }
  }

  #answerReads(): void {
    if (this.#reads.length === 0) return;
    const ready = this.#reads.filter(({ index }) => index <= this.#appliedIndex);
    if (ready.length === 0) return;
    this.#reads = this.#reads.filter(({ index }) => index > this.#appliedIndex);
    for (const { request } of ready) this.#world.answer(request, { kind: 'readable', state: this.#state.machine });
  }
}
