/**
 * Reads what children print, at once and always, so that a full pipe never stalls one; and passes lines on in batches
 * at a bounded rate. What comes faster than that waits in a bounded buffer, whose oldest lines give way and are counted.
 */
import type { Readable } from 'node:stream';
import type { Clock } from '@temblor/foundation/clock/clock';
import type { WireLine } from './wire.ts';

/** Longer lines are cut here. In UTF-16 code units, as all sizes of this file: near enough to bytes for a bound. */
const maximumLineLength = 65_536;
/** What one child may have waiting. */
const maximumPendingLength = 1_048_576;
/** What one child may pass on in one batch: with the interval below at most 32 MB/s. */
const maximumBatchLength = 65_536;
const batchIntervalMs = 2;

/** Where lines go: the socket to the lab. */
export interface DrainTarget {
  /** False while the lab reads too slowly: lines wait, or give way. */
  readonly accepts: () => boolean;
  readonly lines: (lines: WireLine[]) => void;
  /** What was lost of a child's output since the last such call. */
  readonly cut: (child: number, lines: number, bytes: number) => void;
}

interface Pending {
  lines: WireLine[];
  /** Index of the oldest line that waits; those before it are spent. */
  first: number;
  length: number;
  cutLines: number;
  cutLength: number;
  /** Takes the last line of each stream, which no line break ended. */
  readonly unfinished: (() => void)[];
}

/** The drain of all children of one guardian. */
export class OutputDrain {
  readonly #clock: Clock;
  readonly #target: DrainTarget;
  readonly #pending = new Map<number, Pending>();
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock, target: DrainTarget) {
    this.#clock = clock;
    this.#target = target;
  }

  /** Reads a stream of a child until it ends. */
  attach(child: number, stream: 'stdout' | 'stderr', readable: Readable): void {
    let rest = '';
    let cutting = false;
    const complete = (text: string) => {
      const excess = text.length - maximumLineLength;
      if (cutting || excess > 0) this.#countCut(child, cutting ? 0 : 1, cutting ? text.length : excess);
      if (!cutting) this.#push(child, [child, stream, this.#clock.nowUs(), text.slice(0, maximumLineLength)]);
      cutting = false;
    };
    readable.setEncoding('utf8');
    readable.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) complete(line);
      if (rest.length <= maximumLineLength) return;
      // The rest of a line that is too long already is not kept until it ends, if it ever does.
      if (cutting) this.#countCut(child, 0, rest.length);
      else complete(rest);
      cutting = true;
      rest = '';
    });
    readable.on('error', () => readable.destroy()); // there is nothing more to read
    this.#of(child).unfinished.push(() => {
      if (rest !== '') complete(rest);
      rest = '';
    });
  }

  /**
   * Once its streams are at their end: passes on all that a child has waiting, whether or not it is accepted, since that
   * is bounded and each child ends but once; then forgets the child.
   */
  finish(child: number): void {
    const pending = this.#pending.get(child);
    if (pending === undefined) return;
    for (const take of pending.unfinished) take();
    const last = pending.lines.slice(pending.first);
    if (last.length > 0) this.#target.lines(last);
    this.#reportCut(child, pending);
    this.#pending.delete(child);
  }

  #push(child: number, line: WireLine): void {
    const pending = this.#of(child);
    pending.lines.push(line);
    pending.length += line[3].length;
    while (pending.length > maximumPendingLength) {
      const oldest = takeOldest(pending);
      if (oldest === undefined) break;
      pending.cutLines += 1;
      pending.cutLength += oldest[3].length;
    }
    this.#schedule();
  }

  #countCut(child: number, lines: number, length: number): void {
    const pending = this.#of(child);
    pending.cutLines += lines;
    pending.cutLength += length;
    this.#schedule();
  }

  #of(child: number): Pending {
    let pending = this.#pending.get(child);
    if (pending === undefined) {
      pending = { lines: [], first: 0, length: 0, cutLines: 0, cutLength: 0, unfinished: [] };
      this.#pending.set(child, pending);
    }
    return pending;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#target.accepts()) this.#flush();
      if ([...this.#pending.values()].some(({ length, cutLength }) => length > 0 || cutLength > 0)) this.#schedule();
    }, batchIntervalMs);
  }

  #flush(): void {
    const batch: WireLine[] = [];
    for (const [child, pending] of this.#pending) {
      for (let taken = 0; taken < maximumBatchLength; ) {
        const line = takeOldest(pending);
        if (line === undefined) break;
        batch.push(line);
        taken += line[3].length + 1;
      }
      this.#reportCut(child, pending);
    }
    if (batch.length > 0) this.#target.lines(batch.sort((left, right) => left[2] - right[2]));
  }

  #reportCut(child: number, pending: Pending): void {
    if (pending.cutLines === 0 && pending.cutLength === 0) return;
    this.#target.cut(child, pending.cutLines, pending.cutLength);
    pending.cutLines = 0;
    pending.cutLength = 0;
  }
}

function takeOldest(pending: Pending): WireLine | undefined {
  const line = pending.lines[pending.first];
  if (line === undefined) return undefined;
  pending.first += 1;
  pending.length -= line[3].length;
  if (pending.first * 2 > pending.lines.length) {
    pending.lines = pending.lines.slice(pending.first);
    pending.first = 0;
  }
  return line;
}
