/** What a lab tells its owner's other terminals, in `.temblor/lab.json`: where it is and the token that it wants. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { z } from 'zod';

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

/** Writes the file whole or not at all, readable by its owner alone. */
export function writeLabFile(labFolder: string, content: LabFile): void {
  const file = join(labFolder, 'lab.json');
  const draft = `${file}.${content.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, file);
}

/** What the file says; undefined where there is none or it is not one. It may be of a lab that is dead. */
export function readLabFile(labFolder: string): LabFile | undefined {
  let text: string;
  try {
    text = readFileSync(join(labFolder, 'lab.json'), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    if (codeOf(error) !== 'EACCES') throw error;
    throw new TemblorError('lab-of-another-account', `the lab in ${labFolder} belongs to another account`, {
      hint: 'work in a folder of your own, or as the account that started it',
      cause: error,
    });
  }
  try {
    return labFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Removes the file of the lab that ends. */
export function removeLabFile(labFolder: string): void {
  rmSync(join(labFolder, 'lab.json'), { force: true });
}
