/**
 * Follows a lab's journal over one connection at a time: resumes after a break where it was, starts anew with another
 * lab, and gives every event once and in order.
 */
import type { EventMessage } from './event-messages.ts';
import { EventMessageReader } from './event-messages.ts';
import type { Connection, StreamMessage } from './stream-message.ts';

/** What the stream needs of the world. */
export interface StreamPorts {
  /** Answers `GET /journal`. */
  readonly fetch: (path: string, init: { headers: Record<string, string>; signal: AbortSignal }) => Promise<Response>;
  /** Resolves after so long, or at once when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly emit: (message: StreamMessage) => void;
}

/** A stream on which not even a heartbeat came for so long is dead: the lab tells its clock every 5 s. */
export const silenceMs = 20_000;

const firstBackoffMs = 250;
const longestBackoffMs = 4_000;

interface Position {
  readonly epoch: string;
  /** The sequence that is expected next. */
  readonly next: number;
}

/** One stream, for as long as somebody reads it. */
export class JournalStream {
  readonly #ports: StreamPorts;
  #token: string;
  #position: Position | undefined;
  #connection: Connection = { kind: 'connecting' };
  /** Ends the pause, or the connection, of this moment. */
  #hurry = new AbortController();

  constructor(ports: StreamPorts, token: string) {
    this.#ports = ports;
    this.#token = token;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** What a reader that joins now must be told. */
  get standing(): readonly StreamMessage[] {
    const connection: StreamMessage = { kind: 'connection', connection: this.#connection };
    return this.#position === undefined ? [connection] : [connection, { kind: 'began', ...this.#position }];
  }

  /** Tries again now, if it pauses: somebody looks, or the network is back. */
  nudge(): void {
    if (this.#connection.kind === 'lost') this.#hurry.abort();
  }

  /** Takes another token; the same one changes nothing, unless it was refused: the lab may think better of it now. */
  useToken(token: string): void {
    if (token === this.#token && this.#connection.kind !== 'refused') return;
    this.#token = token;
    this.#connection = { kind: 'connecting' };
    this.#hurry.abort();
  }

  /** Follows the journal until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    let backoffMs = firstBackoffMs;
    while (!signal.aborted) {
      this.#hurry = new AbortController();
      const either = AbortSignal.any([signal, this.#hurry.signal]);
      const end = await this.#follow(either);
      if (signal.aborted) return;
      if (this.#hurry.signal.aborted) {
        this.#tell({ kind: 'connecting' });
        continue;
      }
      if (end === 'refused') {
        this.#tell({ kind: 'refused' });
        await aborted(either);
        continue;
      }
      if (end === 'broken after it was open') backoffMs = firstBackoffMs;
      this.#tell({ kind: 'lost' });
      await this.#ports.wait(backoffMs, either);
      backoffMs = Math.min(backoffMs * 2, longestBackoffMs);
    }
  }

  async #follow(signal: AbortSignal): Promise<'refused' | 'broken' | 'broken after it was open'> {
    // Its own controller: a connection that is silent is closed, and no other.
    const connection = new AbortController();
    const either = AbortSignal.any([signal, connection.signal]);
    let opened = false;
    try {
      const response = await this.#orSilence(
        this.#ports.fetch('/journal', { headers: this.#headers(), signal: either }),
        either,
      );
      if (response === undefined) return 'broken';
      if (response.status === 401) return 'refused';
      if (!response.ok || response.body === null) return 'broken';
      const resumed = this.#position;
      const messages = new EventMessageReader();
      const decoder = new TextDecoder();
      const reader = response.body.getReader();
      for (;;) {
        const chunk = await this.#orSilence(reader.read(), either);
        if (chunk === undefined || chunk.done) break;
        for (const message of this.#inOrder(messages.push(decoder.decode(chunk.value, { stream: true })), resumed)) {
          opened = true;
          this.#ports.emit(message);
        }
      }
    } catch {
      // Whatever broke it, the answer is the same: try again.
    } finally {
      connection.abort();
    }
    return opened ? 'broken after it was open' : 'broken';
  }

  /** Undefined where nothing came in time, or the signal aborted. */
  async #orSilence<T>(coming: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    const over = new AbortController();
    const silence = this.#ports.wait(silenceMs, AbortSignal.any([signal, over.signal])).then(() => undefined);
    try {
      return await Promise.race([coming, silence]);
    } finally {
      over.abort();
      coming.catch(() => undefined);
    }
  }

  #headers(): Record<string, string> {
    const headers = { authorization: `Bearer ${this.#token}`, accept: 'text/event-stream' };
    if (this.#position === undefined) return headers;
    return { ...headers, 'last-event-id': `${this.#position.epoch}.${this.#position.next - 1}` };
  }

  /** What a chunk's messages say to readers; events that stand beside each other go together. */
  #inOrder(messages: readonly EventMessage[], resumed: Position | undefined): StreamMessage[] {
    const told: StreamMessage[] = [];
    let lines: string[] = [];
    const flush = () => {
      const position = this.#position;
      if (position === undefined || lines.length === 0) return;
      told.push({ kind: 'lines', epoch: position.epoch, first: position.next - lines.length, lines });
      lines = [];
    };
    for (const message of messages) {
      if (message.event === 'journal') {
        const sequence = sequenceOf(message.id);
        const position = this.#position;
        if (position === undefined || sequence < position.next) continue;
        if (sequence > position.next) flush();
        lines.push(message.data);
        this.#position = { epoch: position.epoch, next: sequence + 1 };
      } else {
        flush();
        told.push(...this.#readNotice(message, resumed));
      }
    }
    flush();
    return told;
  }

  #readNotice(message: EventMessage, resumed: Position | undefined): StreamMessage[] {
    if (message.event === 'lab') {
      const { epoch, nextSequence } = readNumbers(message.data);
      this.#connection = { kind: 'open' };
      const open: StreamMessage = { kind: 'connection', connection: this.#connection };
      if (this.#position?.epoch === epoch) return [open];
      // A lab that does not know where the reader was tells its whole journal.
      this.#position = { epoch, next: resumed === undefined ? nextSequence : 1 };
      return [open, { kind: 'began', ...this.#position }];
    }
    const position = this.#position;
    if (message.event !== 'gap' || position === undefined) return [];
    const { nextSequence } = readNumbers(message.data);
    if (nextSequence <= position.next) return [];
    this.#position = { epoch: position.epoch, next: nextSequence };
    return [{ kind: 'missed', epoch: position.epoch, first: position.next, count: nextSequence - position.next }];
  }

  #tell(connection: Connection): void {
    this.#connection = connection;
    this.#ports.emit({ kind: 'connection', connection });
  }
}

function sequenceOf(id: string | null): number {
  const sequence = Number(id?.slice(id.lastIndexOf('.') + 1));
  if (!Number.isSafeInteger(sequence)) throw new Error(`the lab sent an event with the id '${id}'`);
  return sequence;
}

function readNumbers(data: string): { epoch: string; nextSequence: number } {
  const value: unknown = JSON.parse(data);
  const read = (name: string): unknown => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : 0);
  return { epoch: String(read('epoch')), nextSequence: Number(read('nextSequence')) };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
