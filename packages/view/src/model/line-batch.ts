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
  /** Where each line begins. */
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
  const starts: number[] = [];
  const ends: number[] = [];
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(newline, start);
    const end = found === -1 ? bytes.length : found;
    if (end > start) {
      starts.push(start);
      ends.push(end);
    }
    start = end + 1;
  }
  const links = new Float64Array(starts.length * rowLength);
  const reader = new LinkLineReader(bytes);
  let rows = 0;
  for (let line = 0; line < starts.length; line += 1) {
    const name = reader.read(starts[line] ?? 0, ends[line] ?? 0, links, rows + 2);
    if (name === undefined) continue;
    links[rows] = line;
    links[rows + 1] = name;
    rows += rowLength;
  }
  return {
    bytes,
    starts: Uint32Array.from(starts),
    ends: Uint32Array.from(ends),
    names: reader.names,
    links: links.slice(0, rows),
  };
}

/** The buffers that can be transferred with a batch. */
export function buffersOf({ bytes, starts, ends, links }: LineBatch): ArrayBuffer[] {
  return [bytes.buffer, starts.buffer, ends.buffer, links.buffer];
}
