/**
 * The way to one other node: a connection that is dialled again whenever it is lost.
 *
 * A protocol bears the loss of messages, and an old one helps nobody. So nothing survives a connection: what waits when
 * one is lost, or cannot be made, is dropped and counted. While the other end takes nothing, what waits is bounded, and the
 * oldest goes first.
 *
 * Attempts that fail grow rarer, up to half a second. Whoever knows that the other end runs has it dialled at once; an
 * attempt that began before that may hang.
 *
 * An open connection is asked for a sign of life each second. TCP alone would find out minutes after a network broke, and
 * after it was mended wait as long as it had been broken before it tries again (RFC 6298, §5.5).
 */
import type { Socket } from 'node:net';
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { Random } from '@temblor/foundation/randomness/random';
import { encodeFrame, FrameReader } from './frame.ts';
import type { Hello } from './hello.ts';
import { encodeHello } from './hello.ts';
import type { Dial } from './tcp-dial.ts';

export interface OutgoingLinkOptions {
  readonly hello: Hello;
  readonly dial: Dial;
  readonly random: Random;
  /** The longest payload, and the bound of what waits. */
  readonly maximumBytes: number;
  /** Told in a sentence when the other end refuses this node, once for each reason, and of a message that is too long. */
  readonly trouble: (text: string) => void;
}

const firstBackoffMs = 10;
const longestBackoffMs = 500;
/** A connection that does not stand, or is not welcomed, for so long is given up; the process behind it may be stopped. */
const welcomeMs = 2_000;
const pingMs = 1_000;
/** An open connection is given up after so many pings with no answer to any. */
const patiencePings = 3;

type LinkState =
  | { readonly kind: 'idle' | 'closed' }
  | { readonly kind: 'backing-off'; readonly timer: NodeJS.Timeout }
  | { readonly kind: 'dialling'; readonly cancel: AbortController }
  | { readonly kind: 'greeting' | 'open'; readonly socket: Socket };

export class OutgoingLink implements Disposable {
  readonly #options: OutgoingLinkOptions;
  #state: LinkState = { kind: 'idle' };
  #waiting: (readonly [Buffer, Uint8Array])[] = [];
  #waitingBytes = 0;
  #failures = 0;
  #lastRefusal: string | undefined;
  readonly counts = { sent: 0, dropped: 0 };

  constructor(options: OutgoingLinkOptions) {
    this.#options = options;
  }

  /** Hands a message over; it leaves with the next `flush`. */
  send(payload: Uint8Array): void {
    const { maximumBytes, hello, trouble } = this.#options;
    const isTooLong = payload.length > maximumBytes;
    if (isTooLong)
      trouble(`a message to node ${hello.to} has ${payload.length} bytes; the longest may have ${maximumBytes}`);
    if (isTooLong || this.#state.kind === 'backing-off' || this.#state.kind === 'closed') {
      this.counts.dropped += 1;
      return;
    }
    const frame = encodeFrame('message', payload);
    this.#waiting.push(frame);
    this.#waitingBytes += frame[0].length + payload.length;
    while (this.#waitingBytes > maximumBytes && this.#waiting.length > 1) this.#dropOldest();
    if (this.#state.kind === 'idle') this.#dial();
  }

  /**
   * Dials now, and anew where it is dialling. One that was taken is left: were nodes that call each other at once to begin
   * again at each other's greeting, they would never end.
   */
  connect(): void {
    if (this.#state.kind === 'backing-off') clearTimeout(this.#state.timer);
    if (this.#state.kind === 'dialling') this.#state.cancel.abort();
    if (this.#state.kind === 'greeting' || this.#state.kind === 'open' || this.#state.kind === 'closed') return;
    this.#dial();
  }

  /** Writes what waits, in one piece, where the connection takes more. */
  flush(): void {
    if (this.#state.kind !== 'open' || this.#waiting.length === 0 || this.#state.socket.writableNeedDrain) return;
    this.counts.sent += this.#waiting.length;
    this.#state.socket.write(Buffer.concat(this.#waiting.flat()));
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  [Symbol.dispose](): void {
    if (this.#state.kind === 'backing-off') clearTimeout(this.#state.timer);
    if (this.#state.kind === 'dialling') this.#state.cancel.abort();
    if (this.#state.kind === 'greeting' || this.#state.kind === 'open') this.#state.socket.destroy();
    this.#state = { kind: 'closed' };
    this.#dropAll();
  }

  #dial(): void {
    const { dial, hello } = this.#options;
    const cancel = new AbortController();
    this.#state = { kind: 'dialling', cancel };
    dial(hello.to, AbortSignal.any([cancel.signal, AbortSignal.timeout(welcomeMs)])).then(
      (socket) => {
        if (cancel.signal.aborted) socket.destroy();
        else this.#greet(socket);
      },
      // Why does not matter here: it dials again, unless that was done already.
      () => {
        if (!cancel.signal.aborted) this.#backOff();
      },
    );
  }

  #greet(socket: Socket): void {
    this.#state = { kind: 'greeting', socket };
    socket.setNoDelay(true).setKeepAlive(true, 1_000);
    socket.setTimeout(welcomeMs, () => socket.destroy());
    socket.write(Buffer.concat(encodeFrame('hello', encodeHello(this.#options.hello))));
    const reader = new FrameReader(this.#options.maximumBytes);
    socket.on('data', (chunk: Buffer<ArrayBuffer>) => {
      try {
        for (const { type, payload } of reader.push(chunk)) this.#hear(socket, type, payload);
      } catch (error) {
        this.#sayRefused(messageOf(error));
        socket.destroy();
      }
    });
    socket.on('drain', () => this.flush());
    // What was wrong does not matter here: 'close' follows every error, and the link dials again.
    socket.on('error', () => {});
    socket.on('close', () => this.#backOff());
  }

  #hear(socket: Socket, type: string, payload: Buffer): void {
    if (type === 'refusal') this.#sayRefused(payload.toString());
    if (type !== 'welcome' || this.#state.kind !== 'greeting') return;
    socket.setTimeout(0);
    this.#failures = 0;
    this.#lastRefusal = undefined;
    this.#state = { kind: 'open', socket };
    this.#watch(socket);
    this.flush();
  }

  #watch(socket: Socket): void {
    let unanswered = 0;
    socket.on('data', () => {
      unanswered = 0;
    });
    const pings = setInterval(() => {
      if (unanswered === patiencePings) socket.destroy();
      else socket.write(Buffer.concat(encodeFrame('ping', new Uint8Array())));
      unanswered += 1;
    }, pingMs);
    socket.on('close', () => clearInterval(pings));
  }

  #sayRefused(reason: string): void {
    if (this.#lastRefusal === reason) return;
    this.#lastRefusal = reason;
    this.#options.trouble(`node ${this.#options.hello.to} refused this one: ${reason}`);
  }

  /** Exponential, with full jitter: nodes that lost each other at once do not dial at once. */
  #backOff(): void {
    if (this.#state.kind === 'closed') return;
    this.#dropAll();
    const boundMs = Math.min(firstBackoffMs * 2 ** this.#failures, longestBackoffMs);
    this.#failures = Math.min(this.#failures + 1, 16);
    const timer = setTimeout(() => this.#dial(), 1 + this.#options.random.next() * boundMs);
    this.#state = { kind: 'backing-off', timer };
  }

  #dropOldest(): void {
    const [header, payload] = this.#waiting.shift() ?? [];
    this.#waitingBytes -= (header?.length ?? 0) + (payload?.length ?? 0);
    this.counts.dropped += 1;
  }

  #dropAll(): void {
    this.counts.dropped += this.#waiting.length;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}
