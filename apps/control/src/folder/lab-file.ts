/** What a lab tells its owner's other terminals, in `.temblor/lab.json`: where it is and the token that it wants. */
import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { z } from 'zod';
import { readKeptFile, replaceKeptFile } from './kept-file.ts';

/** The folder of a lab inside the folder it was started in. */
export const labFolderName = '.temblor';

const labFile = z.object({
  pid: z.number().int().positive(),
  /** What tells this process from a later one of the same pid; see `processStartTime`. */
  startTime: z.string(),
  url: z.string(),
  token: z.string(),
  version: z.string(),
  /** `foreground`: a terminal shows it. `background`: it ends with its last system. */
  mode: z.enum(['foreground', 'background']),
});
export type LabFile = z.infer<typeof labFile>;

/**
 * Writes the file whole or not at all, readable by its owner alone.
 * @throws TemblorError `folder-unusable` where there is a folder of this name, say.
 */
export function writeLabFile(labFolder: string, content: LabFile): void {
  replaceKeptFile(labFileOf(labFolder), `${JSON.stringify(content, null, 2)}\n`);
}

/**
 * What the file says; undefined where there is none or it is not one. It may be of a lab that is dead.
 * @throws TemblorError `lab-of-another-account`.
 */
export function readLabFile(labFolder: string): LabFile | undefined {
  try {
    const found = readKeptFile(labFileOf(labFolder));
    return found.kind === 'file' ? labFile.safeParse(JSON.parse(found.text)).data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (codeOf(error) !== 'EACCES') throw error;
    throw new TemblorError('lab-of-another-account', `the lab in ${labFolder} belongs to another account`, {
      hint: 'work in a folder of your own, or as the account that started it',
      cause: error,
    });
  }
}

/** Removes the file of the lab that ends. What else may be in its place by now stays. */
export function removeLabFile(labFolder: string): void {
  try {
    unlinkSync(labFileOf(labFolder));
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (!['ENOENT', 'ENOTDIR', 'EISDIR', 'EPERM'].includes(code)) throw error;
  }
}

function labFileOf(labFolder: string): string {
  return join(labFolder, 'lab.json');
}
