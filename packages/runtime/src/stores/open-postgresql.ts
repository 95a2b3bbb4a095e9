/**
 * A PostgreSQL server of the lab's own: embedded binaries, a data folder copied from a prepared template, a free port on
 * loopback, a password of this run. The server is a child of the guardian, so it does not outlive the lab. Whoever opened it
 * decides whether it is started again after it died.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import pg from 'pg';
import type { ChildExit, Guardian } from '../guardian/guardian.ts';
import { freePort, releasePort } from '../processes/ports.ts';
import { openCacheFolder } from './cache-folder.ts';
import { copyTemplate } from './data-folder.ts';
import { endOrphans } from './end-orphans.ts';
import { choosePostgresqlAccount } from './postgresql-account.ts';
import { findPostgresqlPackage, installPostgresqlBinaries } from './postgresql-binaries.ts';
import type { PostgresqlServer, ServerPlan } from './postgresql-server.ts';
import { spawnServer } from './postgresql-server.ts';
import { preparePostgresqlTemplate } from './postgresql-template.ts';

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

export interface Postgresql extends AsyncDisposable {
  /** With user `postgres` and the password of this run. The same after a start again. */
  readonly url: string;
  readonly port: number;
  /** Of the first process. */
  readonly pid: number;
  /** When the first process ended, whatever the reason. Never rejects. */
  readonly exited: Promise<ChildExit>;
  /**
   * Starts another process on the same data and port, once the former has ended, and ends first what that left. The
   * process may still have to recover: see its `answered`.
   *
   * @throws TemblorError `spawn-failed`, `guardian-lost`; the signal's reason when that aborts before the start.
   */
  startAgain(signal: AbortSignal): Promise<StartedAgain>;
  /**
   * Ends the process there is at once; its data are thrown away with the folder, so nothing is written out first. Not to
   * be called while one is started again.
   */
  stop(): Promise<void>;
}

/** A later process of a server. */
interface StartedAgain {
  readonly pid: number;
  /** Never rejects. */
  readonly exited: Promise<ChildExit>;
  /**
   * Resolves with true once it has recovered and taken a connection; with false where it did not within a minute, ended
   * first, or the signal that it was started with aborted: the process has ended then. To be called once.
   */
  answered(): Promise<boolean>;
}

/** How long the server may take from its start to its first answer. */
const readyWithinMs = 15_000;
/** The same after it was killed: it reads at most `max_wal_size` of its log first. */
const recoveredWithinMs = 60_000;

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
  const program = join(binariesFolder, 'bin', 'postgres');
  const plan: ServerPlan = { guardian, name, account, program, dataFolder };
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await startFirst(options, plan, template.password);
    } catch (error) {
      // Somebody else may take a free port between our looking and the server's binding it.
      const portTaken = error instanceof TemblorError && /address already in use/i.test(error.message);
      if (!portTaken || attempt === 5) throw error;
    }
  }
}

/** The first process, on a port that is the server's until it is stopped. */
async function startFirst(options: PostgresqlOptions, plan: ServerPlan, oldPassword: string): Promise<Postgresql> {
  await using opening = new AsyncDisposableStack();
  const port = await freePort();
  opening.defer(() => releasePort(port));
  const server = await spawnServer(plan, port);
  opening.defer(() => server.stop());
  const password = randomBytes(32).toString('hex');
  await takeOver(server, port, oldPassword, password, options);
  const url = `postgresql://postgres:${password}@127.0.0.1:${port}/${encodeURIComponent(options.database)}`;
  await runSchema(url, options.schemaSql);
  opening.move();
  return runningServer(plan, { port, url }, server);
}

function runningServer(
  plan: ServerPlan,
  { port, url }: { readonly port: number; readonly url: string },
  first: PostgresqlServer,
): Postgresql {
  let server = first;
  const startAgain = async (signal: AbortSignal): Promise<StartedAgain> => {
    await server.exited;
    await endOrphans(plan);
    signal.throwIfAborted();
    const next = await spawnServer(plan, port);
    server = next;
    return { pid: next.pid, exited: next.exited, answered: () => recovered(next, url, signal) };
  };
  const stop = async (): Promise<void> => {
    await server.stop();
    const { signal } = await server.exited;
    if (signal !== null) await endOrphans(plan);
    releasePort(port);
  };
  return { url, port, pid: first.pid, exited: first.exited, startAgain, stop, [Symbol.asyncDispose]: stop };
}

async function recovered(server: PostgresqlServer, url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const client = await server.firstConnection({ connectionString: url }, { withinMs: recoveredWithinMs, signal });
    await client.end();
    return true;
  } catch {
    await server.stop(); // what it printed is in the logs
    return false;
  }
}

/** Waits for the server, then makes the copy its own: a new password, and the database under its name. */
async function takeOver(
  server: PostgresqlServer,
  port: number,
  oldPassword: string,
  password: string,
  { database, signal }: PostgresqlOptions,
): Promise<void> {
  const login = { host: '127.0.0.1', port, user: 'postgres', password: oldPassword, database: 'template1' };
  const client = await server.firstConnection(login, { withinMs: readyWithinMs, signal });
  try {
    await client.query(`ALTER ROLE postgres PASSWORD '${password}'`);
    if (database !== 'postgres') {
      await client.query(`ALTER DATABASE postgres RENAME TO ${client.escapeIdentifier(database)}`);
    }
  } finally {
    await client.end();
  }
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
