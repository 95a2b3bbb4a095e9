/**
 * Damaged files are evidence, and may be all that is left of a record: they are renamed, never deleted, and the log goes on
 * with what is good. A crash between any two steps leaves a folder that is found to be damaged again, with the same
 * good records.
 */
import { copyFile, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeFileDurably } from './durable-file.ts';
import type { ReadSegments, SegmentProblem } from './read-segments.ts';
import { segmentName, segmentNumber } from './segment-file.ts';
import type { SuperblockCopies } from './superblock-copies.ts';

/** What a file is called while it is written to take another's place. */
export const unfinishedSuffix = '.new';

/** Cuts the log behind its last good record, and keeps the damaged segments and those behind them aside. */
export async function setDamageAside(
  directory: string,
  copies: SuperblockCopies,
  { last }: ReadSegments,
  { segment }: SegmentProblem,
): Promise<void> {
  await copies.update({ isDamageUntold: true });
  const hasGoodPart = last?.number === segment;
  for (const name of await readdir(directory)) {
    const number = segmentNumber(name) ?? -1;
    if (number > segment || (number === segment && !hasGoodPart)) await moveAside(directory, name);
  }
  if (hasGoodPart) {
    const path = join(directory, segmentName(segment));
    await copyAside(directory, segmentName(segment));
    const good = (await readFile(path)).subarray(0, last.end.sizeBytes);
    await writeFileDurably(`${path}${unfinishedSuffix}`, good);
    await rename(`${path}${unfinishedSuffix}`, path);
  }
  await syncFolder(directory);
  await copies.update({ lastSegment: last?.number ?? copies.block.firstSegment - 1 });
}

/**
 * Keeps everything aside: without a superblock nothing says which segments are the log. The superblock's copies stay in
 * their place until they are written over, so that a folder never looks as if nothing had been there.
 */
export async function setAllAside(directory: string, damagedCopies: readonly string[]): Promise<void> {
  for (const name of damagedCopies) await copyAside(directory, name);
  for (const name of await readdir(directory)) {
    if (segmentNumber(name) !== undefined) await moveAside(directory, name);
  }
  await syncFolder(directory);
}

async function moveAside(directory: string, name: string): Promise<void> {
  await rename(join(directory, name), await asideName(directory, name));
}

async function asideName(directory: string, name: string): Promise<string> {
  const names = new Set(await readdir(directory));
  let attempt = 1;
  while (names.has(`${name}.damaged-${attempt}`)) attempt += 1;
  return join(directory, `${name}.damaged-${attempt}`);
}

async function copyAside(directory: string, name: string): Promise<void> {
  const aside = await asideName(directory, name);
  await copyFile(join(directory, name), aside);
  await using file = await open(aside, 'r+');
  await file.sync();
}
