/** Finds out what a folder holds of a node's log, and leaves it so that the log can go on. */
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LastSegment, ReadSegments } from './read-segments.ts';
import { readSegments, refuseOther } from './read-segments.ts';
import { segmentName, segmentNumber } from './segment-file.ts';
import { setAllAside, setDamageAside, unfinishedSuffix } from './set-aside.ts';
import type { Superblock } from './superblock.ts';
import type { FoundCopy, GoodCopy } from './superblock-copies.ts';
import { findCopies, SuperblockCopies } from './superblock-copies.ts';

export interface RecoveredLog {
  readonly copies: SuperblockCopies;
  readonly payloads: readonly Buffer[];
  readonly log: 'intact' | 'torn' | 'damaged';
  /** Where the last segment goes on; undefined where there is none. */
  readonly last: LastSegment | undefined;
  /** What was found to be wrong, a sentence each. */
  readonly findings: readonly string[];
}

/** @throws `log-format-newer`, `log-format-older`, `log-of-another-node`, and what the disk refuses. */
export async function recoverLog(directory: string, node: number): Promise<RecoveredLog> {
  const found = findCopies(directory);
  const findings = found.filter(({ kind }) => kind !== 'read').map(({ name, kind }) => `${name} is ${kind}`);
  const newest = newestOf(found);
  if (newest !== undefined) {
    refuseOther(join(directory, newest.name), newest.block.node, node);
    return goOn(directory, newest, findings);
  }
  const isNew = await holdsNothing(directory, found);
  if (!isNew) await setAllAside(directory, namesOf(found, 'damaged'));
  const copies = await SuperblockCopies.open(directory, {
    counter: 0,
    node,
    firstSegment: 1,
    lastSegment: 0,
    isDamageUntold: !isNew,
    register: { kind: isNew ? 'absent' : 'lost' },
  });
  return { copies, payloads: [], log: isNew ? 'intact' : 'damaged', last: undefined, findings: isNew ? [] : findings };
}

async function goOn(directory: string, { name, block }: GoodCopy, findings: readonly string[]): Promise<RecoveredLog> {
  await using opened = new AsyncDisposableStack();
  const read = readSegments(directory, block);
  const copies = opened.use(await SuperblockCopies.open(directory, block, name));
  await removeLeftovers(directory, block);
  if (read.problem?.kind === 'torn') await cut(directory, read);
  if (read.problem?.kind === 'damaged') await setDamageAside(directory, copies, read, read.problem);
  opened.move();
  return {
    copies,
    payloads: read.payloads,
    log: copies.block.isDamageUntold ? 'damaged' : (read.problem?.kind ?? 'intact'),
    last: read.last,
    findings: read.problem === undefined ? findings : [...findings, read.problem.text],
  };
}

function namesOf(found: readonly FoundCopy[], kind: FoundCopy['kind']): string[] {
  return found.filter((copy) => copy.kind === kind).map(({ name }) => name);
}

function newestOf(found: readonly FoundCopy[]): GoodCopy | undefined {
  const good = found.filter((copy) => copy.kind === 'read');
  return good.sort((one, other) => other.block.counter - one.block.counter)[0];
}

/**
 * Whether a log was never begun here, or no further than to the first write of its first copy: where the other has not a
 * byte yet, and there is no segment, nothing was ever acknowledged. The first segment is made when both copies are durable.
 */
async function holdsNothing(directory: string, found: readonly FoundCopy[]): Promise<boolean> {
  if (found.every(({ kind }) => kind === 'damaged')) return false;
  return !(await readdir(directory)).some((name) => name.startsWith('segment-'));
}

/** Segments that a rewrite has replaced, or that were made and never came into use. */
async function removeLeftovers(directory: string, { firstSegment, lastSegment }: Superblock): Promise<void> {
  for (const name of await readdir(directory)) {
    const number = segmentNumber(name);
    const isLeftover = number !== undefined && (number < firstSegment || number > lastSegment);
    if (isLeftover || name.endsWith(unfinishedSuffix)) await rm(join(directory, name));
  }
}

async function cut(directory: string, { last }: ReadSegments): Promise<void> {
  if (last === undefined) return;
  await using file = await open(join(directory, segmentName(last.number)), 'r+');
  await file.truncate(last.end.sizeBytes);
  await file.sync();
}
