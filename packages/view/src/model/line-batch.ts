/**
 * Lines of a journal as they came, as bytes, with what can be read of them anywhere. Four of five lines of a long journal
 * are windows of measurements: a worker can read them, and hand the batch over without a copy, which takes that work off
 * the page's own thread. What another line says is read by whoever takes the batch.
 */
import { WindowLineReader } from './window-line.ts';
import type { WindowRows } from './window-rows.ts';

/** A batch can be sent from a worker to its page, and the buffers of its arrays be transferred. */
export interface LineBatch {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each line begins. */
  readonly starts: Uint32Array<ArrayBuffer>;
  /** Where a line ends, without its line break. */
  readonly ends: Uint32Array<ArrayBuffer>;
  /** The windows among the lines. */
  readonly windows: WindowRows;
  /** The texts of all other lines, in order. */
  readonly texts: readonly string[];
}

const decoder = new TextDecoder();
const newline = 0x0a;

/** Reads what can be read of lines anywhere. Empty lines are left out. */
export function readBatch(bytes: Uint8Array<ArrayBuffer>): LineBatch {
  const starts: number[] = [];
  const ends: number[] = [];
  const windows = new WindowLineReader(bytes);
  const others: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(newline, start);
    const end = found === -1 ? bytes.length : found;
    if (end > start) {
      if (!windows.read(starts.length, start, end)) others.push(bytes.subarray(start, end));
      starts.push(start);
      ends.push(end);
    }
    start = end + 1;
  }
  return {
    ...{ bytes, starts: new Uint32Array(starts), ends: new Uint32Array(ends) },
    ...{ windows: windows.rows, texts: textsOf(others) },
  };
}

/** The texts of lines, decoded all at once: for a browser one line costs as much as a hundred. */
function textsOf(lines: readonly Uint8Array[]): readonly string[] {
  if (lines.length === 0) return [];
  const joined = new Uint8Array(lines.reduce((sum, { length }) => sum + length + 1, -1)).fill(newline);
  let place = 0;
  for (const line of lines) {
    joined.set(line, place);
    place += line.length + 1;
  }
  return decoder.decode(joined).split('\n');
}

/** The buffers that can be transferred with a batch. */
export function buffersOf({ bytes, starts, ends, windows }: LineBatch): ArrayBuffer[] {
  return [bytes.buffer, starts.buffer, ends.buffer, windows.numbers.buffer];
}
