/**
 * The token of a folder's labs, in `.temblor/token`: every lab of the folder has the same, so that pages and programs
 * that have it find the next one as they found the last. Readable by its owner alone.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '@temblor/foundation/errors/temblor-error';
import { readKeptFile, replaceKeptFile } from './kept-file.ts';

const tokenBytes = 32;
const tokenPattern = /^[\w-]{43}\n$/;

/**
 * The token of the folder, made where there is none. One that others could have read or written, or that is none, is
 * replaced: who has the old one is refused from then on.
 * @throws TemblorError `folder-unusable` where there is a folder of this name, say.
 */
export function takeToken(labFolder: string): string {
  const file = join(labFolder, 'token');
  const kept = readToken(file);
  if (kept !== undefined) return kept;
  const token = randomBytes(tokenBytes).toString('base64url');
  keepOutOfRepositories(labFolder);
  replaceKeptFile(file, `${token}\n`);
  return token;
}

function readToken(file: string): string | undefined {
  try {
    const found = readKeptFile(file);
    if (found.kind !== 'file') return undefined;
    const { text, stats } = found;
    const isOurs = stats.uid === process.getuid?.() && (stats.mode & 0o077) === 0;
    return isOurs && tokenPattern.test(text) ? text.trim() : undefined;
  } catch (error) {
    if (codeOf(error) === 'EACCES') return undefined; // of another account
    throw error;
  }
}

/** A token outlives its lab, so it could be committed with the project that the lab was started in. */
function keepOutOfRepositories(labFolder: string): void {
  try {
    writeFileSync(join(labFolder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    // There is one, or something else in its place: whoever put it there decides.
    if (codeOf(error) === undefined) throw error;
  }
}
