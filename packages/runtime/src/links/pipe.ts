import type { Lane, LaneUser } from './lane.ts';

/**
 * What one way of one connection may hold back, in bytes, before its sender has to wait: as much as the window of a
 * real connection (Linux lets a receive window grow to 6 MiB).
 */
const heldBytesLimit = 4 * 1024 * 1024;

/** What holding something costs beside its bytes, so that many small pieces are bounded too. */
const itemCostBytes = 256;

/** What travels along a pipe, in this order kept: the opening of the connection, bytes, and its end or reset. */
type Item =
  | { readonly kind: 'open' | 'end' | 'reset'; dueUs: number }
  | { readonly kind: 'bytes'; chunk: Buffer; dueUs: number };

/** What a pipe does at its two ends. */
export interface PipeEnds {
  pauseSource(): void;
  resumeSource(): void;
  /** Opens the sink; comes first, on a pipe that opens one. */
  open(): void;
  /** @returns false where the sink has enough: `drained` is to be called when it has room again. */
  write(chunk: Buffer): boolean;
  end(): void;
  reset(): void;
}

/**
 * One way of one connection: from a source, through the faults of a lane, to a sink, in order, with backpressure.
 * Without faults a chunk is written as it comes.
 */
export class Pipe implements LaneUser {
  /** True where something was swallowed, which can never be made good: nothing passes any more. */
  lostBytes = false;
  readonly #lane: Lane;
  readonly #ends: PipeEnds;
  readonly #nowUs: () => number;
  #queue: Item[] = [];
  /** Where the queue begins; what lies before was delivered. */
  #head = 0;
  #heldBytes = 0;
  #sinkIsFull = false;
  #sourceIsPaused = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(lane: Lane, ends: PipeEnds, nowUs: () => number) {
    this.#lane = lane;
    this.#ends = ends;
    this.#nowUs = nowUs;
  }

  /** Bytes of the source. The buffer belongs to the pipe from now on. */
  receive(chunk: Buffer): void {
    if (this.#closed || this.lostBytes) return;
    if (this.#lane.plain && this.#isEmpty()) this.#write(chunk);
    else this.#accept({ kind: 'bytes', chunk, dueUs: 0 });
  }

  /** The connection is to be opened, has ended in this direction, or was reset. */
  signal(kind: 'open' | 'end' | 'reset'): void {
    if (this.#closed || this.lostBytes) return;
    if (this.#lane.plain && this.#isEmpty()) this.#ends[kind]();
    else this.#accept({ kind, dueUs: 0 });
  }

  /** The sink has room again. */
  drained(): void {
    if (this.#closed) return;
    this.#sinkIsFull = false;
    this.pump();
    this.#steerSource();
  }

  /** The faults on the lane have changed: what only a latency held goes on its way at once when there is none left. */
  lanesChanged(): void {
    if (this.#closed || this.#isEmpty()) return;
    if (!this.#lane.delays) {
      for (let index = this.#head; index < this.#queue.length; index += 1) {
        const item = this.#queue[index];
        if (item !== undefined) item.dueUs = 0;
      }
    }
    this.pump();
  }

  /** Delivers what is due and may go. */
  pump(): void {
    for (;;) {
      const item = this.#queue[this.#head];
      if (this.#closed || item === undefined) return;
      if (item.dueUs > 0) {
        const waitUs = item.dueUs - this.#nowUs();
        if (waitUs > 0) {
          this.#armTimer(waitUs);
          return;
        }
      }
      if (item.kind !== 'bytes') {
        this.#shift(itemCostBytes);
        this.#ends[item.kind]();
        continue;
      }
      if (this.#sinkIsFull) return;
      const granted = this.#lane.grant(this, item.chunk.length);
      if (granted === 0) return;
      const whole = granted === item.chunk.length;
      const chunk = whole ? item.chunk : item.chunk.subarray(0, granted);
      if (whole) this.#shift(granted + itemCostBytes);
      else {
        item.chunk = item.chunk.subarray(granted);
        this.#heldBytes -= granted;
      }
      this.#write(chunk);
    }
  }

  /** Drops what is held: there is no one to deliver it to. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#lane.leave(this);
    this.#queue = [];
    this.#head = 0;
  }

  #isEmpty(): boolean {
    return this.#head === this.#queue.length;
  }

  #accept(item: Item): void {
    const what = describe(item);
    if (this.#lane.swallow(what)) {
      this.lostBytes = true;
      return;
    }
    const delayUs = this.#lane.drawDelayUs(what);
    // What is due earlier than what stands before it waits all the same: the queue keeps the order.
    if (delayUs > 0) item.dueUs = this.#nowUs() + delayUs;
    this.#queue.push(item);
    this.#heldBytes += itemCostBytes + (item.kind === 'bytes' ? item.chunk.length : 0);
    this.#steerSource();
    if (this.#queue.length - this.#head === 1) this.pump();
  }

  #write(chunk: Buffer): void {
    if (!this.#ends.write(chunk)) this.#sinkIsFull = true;
    this.#steerSource();
  }

  /** Stops the source while the sink is full or too much is held, and lets it go on at half of that. */
  #steerSource(): void {
    const limitBytes = this.#sourceIsPaused ? heldBytesLimit / 2 : heldBytesLimit;
    const pauses = this.#sinkIsFull || this.#heldBytes > limitBytes;
    if (pauses === this.#sourceIsPaused) return;
    this.#sourceIsPaused = pauses;
    if (pauses) this.#ends.pauseSource();
    else this.#ends.resumeSource();
  }

  #shift(costBytes: number): void {
    this.#head += 1;
    this.#heldBytes -= costBytes;
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
    } else if (this.#head > 1024) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
  }

  #armTimer(waitUs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.pump(), Math.max(1, Math.ceil(waitUs / 1000)));
  }
}

function describe(item: Item): string {
  switch (item.kind) {
    case 'open':
      return 'a new connection was';
    case 'bytes':
      return `${item.chunk.length} bytes were`;
    case 'end':
      return 'the end of a connection was';
    case 'reset':
      return 'the reset of a connection was';
    default:
      return item satisfies never;
  }
}
