/**
 * Small files that labs keep in their folder. Whoever else writes there, a repository or a careless script, may have put
 * something else in their place: nothing here follows a link, waits for a pipe, or removes a folder.
 */
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { closeSync, constants, fstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { codeOf, messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';

/** Larger ones are not ours. */
const maximumBytes = 65_536;

/** What there is in the place of a file; `other` is whatever is no regular file of a fitting size. */
type KeptFile =
  | { readonly kind: 'file'; readonly text: string; readonly stats: Stats }
  | { readonly kind: 'absent' }
  | { readonly kind: 'other' };

/** Reads what is in the place, without waiting for it. @throws where the system refuses, such as `EACCES`. */
export function readKeptFile(file: string): KeptFile {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
    if (code === 'ELOOP' || code === 'ENXIO') return { kind: 'other' }; // a symbolic link; a socket
    throw error;
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile() || stats.size > maximumBytes) return { kind: 'other' };
    return { kind: 'file', text: readFileSync(descriptor, 'utf8'), stats };
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Writes a file whole or not at all, readable by its owner alone, in the place of whatever is there but a folder.
 * @throws TemblorError `folder-unusable`.
 */
export function replaceKeptFile(file: string, text: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new TemblorError('folder-unusable', `${file} cannot be written: ${messageOf(error)}`, {
      hint: `see what is there, move it away if it is not a file, and start the lab again: ls -ld ${file}`,
      exitCode: 78,
      cause: error,
    });
  }
}
