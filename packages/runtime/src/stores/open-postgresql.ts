/**
 * A PostgreSQL server of the lab's own: embedded binaries, a data folder copied from a prepared template, a free port on
 * loopback, a password of this run. The server is a child of the guardian, so it does not outlive the lab.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withTimeout } from '@temblor/foundation/concurrency/wait';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import pg from 'pg';
import type { Child, ChildExit, Guardian } from '../guardian/guardian.ts';
import { freePort, releasePort } from '../processes/ports.ts';
import { openCacheFolder } from './cache-folder.ts';
import { copyTemplate } from './data-folder.ts';
import type { Account } from './postgresql-account.ts';
import { choosePostgresqlAccount } from './postgresql-account.ts';
import { findPostgresqlPackage, installPostgresqlBinaries } from './postgresql-binaries.ts';
import type { PostgresqlTemplate } from './postgresql-template.ts';
import { identityOf, postgresqlEnvironment, preparePostgresqlTemplate } from './postgresql-template.ts';
import { failureOf, LastLines } from './run-to-end.ts';

interface PostgresqlOptions {
  readonly guardian: Guardian;
  /** The store's name: what its child process is called. */
  readonly name: string;
  /** The database that is made in it. */
  readonly database: string;
  /** SQL to run once in the fresh database. */
  readonly schemaSql?: string;
  /** A temporary folder that the guardian owns; the data go into a folder in it. */
  readonly folder: string;
  /** The user's folder for caches (`XDG_CACHE_HOME`); absent: `~/.cache`, or `/var/tmp` where that cannot be reached. */
  readonly cacheHome?: string;
  readonly signal?: AbortSignal;
}

interface Postgresql extends AsyncDisposable {
  /** With user `postgres` and the password of this run. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** When the server ended, whatever the reason. Never rejects. */
  readonly exited: Promise<ChildExit>;
  /** Ends the server at once; its data are thrown away with the folder, so nothing is written out first. */
  stop(): Promise<void>;
}

/** How long the server may take from its start to its first answer. */
const readyWithinMs = 15_000;

/**
 * Starts a server and resolves when the database is there, the schema is in it and it has answered a query.
 * @throws TemblorError `no-postgresql`, `no-account`, `no-cache-folder`, `disk-full`, `schema-failed`,
 * `postgresql-failed`; the signal's reason when that aborts first.
 */
export async function openPostgresql(options: PostgresqlOptions): Promise<Postgresql> {
  const { guardian, name, signal } = options;
  const account = choosePostgresqlAccount();
  const found = await findPostgresqlPackage();
  const cacheFolder = await openCacheFolder(account, options.cacheHome);
  const binariesFolder = await installPostgresqlBinaries(found, cacheFolder, guardian);
  const template = await preparePostgresqlTemplate({ guardian, name, account, cacheFolder, binariesFolder, signal });
  const dataFolder = await copyTemplate({ ...options, account, template, cacheFolder, signal });
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await startServer(options, { account, template, binariesFolder, dataFolder });
    } catch (error) {
      // Somebody else may take a free port between our looking and the server's binding it.
      const portTaken = error instanceof TemblorError && /address already in use/i.test(error.message);
      if (!portTaken || attempt === 5) throw error;
    }
  }
}

interface Prepared {
  readonly account: Account;
  readonly template: PostgresqlTemplate;
  readonly binariesFolder: string;
  readonly dataFolder: string;
}

async function startServer(options: PostgresqlOptions, prepared: Prepared): Promise<Postgresql> {
  const { guardian, name, database } = options;
  const port = await freePort();
  using lines = new LastLines(guardian, name);
  const starting = guardian.spawn({
    name,
    file: join(prepared.binariesFolder, 'bin', 'postgres'),
    args: ['-D', prepared.dataFolder, '-p', String(port)],
    environment: postgresqlEnvironment,
    directory: '/',
    endSignal: 'SIGQUIT',
    ...identityOf(prepared.account),
  });
  starting.catch(() => releasePort(port));
  const child = await starting;
  void child.exited.then(() => releasePort(port));
  try {
    const password = randomBytes(32).toString('hex');
    await takeOver(child, port, prepared.template.password, password, options, lines);
    const url = `postgresql://postgres:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
    await runSchema(url, options.schemaSql);
    const stop = (): Promise<void> => stopServer(child);
    return { url, port, pid: child.pid, exited: child.exited, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stopServer(child);
    throw error;
  }
}

/** Waits for the server, then makes the copy its own: a new password, and the database under its name. */
async function takeOver(
  child: Child,
  port: number,
  oldPassword: string,
  password: string,
  options: PostgresqlOptions,
  lines: LastLines,
): Promise<void> {
  const config = { host: '127.0.0.1', port, user: 'postgres', password: oldPassword, database: 'template1' };
  const client = await firstConnection(config, child, lines, options.signal);
  try {
    await client.query(`ALTER ROLE postgres PASSWORD '${password}'`);
    if (options.database !== 'postgres') {
      await client.query(`ALTER DATABASE postgres RENAME TO ${client.escapeIdentifier(options.database)}`);
    }
  } finally {
    await client.end();
  }
}

async function firstConnection(
  config: pg.ClientConfig,
  child: Child,
  lines: LastLines,
  signal: AbortSignal | undefined,
): Promise<pg.Client> {
  let exited = false;
  void child.exited.then(() => {
    exited = true;
  });
  const deadlineMs = performance.now() + readyWithinMs;
  let last: unknown;
  // Asking before it is ready would only fill its log; but a line may have been cut, so do not count on it.
  await Promise.race([lines.saw('ready to accept connections', 1000), child.exited]);
  while (performance.now() < deadlineMs) {
    signal?.throwIfAborted();
    if (exited) throw failureOf('starting PostgreSQL', await lines.settled());
    const client = new pg.Client({ ...config, connectionTimeoutMillis: 2000, query_timeout: 10_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      last = error;
      await delay(10);
    }
  }
  throw new TemblorError('postgresql-failed', `PostgreSQL did not answer within ${readyWithinMs} ms`, {
    hint: 'is the machine overloaded? Try again, or give the URL of a PostgreSQL server',
    cause: last,
  });
}

async function runSchema(url: string, schemaSql: string | undefined): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(schemaSql ?? 'SELECT 1');
  } catch (cause) {
    throw new TemblorError('schema-failed', `the schema cannot be run in the fresh database: ${messageOf(cause)}`, {
      hint: 'correct the SQL of the store in the declaration of the system',
      exitCode: 78,
      cause,
    });
  } finally {
    await client.end();
  }
}

async function stopServer(child: Child): Promise<void> {
  await child.signal('SIGQUIT');
  if ((await withTimeout(child.exited, 2000)) !== undefined) return;
  await child.signal('SIGKILL');
  await child.exited;
}
