import { chmod, chown, lstat, mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Guardian } from '../guardian/guardian.ts';
import { canTraverse } from './cache-folder.ts';
import { makeOwnedFolder } from './owned-folder.ts';
import type { Account } from './postgresql-account.ts';
import type { PostgresqlTemplate } from './postgresql-template.ts';
import { identityOf, postgresqlEnvironment } from './postgresql-template.ts';
import { runToEnd } from './run-to-end.ts';

interface DataFolderOptions {
  readonly guardian: Guardian;
  readonly name: string;
  readonly account: Account;
  readonly template: PostgresqlTemplate;
  /** The lab's temporary folder. */
  readonly folder: string;
  /** Where to go when the account cannot reach the lab's. */
  readonly cacheFolder: string;
  readonly signal?: AbortSignal | undefined;
}

/** Copies the template to a place where the account can reach it and the guardian removes it. @returns the copy. */
export async function copyTemplate(options: DataFolderOptions): Promise<string> {
  const { account, guardian } = options;
  const home = await makeHome(options);
  if (account.foreign) await chown(home, account.uid, account.gid);
  const dataFolder = join(home, 'data');
  // The account copies for itself: root would follow whatever the account could put there. On file systems that can,
  // nothing is copied but references (coreutils do so by themselves, macOS wants to be asked).
  const flags = process.platform === 'darwin' ? '-Rc' : '-R';
  await runToEnd(
    guardian,
    {
      name: `${options.name}-copy`,
      file: '/bin/cp',
      args: [flags, options.template.dataFolder, dataFolder],
      environment: postgresqlEnvironment,
      directory: '/',
      ...identityOf(account),
    },
    { what: 'copying the PostgreSQL template', signal: options.signal },
  );
  return dataFolder;
}

async function makeHome(options: DataFolderOptions): Promise<string> {
  const { account, folder, guardian } = options;
  if (!account.foreign || (await reaches(account, folder))) {
    return await mkdtemp(join(folder, 'postgresql-'));
  }
  return makeOwnedFolder(guardian, options.cacheFolder, 'data-');
}

/** Whether the account gets to the lab's folder; that itself is opened for passage, what is above it is left alone. */
async function reaches(account: Account, folder: string): Promise<boolean> {
  for (let parent = dirname(folder); ; parent = dirname(parent)) {
    if (!canTraverse(await lstat(parent), account)) return false;
    if (parent === dirname(parent)) break;
  }
  const own = await lstat(folder);
  if (!canTraverse(own, account)) await chmod(folder, (own.mode & 0o777) | 0o011);
  return true;
}
