/**
 * A cluster that a test drives by hand: it says which messages arrive, which timers run out, which disks finish a write.
 * Effects are carried out in the order that the port promises. Times are those of one clock that all nodes share.
 */

import type { NodeId, Protocol, ProtocolInput, Recovered } from '../../port/protocol.ts';
import { nothingRecovered } from '../../port/protocol.ts';
import type { RaftOptions } from '../options.ts';
import { defaultRaftOptions } from '../options.ts';
import { raft } from '../raft.ts';
import type { RaftRules } from '../rules.ts';
import type { RaftState, RaftTypes } from '../state.ts';
import type { RaftEffect } from '../turn.ts';
import type { RaftCommand, RaftEntry, RaftMessage, RaftOutput, RaftRecord, RaftRegister, RaftTimer } from '../types.ts';

export interface Letter {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: RaftMessage;
}

interface Machine {
  state: RaftState;
  isUp: boolean;
  /** False: writes wait for `sync`. */
  isSyncing: boolean;
  waiting: RaftEffect[];
  register: RaftRegister | undefined;
  records: RaftRecord[];
  readonly timers: Set<RaftTimer>;
  outputs: RaftOutput[];
}

export interface ClusterOptions extends Partial<RaftOptions> {
  readonly voters: readonly NodeId[];
  /** Nodes that run without being voters at first. */
  readonly others?: readonly NodeId[];
  readonly rules?: RaftRules;
}

/** An entry as `Cluster.recover` writes it. */
export function entryOf(index: number, term: number): RaftEntry {
  return { kind: 'data', index, term, data: `${index} of term ${term}` };
}

export class Cluster {
  atUs = 1_000_000;
  /** Sent and not yet delivered, in the order of sending. */
  letters: Letter[] = [];
  readonly options: RaftOptions;
  readonly protocol: Protocol<RaftTypes>;
  readonly #machines = new Map<NodeId, Machine>();

  constructor({ voters, others = [], rules, ...options }: ClusterOptions) {
    this.options = { ...defaultRaftOptions, initial: { voters, learners: [] }, ...options };
    this.protocol = raft(this.options, rules);
    for (const node of [...voters, ...others]) this.#start(node, nothingRecovered);
  }

  get nodes(): readonly NodeId[] {
    return [...this.#machines.keys()];
  }

  state(node: NodeId): RaftState {
    return this.#machine(node).state;
  }

  isUp(node: NodeId): boolean {
    return this.#machine(node).isUp;
  }

  /** What the node told since this was asked last. */
  takeOutputs(node: NodeId): readonly RaftOutput[] {
    const machine = this.#machine(node);
    const { outputs } = machine;
    machine.outputs = [];
    return outputs;
  }

  isTimerSet(node: NodeId, timer: RaftTimer): boolean {
    return this.#machine(node).timers.has(timer);
  }

  disk(node: NodeId): { readonly register: RaftRegister | undefined; readonly records: readonly RaftRecord[] } {
    return this.#machine(node);
  }

  command(node: NodeId, command: RaftCommand): void {
    this.input(node, { kind: 'command', command });
  }

  propose(node: NodeId, ...data: readonly string[]): void {
    this.command(node, { kind: 'propose', proposals: data.map((value, request) => ({ request, data: value })) });
  }

  /** Hands a node a message, sent by the cluster or made up by the test. */
  receive(from: NodeId, to: NodeId, message: RaftMessage): void {
    this.input(to, { kind: 'message', from, message });
  }

  /** The timer runs out, where it is set. */
  timeout(node: NodeId, timer: RaftTimer): void {
    if (this.#machine(node).timers.delete(timer)) this.input(node, { kind: 'timer', timer });
  }

  /** Delivers what is on its way and is chosen, and what that brings about, until nothing is left. */
  deliver(isChosen: (letter: Letter) => boolean = () => true): void {
    for (let count = 0; count < 10_000; count += 1) {
      const position = this.letters.findIndex(isChosen);
      if (position < 0) return;
      const [letter] = this.letters.splice(position, 1);
      if (letter !== undefined) this.receive(letter.from, letter.to, letter.message);
    }
    throw new Error('Messages bring about messages without end.');
  }

  /** Loses what is on its way and is chosen. */
  drop(isChosen: (letter: Letter) => boolean = () => true): void {
    this.letters = this.letters.filter((letter) => !isChosen(letter));
  }

  /** Delivers within a group of nodes; what leaves it or comes from outside is lost. */
  deliverWithin(nodes: readonly NodeId[]): void {
    const isInside = ({ from, to }: Letter): boolean => nodes.includes(from) && nodes.includes(to);
    this.drop((letter) => !isInside(letter));
    this.deliver(isInside);
    this.drop((letter) => !isInside(letter));
  }

  /** Time passes: `us` microseconds, in which no timer runs out unless the test says so. */
  pass(us: number): void {
    this.atUs += us;
  }

  /** Makes a node the leader while only `among` hear each other. */
  elect(node: NodeId, among: readonly NodeId[] = this.nodes): void {
    this.pass(this.options.electionTimeoutUs.high);
    this.timeout(node, 'election');
    this.deliverWithin(among);
  }

  /** Who leads, among the nodes that are up; the one of the latest term. */
  leader(): NodeId | undefined {
    return this.nodes
      .filter((node) => this.isUp(node) && this.state(node).role.kind === 'leader')
      .sort((one, other) => this.state(other).term - this.state(one).term)[0];
  }

  /** A round of heartbeats of `leader`, and what it brings about. */
  beat(leader: NodeId, among: readonly NodeId[] = this.nodes): void {
    this.pass(this.options.heartbeatUs);
    this.timeout(leader, 'heartbeat');
    this.deliverWithin(among);
  }

  holdSyncs(node: NodeId): void {
    this.#machine(node).isSyncing = false;
  }

  /** Finishes the writes of a node, and goes on without holding them. */
  sync(node: NodeId): void {
    this.#machine(node).isSyncing = true;
    this.#carryOut(node);
  }

  crash(node: NodeId): void {
    const machine = this.#machine(node);
    machine.isUp = false;
    machine.waiting = [];
    machine.timers.clear();
  }

  /** @param damaged how many of its first records are still readable, where the log is damaged. */
  restart(node: NodeId, damaged?: number): void {
    const { register, records } = this.#machine(node);
    const recovered: Recovered<RaftTypes> = {
      register: register === undefined ? { kind: 'absent' } : { kind: 'read', value: register },
      records: records.slice(0, damaged ?? records.length),
      log: damaged === undefined ? 'intact' : 'damaged',
    };
    this.#start(node, recovered);
  }

  /** Of a node that is down, only so many records are left. */
  forget(node: NodeId, records: number): void {
    this.#machine(node).records.length = records;
  }

  /** Starts a node as if it had written entries of these terms, and its term and vote, in an earlier life. */
  recover(node: NodeId, terms: readonly number[], register: Partial<RaftRegister> = {}): void {
    const entries = terms.map((term, place) => entryOf(place + 1, term));
    const value = { term: terms.at(-1) ?? 0, votedFor: null, repairing: false, repairs: 0, ...register };
    const records: RaftRecord[] = entries.length === 0 ? [] : [{ kind: 'entries', entries }];
    this.#start(node, { register: { kind: 'read', value }, records, log: 'intact' });
  }

  /** The terms of the entries in a node's log. */
  terms(node: NodeId): readonly number[] {
    return this.state(node)
      .log.all()
      .map(({ term }) => term);
  }

  input(node: NodeId, input: ProtocolInput<RaftTypes>): void {
    const machine = this.#machine(node);
    if (!machine.isUp) return;
    const [state, effects] = this.protocol.step(machine.state, input, this.atUs);
    machine.state = state;
    machine.waiting.push(...effects);
    this.#carryOut(node);
  }

  #start(node: NodeId, recovered: Recovered<RaftTypes>): void {
    const [state, effects] = this.protocol.start(node, recovered, this.atUs);
    this.#machines.set(node, {
      state,
      isUp: true,
      isSyncing: true,
      waiting: [...effects],
      register: recovered.register.kind === 'read' ? recovered.register.value : undefined,
      records: [...recovered.records],
      timers: new Set(),
      outputs: [],
    });
    this.#carryOut(node);
  }

  #carryOut(node: NodeId): void {
    const machine = this.#machine(node);
    while (machine.isUp) {
      const effect = machine.waiting[0];
      if (effect === undefined || (effect.kind === 'persist' && !machine.isSyncing)) return;
      machine.waiting.shift();
      this.#carryOutOne(node, machine, effect);
    }
  }

  #carryOutOne(node: NodeId, machine: Machine, effect: RaftEffect): void {
    switch (effect.kind) {
      case 'send':
        this.letters.push({ from: node, to: effect.to, message: effect.message });
        return;
      case 'set-timer':
        machine.timers.add(effect.timer);
        return;
      case 'cancel-timer':
        machine.timers.delete(effect.timer);
        return;
      case 'output':
        machine.outputs.push(effect.output);
        return;
      case 'persist': {
        machine.register = effect.register ?? machine.register;
        if (effect.rewrite) machine.records = [];
        machine.records.push(...effect.append);
        const input = { kind: 'persisted', ticket: effect.ticket } as const;
        const [state, effects] = this.protocol.step(machine.state, input, this.atUs);
        machine.state = state;
        machine.waiting.push(...effects);
        return;
      }
      default:
        effect satisfies never;
    }
  }

  #machine(node: NodeId): Machine {
    const machine = this.#machines.get(node);
    if (machine === undefined) throw new Error(`The cluster has no node ${node}.`);
    return machine;
  }
}
