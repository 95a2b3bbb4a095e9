/**
 * State-machine safety, seen from the program around the nodes: every copy answers each entry as the first one did, a
 * snapshot is the state at its index, and each command of a session is done once.
 *
 * A copy of its own is kept here for that, with the state after every entry. States share what did not change.
 */

import type { Attempt } from '@temblor/checkers/exactly-once/exactly-once';
import { checkExactlyOnce } from '@temblor/checkers/exactly-once/exactly-once';
import type { CheckResult } from '@temblor/checkers/history/operation';
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { RaftEntry } from '@temblor/protocols/raft/types';
import type { SessionOptions } from '@temblor/protocols/sessions/sessions';
import type { DoneCommand } from '../clients/client-history.ts';
import type { ReplicatedMachine, ReplicatedResult, ReplicatedState } from '../clients/replicated-machine.ts';
import { readCommand, replicatedMachine } from '../clients/replicated-machine.ts';
import type { ReportViolation } from './report-violation.ts';

export class AppliedStates {
  readonly #report: ReportViolation;
  readonly #machine: ReplicatedMachine;
  readonly #states: ReplicatedState[];
  /** JSON of what each entry was answered. */
  readonly #results: string[] = [''];
  /** Indexes at which a command was really done. */
  readonly #done = new Set<number>();
  /** By identity: where each command was done, normally once. */
  readonly #effects: (DoneCommand & { readonly identity: string })[] = [];
  readonly #effectOf = new Map<string, DoneCommand>();

  constructor(sessions: SessionOptions, report: ReportViolation) {
    this.#report = report;
    this.#machine = replicatedMachine(sessions, (index) => {
      this.#done.add(index);
    });
    this.#states = [this.#machine.initial];
  }

  /** A node applied an entry: the next, or one that was applied elsewhere. */
  applied(node: NodeId, entry: RaftEntry, result: ReplicatedResult | undefined, atUs: number): void {
    if (entry.index === this.#states.length) this.#apply(entry, atUs);
    const expected = this.#results[entry.index];
    const found = JSON.stringify(result) ?? '';
    if (found === expected) return;
    const text = `node ${node} answered entry ${entry.index} with ${found}, where the log gives ${expected}`;
    this.#report('state-machine-safety', text, [node], { entry: entry.index });
  }

  /** A node took a snapshot's data for its state. */
  restored(node: NodeId, index: number, data: string): void {
    if (this.isStateAt(index, data)) return;
    const text = `node ${node} took a snapshot at ${index} that is not what the log gives up to there`;
    this.#report('state-machine-safety', text, [node], { entry: index });
  }

  /** When the command of an identity was done, and what it gave; undefined where it was not. */
  effectOf(identity: string): DoneCommand | undefined {
    return this.#effectOf.get(identity);
  }

  /** @param data JSON of a state. */
  isStateAt(index: number, data: string): boolean {
    return JSON.stringify(this.#states[index]) === data;
  }

  /** Whether what clients were told of their commands is what became of them. */
  checkOnce(attempts: readonly Attempt[]): CheckResult {
    return checkExactlyOnce('exactly-once', attempts, this.#effects);
  }

  #apply(entry: RaftEntry, atUs: number): void {
    const before = this.#states.at(-1) ?? this.#machine.initial;
    if (entry.kind !== 'data') {
      this.#states.push(before);
      this.#results.push('');
      return;
    }
    const command = readCommand(entry.data);
    const [state, result] = this.#machine.apply(before, command, entry.index);
    this.#states.push(state);
    this.#results.push(JSON.stringify(result));
    if (command.kind !== 'command' || result.kind !== 'done' || !this.#done.has(entry.index)) return;
    const identity = `${command.client}:${command.sequence}`;
    const done = { position: entry.index, atUs, result: result.result };
    this.#effects.push({ identity, ...done });
    if (!this.#effectOf.has(identity)) this.#effectOf.set(identity, done);
  }
}
