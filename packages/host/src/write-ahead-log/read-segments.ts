/** Reads the segments that the superblock names, up to the first that is not whole. Nothing on the disk is changed. */
import { join } from 'node:path';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { readIfThere } from './durable-file.ts';
import { readBatches } from './segment-batch.ts';
import type { SegmentEnd } from './segment-file.ts';
import { segmentFormatVersion, segmentName } from './segment-file.ts';
import { readSegmentHeader, segmentHeaderBytes } from './segment-header.ts';
import type { Superblock } from './superblock.ts';

/** A segment, and where it goes on. */
export interface LastSegment {
  readonly number: number;
  /** The checksum of its header. */
  readonly seed: number;
  readonly end: SegmentEnd;
}

export interface ReadSegments {
  readonly payloads: readonly Buffer[];
  /** The last segment of which anything is good, and where that ends; undefined where none is. */
  readonly last: LastSegment | undefined;
  /** What reading stopped at; undefined where all is whole. */
  readonly problem: SegmentProblem | undefined;
}

export interface SegmentProblem {
  readonly kind: 'torn' | 'damaged';
  readonly segment: number;
  /** What is wrong, beginning with the file's name. */
  readonly text: string;
}

/** @throws `log-format-newer`, `log-format-older`, `log-of-another-node`. */
export function readSegments(directory: string, block: Superblock): ReadSegments {
  const payloads: Buffer[] = [];
  let last: ReadSegments['last'];
  for (let number = block.firstSegment; number <= block.lastSegment; number += 1) {
    const read = readSegment(directory, number, block.node, last?.end.chain ?? 0);
    if (typeof read === 'string') {
      return { payloads, last, problem: { kind: 'damaged', segment: number, text: `${segmentName(number)} ${read}` } };
    }
    for (const payload of read.payloads) payloads.push(payload);
    last = { number, seed: read.seed, end: { sizeBytes: read.end, chain: read.chain } };
    if (read.tail === 'none') continue;
    const isTorn = read.tail === 'torn' && number === block.lastSegment;
    const what = isTorn ? 'ends within a record, which was never acknowledged' : 'has a record that is damaged';
    const text = `${segmentName(number)} ${what}, at byte ${read.end}; ${payloads.length} records before it are good`;
    return { payloads, last, problem: { kind: isTorn ? 'torn' : 'damaged', segment: number, text } };
  }
  return { payloads, last, problem: undefined };
}

/** What a segment holds, or what is wrong with it as a whole. */
function readSegment(directory: string, number: number, node: number, previousChain: number) {
  const path = join(directory, segmentName(number));
  const bytes = readIfThere(path);
  if (bytes === undefined) return 'is missing';
  const header = readSegmentHeader(bytes, path, segmentFormatVersion);
  if (header === undefined) return 'has a damaged header';
  refuseOther(path, header.node, node);
  if (header.number !== number) return `is segment ${header.number} by its header`;
  if (header.previousChain !== previousChain) return 'does not fit the segment before it, which has lost its end';
  return { ...readBatches(bytes, segmentHeaderBytes, header.chain), seed: header.chain };
}

/** @throws `log-of-another-node` where a file is not this node's. */
export function refuseOther(path: string, found: number, node: number): void {
  if (found === node) return;
  throw new TemblorError('log-of-another-node', `${path} was written by node ${found}, and this is node ${node}`, {
    hint: `give node ${node} its own folder, or start it as node ${found}`,
    exitCode: 78,
  });
}
