import type { Random } from '@temblor/foundation/randomness/random';
import type { NodeId, ProtocolInput, ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { NetworkProfile } from '../scenario/scenario.ts';
import type { RunContext } from '../simulation/run-context.ts';
import { NetworkFaults } from './network-faults.ts';

/** Where messages go. */
export interface Receiver<T extends ProtocolTypes> {
  readonly id: NodeId;
  /** Undefined while it is down. */
  readonly life: { readonly number: number } | undefined;
  /** How often it has started. */
  readonly lives: number;
  take(input: ProtocolInput<T>, copy: number): void;
}

/**
 * Messages between nodes, each on its way for a time of its own. Faults act on a message when it is sent; partitions also
 * when it arrives, so that one that begins stops what is on its way, as a cut cable does.
 */
export class Network<T extends ProtocolTypes> {
  readonly faults = new NetworkFaults();
  readonly #context: RunContext<T>;
  readonly #profile: NetworkProfile;
  readonly #random: Random;
  readonly #ports = new Map<NodeId, Port<T>>();
  #copies = 0;

  constructor(context: RunContext<T>, profile: NetworkProfile, random: Random) {
    this.#context = context;
    this.#profile = profile;
    this.#random = random;
  }

  connect(receiver: Receiver<T>): void {
    this.#ports.set(receiver.id, { receiver, lastCopies: new Map() });
  }

  /** A message to a node that there is not is lost, as one to a node that is down is. */
  send(from: NodeId, to: NodeId, message: T['message']): void {
    this.#sendCopy(from, to, message);
    const doubles = this.faults.doubles(this.#random);
    for (let count = 0; count < doubles; count += 1) {
      this.#context.coverage['message-doubled'] += 1;
      this.#sendCopy(from, to, message);
    }
  }

  /** The time of something that no fault acts on: a client's command. */
  delayUs(): number {
    return this.#random.integer(this.#profile.delayUs.low, this.#profile.delayUs.high);
  }

  #sendCopy(from: NodeId, to: NodeId, message: T['message']): void {
    const { queue, trace } = this.#context;
    this.#copies += 1;
    const copy = this.#copies;
    if (trace.isOn) trace.add({ kind: 'sent', message: copy, from, to, label: trace.label(message) });
    const obstacle = this.#obstacleAhead(from, to);
    const port = this.#ports.get(to);
    if (obstacle !== undefined || port === undefined) {
      this.#drop(copy, obstacle ?? 'down');
      return;
    }
    const { lives } = port.receiver;
    const delayUs = this.delayUs() + this.faults.extraUs(this.#random);
    queue.schedule(queue.nowUs + delayUs, () => this.#arrive(port, from, message, copy, lives));
  }

  /** Why a message does not leave; undefined where it does. */
  #obstacleAhead(from: NodeId, to: NodeId): DropReason | undefined {
    const { coverage } = this.#context;
    if (this.faults.stops(from, to)) {
      coverage['message-cut'] += 1;
      return 'partition';
    }
    if (!this.faults.isLost(this.#random)) return undefined;
    coverage['message-lost'] += 1;
    return 'loss';
  }

  /** @param lives how often the receiver had started when the message was sent. */
  #arrive(port: Port<T>, from: NodeId, message: T['message'], copy: number, lives: number): void {
    const { receiver, lastCopies } = port;
    const { coverage } = this.#context;
    const obstacle = this.#obstacleAtEnd(from, receiver);
    if (obstacle !== undefined) {
      this.#drop(copy, obstacle);
      return;
    }
    if (lives > 0 && receiver.lives !== lives) coverage['message-to-a-later-life'] += 1;
    const lastCopy = lastCopies.get(from) ?? 0;
    if (copy < lastCopy) coverage['message-overtaken'] += 1;
    else lastCopies.set(from, copy);
    receiver.take({ kind: 'message', from, message }, copy);
  }

  #obstacleAtEnd(from: NodeId, receiver: Receiver<T>): DropReason | undefined {
    const { coverage } = this.#context;
    if (this.faults.stops(from, receiver.id)) {
      coverage['message-cut-on-its-way'] += 1;
      return 'partition';
    }
    if (receiver.life !== undefined) return undefined;
    coverage['message-to-a-node-that-is-down'] += 1;
    return 'down';
  }

  #drop(copy: number, reason: DropReason): void {
    const { trace, digest } = this.#context;
    digest.add(copy);
    if (trace.isOn) trace.add({ kind: 'dropped', message: copy, reason });
  }
}

type DropReason = 'loss' | 'partition' | 'down';

interface Port<T extends ProtocolTypes> {
  readonly receiver: Receiver<T>;
  /** The last copy that came, by sender. */
  readonly lastCopies: Map<NodeId, number>;
}
