import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { codeOf } from '@temblor/foundation/errors/temblor-error';

/** What there is under the name of a file of a run; `other` is whatever is no regular file, said in words. */
type RunFile =
  | { readonly kind: 'file'; readonly handle: FileHandle }
  | { readonly kind: 'absent' }
  | { readonly kind: 'other'; readonly what: string };

/**
 * Opens a file of a run to read it. Folders of runs are copied, unpacked and changed by hand: no link is
 * followed out of them, and no pipe is waited for.
 */
export async function openRunFile(file: string): Promise<RunFile> {
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
    if (code === 'ELOOP') return { kind: 'other', what: 'a symbolic link' };
    if (code === 'ENXIO') return { kind: 'other', what: 'a socket' };
    if (code === 'EACCES' || code === 'EPERM') return { kind: 'other', what: 'a file that this account may not read' };
    throw error;
  }
  const stats = await handle.stat();
  if (stats.isFile()) return { kind: 'file', handle };
  await handle.close();
  return { kind: 'other', what: stats.isDirectory() ? 'a folder' : stats.isFIFO() ? 'a pipe' : 'a device' };
}
