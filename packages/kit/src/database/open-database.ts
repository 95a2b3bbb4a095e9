import { setTimeout as delay } from 'node:timers/promises';
import { withTimeout } from '@temblor/foundation/concurrency/wait';
import type { CompiledQuery, PostgresPool, QueryExecutorProvider, Transaction } from 'kysely';
import { Kysely, PostgresDialect } from 'kysely';
import type { ClientConfig, PoolClient } from 'pg';
import pg from 'pg';
import { DatabaseFailure, toDatabaseFailure } from './database-failure.ts';
import { GuardedClient } from './guarded-client.ts';
import { readThenWrite } from './read-then-write.ts';
import type { TransactionPort } from './transaction-port.ts';

interface DatabaseOptions {
  /** `postgresql://user:password@host:port/database`. */
  readonly url: string;
  /** Connections of the pool; more transactions at once wait for one. */
  readonly maxConnections: number;
  /** How the server lists the connections: the instance id. */
  readonly applicationName: string;
  /** Told when a connection breaks that no statement is using; the pool replaces it by itself. */
  readonly onError: (error: unknown) => void;
  /** How long to wait for a connection, from the pool or of the server. Default 1000. */
  readonly connectTimeoutMs?: number;
  /** After this the server gives a statement up (also while it waits for a lock). Default 2000. */
  readonly statementTimeoutMs?: number;
  /** After this the server ends a transaction whose client is silent, a paused one for example. Default 1000. */
  readonly idleTransactionTimeoutMs?: number;
}

/** What a part that is not typed for the service's tables needs of its database. */
export interface DatabasePort {
  /** Runs statements outside a transaction: each is one of its own. */
  readonly executor: QueryExecutorProvider;
  inTransaction<R>(work: (transaction: TransactionPort) => Promise<R>): Promise<R>;
  /**
   * A transaction in two exchanges with the server: one for its beginning and all of `reads`, one for the statement that
   * `decide` makes of the rows of the last of them, and the commit. Where it makes none, the transaction ends without.
   * What `decide` throws is passed on after the rollback. Run again after a conflict, like `inTransaction`.
   * @throws DatabaseFailure; with the outcome `unknown` only when the connection was lost after the commit was sent.
   */
  readThenWrite(
    reads: readonly CompiledQuery[],
    decide: (rows: readonly unknown[]) => CompiledQuery | undefined,
  ): Promise<void>;
  /**
   * A connection of its own outside the pool, to listen on. It has no deadline for statements and an `error` listener;
   * whoever asks for it ends it. @throws DatabaseFailure `unavailable`.
   */
  connect(): Promise<pg.Client>;
}

/**
 * The database of a service: a small pool that survives the loss of the database and serves again with the first
 * statement after its return. It connects when first used. Every error is a `DatabaseFailure`.
 */
export interface Database<Tables> extends DatabasePort, AsyncDisposable {
  /** Typed queries, each a transaction of its own: where one fails with the outcome `unknown` it may have happened. */
  readonly queries: Kysely<Tables>;
  /**
   * Runs work in a transaction and commits it. After a conflict (serialization failure, deadlock) the work is run again,
   * up to `attempts` times (default 3), so it must have no effect but on the transaction.
   * @throws DatabaseFailure; with the outcome `unknown` only when the connection was lost during the commit. What else
   * the work throws is passed on after the rollback.
   */
  inTransaction<R>(
    work: (transaction: Transaction<Tables>) => Promise<R>,
    options?: { readonly attempts?: number },
  ): Promise<R>;
  /** Connections that are open or being opened. */
  readonly connections: number;
}

/** Opens a service's database. No connection is made before the first statement, so this never fails for its absence. */
export function openDatabase<Tables>(options: DatabaseOptions): Database<Tables> {
  const statementTimeoutMs = options.statementTimeoutMs ?? 2000;
  const common: ClientConfig = {
    connectionString: options.url,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 1000,
    keepAlive: true,
    types: { getTypeParser },
  };
  const pool = new pg.Pool({
    ...common,
    max: options.maxConnections,
    // Who does not wait for an answer before the next statement has both in one exchange.
    pipeline: true,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: options.idleTransactionTimeoutMs ?? 1000,
  });
  const open = new Set<PoolClient>();
  pool.on('error', options.onError);
  pool.on('connect', (client) => {
    open.add(client);
    // Without a listener, a connection that breaks between two statements of a transaction would end the process.
    client.on('error', () => undefined);
    client.on('end', () => open.delete(client));
  });
  const guarded = guardedPool(pool, statementTimeoutMs);
  const queries = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: guarded }) });
  return {
    queries,
    executor: queries,
    get connections() {
      return pool.totalCount;
    },
    inTransaction: (work, { attempts = 3 } = {}) =>
      againAfterConflict(attempts, () => queries.transaction().execute(work)),
    readThenWrite: (reads, decide) =>
      againAfterConflict(3, async () => readThenWrite(await guarded.connect(), reads, decide)),
    connect: () => connectAlone(common, options.onError),
    [Symbol.asyncDispose]: async () => {
      const ended = pool.end();
      await withTimeout(ended, 1000);
      for (const client of open) client.connection.stream.destroy();
      await withTimeout(ended, 1000);
    },
  };
}

async function againAfterConflict<R>(attempts: number, transact: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transact();
    } catch (error) {
      const conflict = error instanceof DatabaseFailure && error.kind === 'conflict';
      if (!conflict || attempt >= attempts) throw error;
      await delay(attempt);
    }
  }
}

interface GuardedPool extends PostgresPool {
  connect(): Promise<GuardedClient>;
}

/** The pool as Kysely wants it, with guarded connections. Kysely keeps what it knows of a connection by identity. */
function guardedPool(pool: pg.Pool, statementTimeoutMs: number): GuardedPool {
  const guarded = new WeakMap<PoolClient, GuardedClient>();
  return {
    options: {},
    end: () => Promise.resolve(),
    connect: async () => {
      let client: PoolClient;
      try {
        client = await pool.connect();
      } catch (error) {
        throw toDatabaseFailure(error, 'connect');
      }
      const known = guarded.get(client);
      if (known !== undefined) return known;
      const fresh = new GuardedClient(client, statementTimeoutMs);
      guarded.set(client, fresh);
      return fresh;
    },
  };
}

async function connectAlone(config: ClientConfig, onError: (error: unknown) => void): Promise<pg.Client> {
  const client = new pg.Client(config);
  client.on('error', onError);
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.connection.stream.destroy();
    throw toDatabaseFailure(error, 'connect');
  }
}

/** Eight-byte integers as numbers, where they are exact; everything else as the driver reads it. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') => {
  if (oid === pg.types.builtins.INT8 && format !== 'binary') return parseInteger;
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text');
};

function parseInteger(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}
