/**
 * A node that runs a protocol for real. Inputs are stepped as they come; what they ask for is carried out once a turn of the
 * event loop, in order: so what comes in one turn shares a write to each node, and a sync of the disk.
 */
import type { Socket } from 'node:net';
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type {
  NodeId,
  Protocol,
  ProtocolEffect,
  ProtocolInput,
  ProtocolTypes,
  Stepped,
} from '@temblor/protocols/port/protocol';
import { Timers } from '../timers/timers.ts';
import type { Address } from '../transport/tcp-dial.ts';
import type { NodeTransport } from '../transport/transport.ts';
import type { WriteAheadLog } from '../write-ahead-log/write-ahead-log.ts';
import { EffectQueue } from './effect-queue.ts';
import { GroupCommit } from './group-commit.ts';
import type { RunOptions } from './node-options.ts';

export interface NodeStatistics {
  readonly steps: number;
  readonly messagesSent: number;
  /** Given to the node to be sent, and lost on this side: there was no connection, or too much waited. */
  readonly messagesDropped: number;
  readonly messagesReceived: number;
  readonly syncs: number;
  readonly recordsWritten: number;
  /** Effects that wait for the disk. Where it grows, more is asked of the node than its disk keeps up with. */
  readonly waitingEffects: number;
}

export class ProtocolNode<T extends ProtocolTypes> implements AsyncDisposable {
  readonly #protocol: Protocol<T>;
  readonly #options: RunOptions<T>;
  readonly #log: WriteAheadLog;
  readonly #transport: NodeTransport;
  readonly #timers: Timers<T['timer']>;
  readonly #commit: GroupCommit<T>;
  readonly #effects = new EffectQueue<ProtocolEffect<T>>();
  readonly #end = Promise.withResolvers<Error | undefined>();
  readonly #counts = { steps: 0, messagesReceived: 0 };
  #state: T['state'];
  /** Persists that are durable and still stand in the queue. */
  #durable = 0;
  #turn: NodeJS.Immediate | undefined;
  #closing: Promise<void> | undefined;

  /** Takes over log and transport, and carries out how the protocol started. @internal */
  constructor(
    protocol: Protocol<T>,
    options: RunOptions<T>,
    { log, transport, started }: { log: WriteAheadLog; transport: NodeTransport; started: Stepped<T> },
  ) {
    this.#protocol = protocol;
    this.#options = options;
    this.#log = log;
    this.#transport = transport;
    this.#timers = new Timers<T['timer']>(options.clock, (timer) => this.#input({ kind: 'timer', timer }));
    this.#commit = new GroupCommit({
      log,
      codecs: options.codecs,
      durable: (count) => {
        this.#durable += count;
        this.#carryOut();
      },
      failed: (error) => this.#fail(error),
    });
    options.signal?.addEventListener('abort', this.#abort, { once: true });
    this.#state = started[0];
    this.#apply(started);
  }

  /** Where the other nodes call this one; undefined where it has no port of its own. */
  get address(): Address | undefined {
    return this.#transport.address;
  }

  /** Takes a connection of another node that came in elsewhere. */
  accept(socket: Socket): void {
    if (this.#closing === undefined) this.#transport.accept(socket);
    else socket.destroy();
  }

  /**
   * Calls a node before there is anything to tell it, and is called back by one that had given this one up: for a program
   * that can be called from now on.
   */
  connect(to: NodeId): void {
    if (this.#closing === undefined) this.#transport.connect?.(to);
  }

  get statistics(): NodeStatistics {
    return {
      ...this.#counts,
      messagesSent: this.#transport.counts.sent,
      messagesDropped: this.#transport.counts.dropped,
      syncs: this.#commit.counts.syncs,
      recordsWritten: this.#commit.counts.records,
      waitingEffects: this.#effects.length,
    };
  }

  /**
   * Settles when the node has ended: with what ended it (`disk-full`, `disk-failed`, a defect of the protocol), or with
   * undefined where it was closed. It never rejects.
   */
  get ended(): Promise<Error | undefined> {
    return this.#end.promise;
  }

  /** Asks something of the protocol. Of a node that has ended, nothing happens. */
  command(command: T['command']): void {
    this.#input({ kind: 'command', command });
  }

  /** @internal */
  receive(from: NodeId, payload: Uint8Array): void {
    let message: T['message'];
    try {
      message = this.#options.codecs.message.decode(payload);
    } catch (error) {
      this.#options.trouble(`a message of node ${from} is of no use: ${messageOf(error)}`);
      return;
    }
    this.#counts.messagesReceived += 1;
    this.#input({ kind: 'message', from, message });
  }

  #input(input: ProtocolInput<T>): void {
    if (this.#closing !== undefined) return;
    this.#counts.steps += 1;
    try {
      this.#apply(this.#protocol.step(this.#state, input, this.#options.clock.nowUs()));
    } catch (error) {
      this.#fail(error);
    }
  }

  #apply([state, effects]: Stepped<T>): void {
    this.#state = state;
    if (effects.length === 0) return;
    for (const effect of effects) if (effect.kind === 'persist') this.#commit.add(effect);
    this.#effects.add(effects);
    this.#turn ??= setImmediate(() => this.#carryOut());
  }

  /** Carries out effects up to the first `persist` that is not durable. */
  #carryOut(): void {
    if (this.#turn !== undefined) clearImmediate(this.#turn);
    this.#turn = undefined;
    try {
      for (let effect = this.#effects.peek(); effect !== undefined; effect = this.#effects.peek()) {
        if (effect.kind === 'persist' && this.#durable === 0) break;
        this.#effects.drop();
        this.#perform(effect);
      }
    } catch (error) {
      this.#fail(error);
    }
    if (this.#closing !== undefined) return;
    this.#commit.start();
    this.#transport.flush();
  }

  #perform(effect: ProtocolEffect<T>): void {
    switch (effect.kind) {
      case 'send':
        this.#transport.send(effect.to, this.#options.codecs.message.encode(effect.message));
        break;
      case 'set-timer':
        this.#timers.set(effect.timer, this.#options.random.integer(effect.lowUs, effect.highUs));
        break;
      case 'cancel-timer':
        this.#timers.cancel(effect.timer);
        break;
      case 'persist':
        this.#durable -= 1;
        this.#input({ kind: 'persisted', ticket: effect.ticket });
        break;
      case 'output':
        this.#options.output(effect.output);
        break;
      default:
        effect satisfies never;
    }
  }

  #fail(error: unknown): void {
    this.#end.resolve(error instanceof Error ? error : new Error(messageOf(error)));
    this.#abort();
  }

  /** Closes with nobody to await it. */
  readonly #abort = (): void => {
    this.#close().catch((failure: unknown) => this.#options.trouble(messageOf(failure)));
  };

  /** Ends the node as a crash would: what it had not carried out, it does not. */
  #close(): Promise<void> {
    this.#closing ??= (async () => {
      await using resources = new AsyncDisposableStack();
      resources.defer(() => this.#end.resolve(undefined));
      resources.use(this.#log);
      resources.defer(() => this.#commit.stop());
      resources.use(this.#transport);
      resources.use(this.#timers);
      this.#options.signal?.removeEventListener('abort', this.#abort);
      if (this.#turn !== undefined) clearImmediate(this.#turn);
      this.#effects.clear();
    })();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}
