/**
 * Lines of a journal as they came, as bytes, with what can be read of them anywhere. Four of five lines of a long journal
 * are windows of measurements: a worker can read them, and hand the batch over without a copy, which takes that work off
 * the page's own thread. What another line says is read by whoever takes the batch.
 */
import { WindowSorter } from './batch-windows.ts';
import { GrowingColumn } from './growing-column.ts';
import type { PackedWindows } from './packed-windows.ts';
import { pack } from './packed-windows.ts';
import { WindowLineReader } from './window-line.ts';

/** A batch can be sent from a worker to its page, and the buffers of its arrays be transferred. */
export interface LineBatch {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each line begins. */
  readonly starts: Uint32Array<ArrayBuffer>;
  /** Where a line ends, without its line break. */
  readonly ends: Uint32Array<ArrayBuffer>;
  /** The windows among the lines. */
  readonly windows: PackedWindows;
  /** All other lines, in order, with line breaks between them. */
  readonly text: string;
}

const decoder = new TextDecoder();
const newline = 0x0a;

/** Reads what can be read of lines anywhere. Empty lines are left out. */
export function readBatch(bytes: Uint8Array<ArrayBuffer>): LineBatch {
  return new BatchReader().read(bytes);
}

/** Reads one batch after the other, in the same memory. */
export class BatchReader {
  readonly #numbers = new GrowingColumn();
  readonly #sorter = new WindowSorter();

  read(bytes: Uint8Array<ArrayBuffer>): LineBatch {
    const starts: number[] = [];
    const ends: number[] = [];
    const windows = new WindowLineReader(bytes, this.#numbers);
    const others: Uint8Array[] = [];
    for (let start = 0; start < bytes.length; ) {
      const windowEnd = windows.read(starts.length, start, bytes.length);
      const end = windowEnd ?? endOfLine(bytes, start);
      if (end > start) {
        if (windowEnd === undefined) others.push(bytes.subarray(start, end));
        starts.push(start);
        ends.push(end);
      }
      start = end + 1;
    }
    return {
      ...{ bytes, starts: new Uint32Array(starts), ends: new Uint32Array(ends) },
      ...{ windows: pack(this.#sorter.sort(windows.rows)), text: decoder.decode(joined(others)) },
    };
  }
}

/** What is read of the same lines without some of them. @param passedOver their places. */
export function readWithout({ bytes, starts, ends }: LineBatch, passedOver: ReadonlySet<number>): LineBatch {
  const kept = Array.from(starts, (start, line) => bytes.subarray(start, ends[line]));
  return readBatch(joined(kept.filter((_, line) => !passedOver.has(line))));
}

function endOfLine(bytes: Uint8Array, start: number): number {
  const found = bytes.indexOf(newline, start);
  return found === -1 ? bytes.length : found;
}

/** Lines with line breaks between them: to decode one line takes a browser as long as to decode a hundred. */
function joined(lines: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(lines.reduce((sum, { length }) => sum + length + 1, 0)).fill(newline);
  let place = 0;
  for (const line of lines) {
    bytes.set(line, place);
    place += line.length + 1;
  }
  return bytes.subarray(0, Math.max(0, place - 1));
}

/** The buffers that can be transferred with a batch. */
export function buffersOf({ bytes, starts, ends, windows }: LineBatch): ArrayBuffer[] {
  return [bytes.buffer, starts.buffer, ends.buffer, windows.numbers.buffer];
}
