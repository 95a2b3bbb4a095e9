import type { Stats } from 'node:fs';
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { codeOf, messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Account } from './postgresql-account.ts';

/**
 * A folder that survives the lab, for what is costly to prepare and the same every time. It belongs to the lab's own
 * user, nobody else can write in it, and an account can read it: a home of mode 0700 is none where the account is not
 * its owner.
 *
 * @param cacheHome the user's folder for caches where it is not `~/.cache` (`XDG_CACHE_HOME`); tried first.
 * @throws TemblorError `no-cache-folder` with what was wrong with each place.
 */
export async function openCacheFolder(account: Account, cacheHome?: string): Promise<string> {
  const refused: string[] = [];
  for (const candidate of cacheFolders(cacheHome)) {
    const reason = await prepareCacheFolder(candidate, account);
    if (reason === undefined) return candidate;
    refused.push(`${candidate}: ${reason}`);
  }
  throw new TemblorError('no-cache-folder', `no folder for PostgreSQL's files can be used (${refused.join('; ')})`, {
    hint: 'set XDG_CACHE_HOME to a folder of your own on a file system with 150 MB free',
  });
}

function cacheFolders(cacheHome: string | undefined): readonly string[] {
  const ownName = `temblor-${process.getuid?.() ?? 0}`;
  return [
    ...(cacheHome?.startsWith('/') ? [join(cacheHome, 'temblor')] : []),
    join(homedir(), '.cache', 'temblor'),
    join('/var/tmp', ownName),
    join(tmpdir(), ownName),
  ];
}

/** @returns why the folder cannot be used; undefined where it can. */
async function prepareCacheFolder(folder: string, account: Account): Promise<string | undefined> {
  try {
    const obstacle = await obstacleAbove(folder, account);
    if (obstacle !== undefined) return obstacle;
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const found = await lstat(folder);
    if (!found.isDirectory()) return 'not a folder';
    if (found.uid !== process.getuid?.()) return 'somebody else owns it';
    if ((found.mode & 0o022) !== 0) return 'others may write in it';
    if (account.foreign && (found.mode & 0o005) !== 0o005) await chmod(folder, 0o755);
    return undefined;
  } catch (error) {
    return codeOf(error) ?? messageOf(error);
  }
}

async function obstacleAbove(folder: string, account: Account): Promise<string | undefined> {
  for (let parent = dirname(folder); ; parent = dirname(parent)) {
    // What is not there yet will be made by the lab, with the right mode.
    const found = await lstat(parent).catch(absent);
    if (found !== undefined && (found.mode & 0o1002) === 0o002) return `anyone may replace what is in ${parent}`;
    if (found !== undefined && account.foreign && !canTraverse(found, account)) {
      return `${account.name} may not enter ${parent}`;
    }
    if (parent === dirname(parent)) return undefined;
  }
}

function absent(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

/** Whether an account may pass through a folder. */
export function canTraverse(folder: Stats, account: Account): boolean {
  if (folder.uid === account.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === account.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}
