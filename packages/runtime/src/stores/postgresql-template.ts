import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, lstat, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Guardian } from '../guardian/guardian.ts';
import { makeOwnedFolder } from './owned-folder.ts';
import type { Account } from './postgresql-account.ts';
import { postgresqlSettings } from './postgresql-settings.ts';
import { runToEnd } from './run-to-end.ts';

/** A data folder to copy, as `initdb` left it. */
export interface PostgresqlTemplate {
  readonly dataFolder: string;
  /** The password of user `postgres` in it; each copy is given its own before anything else happens with it. */
  readonly password: string;
}

interface TemplateOptions {
  readonly guardian: Guardian;
  readonly name: string;
  readonly account: Account;
  readonly cacheFolder: string;
  /** Holds `bin/initdb`. */
  readonly binariesFolder: string;
  readonly signal?: AbortSignal | undefined;
}

/** Older than this, what is left of a preparation belongs to a lab that died together with its guardian. */
const abandonedAfterMs = 3_600_000;

/**
 * The template of this version, these settings and this account; prepared when it is not there yet. It belongs to the
 * account, in a folder where only the lab may write; labs that prepare it at once each make one, and the first wins.
 */
export async function preparePostgresqlTemplate(options: TemplateOptions): Promise<PostgresqlTemplate> {
  const { account, cacheFolder, binariesFolder } = options;
  const key = createHash('sha256')
    .update(JSON.stringify([binariesFolder, postgresqlSettings]))
    .digest('hex')
    .slice(0, 12);
  const folder = join(cacheFolder, `template-${key}-${account.uid}`);
  await removeAbandoned(cacheFolder);
  const ready = await readTemplate(folder, account);
  if (ready !== undefined) return ready;
  const build = await makeOwnedFolder(options.guardian, cacheFolder, 'build-');
  try {
    await initialise(options, build);
    await rename(build, folder);
  } catch (error) {
    // Another lab may have been quicker: its template is as good.
    const other = await readTemplate(folder, account);
    if (other !== undefined) return other;
    throw error;
  } finally {
    await options.guardian.removeFolder(build);
  }
  const prepared = await readTemplate(folder, account);
  if (prepared !== undefined) return prepared;
  throw new TemblorError('postgresql-failed', `the PostgreSQL template in ${folder} cannot be read back`, {
    hint: `remove ${folder} and try again`,
  });
}

async function initialise(options: TemplateOptions, build: string): Promise<void> {
  const { account, binariesFolder } = options;
  const work = await mkdtemp(join(build, 'work-'));
  const password = randomBytes(32).toString('hex');
  const passwordFile = join(work, 'password');
  const dataFolder = join(work, 'data');
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
  if (account.foreign) {
    await chown(passwordFile, account.uid, account.gid);
    await chown(work, account.uid, account.gid);
    // The account must get through to what is its own; what else is in there stays the lab's.
    await chmod(build, 0o711);
  }
  await runToEnd(
    options.guardian,
    {
      name: `${options.name}-initdb`,
      file: join(binariesFolder, 'bin', 'initdb'),
      args: [
        ...['--pgdata', dataFolder, '--username', 'postgres', '--pwfile', passwordFile],
        ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--wal-segsize', '1'],
        '--no-instructions',
        ...Object.entries(postgresqlSettings).flatMap(([setting, value]) => ['--set', `${setting}=${value}`]),
      ],
      environment: postgresqlEnvironment,
      directory: '/',
      ...identityOf(account),
    },
    { what: 'preparing PostgreSQL (initdb)', signal: options.signal },
  );
  await rename(dataFolder, join(build, 'data'));
  await rm(work, { recursive: true });
  await writeFile(join(build, 'password'), password, { mode: 0o600, flag: 'wx' });
}

/** What PostgreSQL's programs are told of the lab's environment: nothing but where to find other programs. */
export const postgresqlEnvironment: Readonly<Record<string, string>> = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

/** Under whom to start; nothing where the lab's own account will do. */
export function identityOf(account: Account): { uid?: number; gid?: number } {
  return account.foreign ? { uid: account.uid, gid: account.gid } : {};
}

async function readTemplate(folder: string, account: Account): Promise<PostgresqlTemplate | undefined> {
  const dataFolder = join(folder, 'data');
  try {
    const found = await lstat(dataFolder);
    if (!found.isDirectory() || found.uid !== account.uid) return undefined;
    return { dataFolder, password: await readFile(join(folder, 'password'), 'utf8') };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function removeAbandoned(cacheFolder: string): Promise<void> {
  for (const entry of await readdir(cacheFolder)) {
    if (!entry.startsWith('build-')) continue;
    const path = join(cacheFolder, entry);
    const found = await lstat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > abandonedAfterMs) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
