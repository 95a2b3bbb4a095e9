/**
 * Lines of a journal as they came, as bytes, with the windows of links read off them. More than half of a long journal
 * are such lines: a worker can read them, and hand the batch over without a copy, which takes that work off the page's
 * own thread. What else a line says is read by whoever takes the batch.
 */
import type { LinkName } from './link-line.ts';
import { LinkLineReader, linkNumbers } from './link-line.ts';

/** A batch can be sent from a worker to its page, and the buffers of its arrays be transferred. */
export interface LineBatch {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many lines there are; `starts` and `ends` may be longer. */
  readonly length: number;
  readonly starts: Uint32Array<ArrayBuffer>;
  /** Where a line ends, without its line break. */
  readonly ends: Uint32Array<ArrayBuffer>;
  /** Systems and links of the windows. */
  readonly names: readonly LinkName[];
  /** For each line that is a window of a link a row, in order of the lines: its place, its name, and `linkNumbers`. */
  readonly links: Float64Array<ArrayBuffer>;
}

/** The numbers of a row. */
export const rowLength = 2 + linkNumbers;

const newline = 0x0a;

/** Reads what can be read of lines anywhere. Empty lines are left out. */
export function readBatch(bytes: Uint8Array<ArrayBuffer>): LineBatch {
  const most = countLines(bytes);
  const starts = new Uint32Array(most);
  const ends = new Uint32Array(most);
  const links = new Float64Array(most * rowLength);
  const reader = new LinkLineReader(bytes);
  let length = 0;
  let rows = 0;
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(newline, start);
    const end = found === -1 ? bytes.length : found;
    if (end > start) {
      starts[length] = start;
      ends[length] = end;
      const name = reader.read(start, end, links, rows + 2);
      if (name !== undefined) {
        links[rows] = length;
        links[rows + 1] = name;
        rows += rowLength;
      }
      length += 1;
    }
    start = end + 1;
  }
  return { bytes, length, starts, ends, names: reader.names, links: links.slice(0, rows) };
}

/** The buffers that can be transferred with a batch. */
export function buffersOf({ bytes, starts, ends, links }: LineBatch): ArrayBuffer[] {
  return [bytes.buffer, starts.buffer, ends.buffer, links.buffer];
}

function countLines(bytes: Uint8Array): number {
  let count = 1;
  for (let place = bytes.indexOf(newline); place !== -1; place = bytes.indexOf(newline, place + 1)) count += 1;
  return count;
}
