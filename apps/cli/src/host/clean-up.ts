import { existsSync } from 'node:fs';
import { readLabFile, removeLabFile } from '@temblor/control/folder/lab-file';
import type { EndedRecord } from '@temblor/runtime/guardian/end-recorded';
import { endRecorded } from '@temblor/runtime/guardian/end-recorded';
import { recordFileOf } from '@temblor/runtime/guardian/record';

/** What a clean-up did. */
export interface CleanedUp extends EndedRecord {
  readonly staleLabFile: boolean;
}

/**
 * Ends what a dead lab left in a folder, and removes its file. The folder is held meanwhile, so that what is ended is
 * never that of a lab which has just begun to open.
 * @returns undefined where a lab has the folder: nothing was done.
 */
export async function cleanUp(labFolder: string, signal: AbortSignal): Promise<CleanedUp | undefined> {
  if (!existsSync(labFolder)) return { ended: [], removedFolders: [], left: [], staleLabFile: false };
  // Loaded late: most commands need no lock.
  const { takeFolderLock } = await import('@temblor/control/folder/folder-lock');
  using lock = takeFolderLock(labFolder);
  if (lock === undefined) return undefined;
  const ended = await endRecorded(recordFileOf(labFolder), signal);
  const staleLabFile = readLabFile(labFolder) !== undefined;
  if (staleLabFile) removeLabFile(labFolder);
  return { ...ended, staleLabFile };
}
