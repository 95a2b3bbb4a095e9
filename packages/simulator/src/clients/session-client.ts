/**
 * A client that does one operation at a time through a session, and repeats it with the same sequence number until it is
 * answered or the client's patience ends; the outcome is unknown then, and the client goes on with the next.
 *
 * It reaches every node, whatever becomes of the network between them: so a leader that was deposed is still asked.
 */
import type { Random } from '@temblor/foundation/randomness/random';
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { RaftCommand } from '@temblor/protocols/raft/types';
import type { SessionCommand } from '@temblor/protocols/sessions/sessions';
import type { KeyValueCommand, KeyValueResult } from '@temblor/protocols/state-machines/key-value';
import type { PlannedOperation } from '../scenario/scenario.ts';
import type { Answer } from './answer.ts';

/** What becomes of an operation. */
export type Completion =
  | { readonly kind: 'answered'; readonly result: KeyValueResult }
  | { readonly kind: 'unknown' }
  /** It was never sent. */
  | { readonly kind: 'not-sent' };

export interface ClientSettings {
  /** How long the client waits for an answer before it asks again. */
  readonly attemptUs: number;
  /** How long it tries in all. */
  readonly patienceUs: number;
  /** The probability that an answer does not reach it, while faults act. */
  readonly answerLoss: number;
}

/** What a client needs of the run. */
export interface ClientWorld {
  /** Those that it asks; a leader that is none of them is not asked. */
  readonly nodes: readonly NodeId[];
  readonly random: Random;
  nowUs(): number;
  at(atUs: number, action: () => void): void;
  /** @returns false where the node is down. */
  ask(node: NodeId, command: (request: number) => RaftCommand, onAnswer: (answer: Answer) => void): boolean;
  /** Draws whether the answer that has just come is lost on its way. */
  isAnswerLost(): boolean;
  sessionExpired(): void;
  invoked(operation: PlannedOperation<KeyValueCommand>): void;
  /** A command that writes was sent. @param identity the same for all its repetitions: `session:sequence`. */
  sent(operation: PlannedOperation<KeyValueCommand>, identity: string): void;
  completed(operation: PlannedOperation<KeyValueCommand>, completion: Completion): void;
}

interface Current {
  readonly operation: PlannedOperation<KeyValueCommand>;
  readonly deadlineUs: number;
  readonly sequence: number;
  /** How often the command itself, not the registration before it, was sent. */
  sent: number;
}

const hintDelayUs = 20_000;
const searchDelayUs = 100_000;

export class SessionClient {
  readonly #world: ClientWorld;
  readonly #settings: ClientSettings;
  readonly #queue: PlannedOperation<KeyValueCommand>[] = [];
  #current: Current | undefined;
  #session: number | undefined;
  #sequence = 0;
  /** Counts attempts: what an earlier one set in motion does not set off another. */
  #attempt = 0;
  #node: NodeId;

  constructor(world: ClientWorld, settings: ClientSettings) {
    this.#world = world;
    this.#settings = settings;
    this.#node = world.random.pick(world.nodes);
  }

  /** Does the operation as soon as those before it are over. */
  submit(operation: PlannedOperation<KeyValueCommand>): void {
    this.#queue.push(operation);
    if (this.#current === undefined) this.#next();
  }

  #next(): void {
    const operation = this.#queue.shift();
    if (operation === undefined) return;
    this.#sequence += 1;
    const deadlineUs = this.#world.nowUs() + this.#settings.patienceUs;
    this.#current = { operation, deadlineUs, sequence: this.#sequence, sent: 0 };
    this.#world.invoked(operation);
    this.#try();
  }

  #try(): void {
    const current = this.#current;
    if (current === undefined) return;
    const nowUs = this.#world.nowUs();
    if (nowUs >= current.deadlineUs) {
      this.#complete({ kind: current.sent === 0 ? 'not-sent' : 'unknown' });
      return;
    }
    const attempt = this.#nextAttempt();
    const session = this.#session;
    const command = this.#commandOf(current, session);
    if (!this.#world.ask(this.#node, command, (answer) => this.#answered(current, attempt, answer))) {
      this.#elsewhere(undefined);
      return;
    }
    this.#sent(current, session);
    this.#world.at(Math.min(nowUs + this.#settings.attemptUs, current.deadlineUs), () => {
      if (attempt !== this.#attempt) return;
      this.#node = this.#another();
      this.#try();
    });
  }

  #sent(current: Current, session: number | undefined): void {
    const isRead = current.operation.action.kind === 'get';
    if (session === undefined && !isRead) return;
    current.sent += 1;
    if (!isRead) this.#world.sent(current.operation, `${session}:${current.sequence}`);
  }

  #commandOf({ operation, sequence }: Current, client: number | undefined): (request: number) => RaftCommand {
    const command = operation.action;
    if (command.kind === 'get') return (request) => ({ kind: 'read', request });
    const entry: SessionCommand<KeyValueCommand> =
      client === undefined
        ? { kind: 'register' }
        : { kind: 'command', client, sequence, firstUnanswered: sequence, command };
    const data = JSON.stringify(entry);
    return (request) => ({ kind: 'propose', proposals: [{ request, data }] });
  }

  #answered(current: Current, attempt: number, answer: Answer): void {
    if (this.#current !== current || this.#world.isAnswerLost()) return;
    switch (answer.kind) {
      case 'applied':
        this.#applied(current, attempt, answer.result);
        return;
      case 'readable': {
        const { key } = current.operation.action;
        const value = Object.hasOwn(answer.state, key) ? (answer.state[key] ?? null) : null;
        this.#complete({ kind: 'answered', result: { kind: 'value', value } });
        return;
      }
      case 'overwritten':
      case 'unknown':
        if (attempt === this.#attempt) this.#try();
        return;
      case 'refused':
        if (attempt === this.#attempt) this.#elsewhere(answer.leader);
        return;
      case 'accepted':
        return;
      default:
        answer satisfies never;
    }
  }

  #applied(current: Current, attempt: number, result: Extract<Answer, { kind: 'applied' }>['result']): void {
    switch (result.kind) {
      case 'registered':
        if (this.#session !== undefined) return;
        this.#session = result.client;
        this.#try();
        return;
      case 'done':
        this.#complete({ kind: 'answered', result: result.result });
        return;
      case 'outdated':
        this.#complete({ kind: 'unknown' });
        return;
      case 'session-expired':
        if (attempt !== this.#attempt) return;
        this.#world.sessionExpired();
        this.#session = undefined;
        // Sent once, it was not done; sent more often, an earlier one may have been.
        if (current.sent > 1) {
          this.#complete({ kind: 'unknown' });
          return;
        }
        current.sent = 0;
        this.#try();
        return;
      default:
        result satisfies never;
    }
  }

  #complete(completion: Completion): void {
    const current = this.#current;
    if (current === undefined) return;
    this.#current = undefined;
    this.#nextAttempt();
    this.#world.completed(current.operation, completion);
    this.#next();
  }

  /** Asks the named leader soon; where none is named, some other node a little later. */
  #elsewhere(leader: NodeId | undefined): void {
    const attempt = this.#nextAttempt();
    this.#node = leader !== undefined && this.#world.nodes.includes(leader) ? leader : this.#another();
    const delayUs = leader === undefined ? searchDelayUs : hintDelayUs;
    this.#world.at(this.#world.nowUs() + delayUs, () => {
      if (attempt === this.#attempt) this.#try();
    });
  }

  #nextAttempt(): number {
    this.#attempt += 1;
    return this.#attempt;
  }

  #another(): NodeId {
    const others = this.#world.nodes.filter((node) => node !== this.#node);
    return others.length === 0 ? this.#node : this.#world.random.pick(others);
  }
}
