import type { Random } from '@temblor/foundation/randomness/random';
import type { NodeId, ProtocolEffect, ProtocolInput, ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { Disk } from '../disk/disk.ts';
import { fingerprint, fingerprintOfState } from '../simulation/digest.ts';
import type { RunContext } from '../simulation/run-context.ts';
import type { NodeClock } from '../time/node-clock.ts';
import { NodeTimers } from '../time/node-timers.ts';
import { EffectQueue } from './effect-queue.ts';
import { HeldArrivals } from './held-arrivals.ts';

/** The machine that a node lives on: what outlasts a crash. */
export interface Machine<T extends ProtocolTypes> {
  readonly id: NodeId;
  readonly disk: Disk<T>;
  readonly clock: NodeClock;
  readonly random: Random;
  send(to: NodeId, message: T['message']): void;
  /** How long a sync that begins now takes. */
  syncUs(): number;
}

/** Waits for a moment within the life of a node. */
export interface LifeWatch {
  effectDone(): void;
  syncBegan(durationUs: number): void;
}

/** A node from its start to its crash: what a crash takes away. */
export class NodeLife<T extends ProtocolTypes> {
  readonly number: number;
  /** A fault that waits for its moment; absent where none does. */
  watch: LifeWatch | undefined;
  readonly #context: RunContext<T>;
  readonly #machine: Machine<T>;
  readonly #timers: NodeTimers<T['timer']>;
  readonly #effects = new EffectQueue<T>();
  #state: T['state'];
  #isOver = false;
  #isSyncing = false;
  /** Of records that have become durable, and that the node has not been told of. */
  #tickets: number[] = [];
  /** How many pauses hold it. */
  #pauses = 0;
  readonly #held = new HeldArrivals<T>();

  constructor(context: RunContext<T>, machine: Machine<T>, number: number, state: T['state']) {
    this.#context = context;
    this.#machine = machine;
    this.number = number;
    this.#state = state;
    const ranOut = (timer: T['timer']) => this.#ranOut(timer);
    this.#timers = new NodeTimers(context.queue, machine.clock, machine.random, ranOut);
  }

  /** Carries out the first effects: once, when the life can be seen from outside. */
  begin(effects: readonly ProtocolEffect<T>[]): void {
    this.#context.observer.stepped(this.#machine.id, undefined, this.#state, effects);
    this.#effects.add(effects);
    this.#work();
  }

  /** True in the middle of the effects that could be done at once. */
  get isBetweenEffects(): boolean {
    return !this.#isSyncing && !this.#effects.isEmpty;
  }

  get state(): T['state'] {
    return this.#state;
  }

  /** @param copy the number of the message; 0 where it is none. */
  take(input: ProtocolInput<T>, copy: number): void {
    if (this.#pauses > 0) this.#held.hold({ kind: 'input', input, copy });
    else this.#act(input, copy);
  }

  clockChanged(): void {
    this.#timers.clockChanged();
  }

  /** Pauses add up: the node goes on when all of them have ended. */
  pause(): void {
    this.#pauses += 1;
    if (this.#pauses === 1) this.#context.trace.add({ kind: 'paused', node: this.#machine.id });
  }

  /** Ends one pause. When it was the last, the node takes what came meanwhile. */
  resume(random: Random): void {
    if (this.#isOver) return;
    this.#pauses -= 1;
    if (this.#pauses > 0) return;
    this.#context.trace.add({ kind: 'resumed', node: this.#machine.id });
    for (let arrival = this.#held.take(random); arrival !== undefined; arrival = this.#held.take(random)) {
      if (arrival.kind === 'input') this.#act(arrival.input, arrival.copy);
      else this.#synced();
      if (this.#isOver) return;
    }
  }

  /** The crash: nothing of this life happens any more, and nobody reads what had come. */
  end(): void {
    this.#isOver = true;
    this.#timers.cancelAll();
    for (const message of this.#held.messages()) this.#context.trace.add({ kind: 'dropped', message, reason: 'down' });
  }

  #ranOut(timer: T['timer']): void {
    if (this.#pauses > 0) this.#context.coverage['timer-during-pause'] += 1;
    this.take({ kind: 'timer', timer }, 0);
  }

  #act(input: ProtocolInput<T>, copy: number): void {
    const { trace } = this.#context;
    if (input.kind === 'timer') {
      if (!this.#timers.take(input.timer)) return;
      if (trace.isOn) trace.add({ kind: 'timer', node: this.#machine.id, timer: input.timer });
    } else if (input.kind === 'message' && trace.isOn) {
      const { from, message } = input;
      trace.add({ kind: 'received', message: copy, from, to: this.#machine.id, label: trace.label(message) });
    }
    this.#step(input);
    this.#work();
  }

  #step(input: ProtocolInput<T>): void {
    const { protocol, observer, queue, digest } = this.#context;
    const { id, clock } = this.#machine;
    const before = this.#state;
    const [after, effects] = protocol.step(before, input, clock.reading(queue.nowUs));
    this.#state = after;
    this.#context.steps += 1;
    digest.add(queue.nowUs);
    digest.add(id);
    digest.add(fingerprint(input.kind === 'message' ? input.message : input));
    digest.add(effects.length);
    for (const effect of effects) digest.add(fingerprint(effect.kind));
    if (after !== before) digest.add(fingerprintOfState(after));
    observer.stepped(id, before, after, effects);
    this.#effects.add(effects);
  }

  /** Does what can be done now, and tells the node of what has become durable by it. */
  #work(): void {
    for (;;) {
      this.#carryOut();
      if (this.#isOver) return;
      const ticket = this.#tickets.shift();
      if (ticket === undefined) break;
      this.#step({ kind: 'persisted', ticket });
    }
    if (!this.#effects.isEmpty && !this.#isSyncing) this.#sync();
  }

  #carryOut(): void {
    for (let effect = this.#effects.take(); effect !== undefined; effect = this.#effects.take()) {
      this.#do(effect);
      this.watch?.effectDone();
      if (this.#isOver) return;
    }
  }

  #do(effect: ProtocolEffect<T>): void {
    switch (effect.kind) {
      case 'send':
        this.#machine.send(effect.to, effect.message);
        break;
      case 'set-timer':
        this.#timers.set(effect.timer, effect.lowUs, effect.highUs);
        break;
      case 'cancel-timer':
        this.#timers.cancel(effect.timer);
        break;
      case 'persist':
        this.#tickets.push(effect.ticket);
        break;
      case 'output':
        this.#context.digest.add(fingerprint(effect.output));
        this.#context.observer.output(this.#machine.id, effect.output);
        break;
      default:
        effect satisfies never;
    }
  }

  #sync(): void {
    const { disk } = this.#machine;
    const writes = this.#effects.beginSync();
    for (const persist of writes) disk.write(persist);
    if (writes.length > 1) this.#context.coverage['group-commit'] += 1;
    this.#isSyncing = true;
    const durationUs = this.#machine.syncUs();
    const { queue } = this.#context;
    queue.schedule(queue.nowUs + durationUs, () => {
      if (this.#isOver) return;
      const records = disk.sync();
      this.#context.digest.add(queue.nowUs);
      this.#context.trace.add({ kind: 'synced', node: this.#machine.id, records });
      if (this.#pauses > 0) this.#held.hold({ kind: 'synced' });
      else this.#synced();
    });
    this.watch?.syncBegan(durationUs);
  }

  #synced(): void {
    this.#isSyncing = false;
    this.#effects.endSync();
    this.#work();
  }
}
