/**
 * The token of a folder's labs, in `.temblor/token`: every lab of the folder has the same, so that pages and programs
 * that have it find the next one as they found the last. Readable by its owner alone.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '@temblor/foundation/errors/temblor-error';

const tokenBytes = 32;
const tokenPattern = /^[\w-]{43}\n$/;

/**
 * The token of the folder, made where there is none. One that others could have read or written, or that is none, is
 * replaced: who has the old one is refused from then on.
 */
export function takeToken(labFolder: string): string {
  const file = join(labFolder, 'token');
  const kept = readToken(file);
  if (kept !== undefined) return kept;
  const token = randomBytes(tokenBytes).toString('base64url');
  keepOutOfRepositories(labFolder);
  const draft = `${file}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${token}\n`, { mode: 0o600, flag: 'wx' });
  rmSync(file, { force: true, recursive: true }); // a folder of this name, say
  renameSync(draft, file);
  return token;
}

function readToken(file: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    // Not there; a symbolic link; of another account.
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'EACCES') return undefined;
    throw error;
  }
  try {
    const found = fstatSync(descriptor);
    const isOurs = found.isFile() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
    if (!isOurs || found.size !== 44) return undefined;
    const text = readFileSync(descriptor, 'utf8');
    return tokenPattern.test(text) ? text.trim() : undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** A token outlives its lab, so it could be committed with the project that the lab was started in. */
function keepOutOfRepositories(labFolder: string): void {
  writeFileSync(join(labFolder, '.gitignore'), '*\n');
}
