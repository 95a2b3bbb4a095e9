import type { CompiledQuery, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { PoolClient } from 'pg';
import type { StatementRole } from './database-failure.ts';
import { breaksConnection, DatabaseFailure, toDatabaseFailure } from './database-failure.ts';

/** How a statement begins that `asPrepared` marked. */
const preparedMark = '/* prepared */ ';

/** So many statements are prepared on a connection; further ones are sent as they are. */
const mostPrepared = 200;

/**
 * Marks a statement that is run often: each connection has it parsed and planned once. Not for one whose best plan depends
 * on how large its tables are: what was planned while they were empty stays.
 */
export function asPrepared(text: string): string {
  return preparedMark + text;
}

/**
 * A pooled connection as Kysely sees it: its errors are `DatabaseFailure`s that know whether they struck inside a
 * transaction, and once its socket or its protocol is out of step it answers no more and is thrown away on release,
 * so that no later statement waits behind one that never came back.
 */
export class GuardedClient implements PostgresPoolClient {
  readonly #client: PoolClient;
  /** The names of what was prepared here, by its text. */
  readonly #prepared = new Map<string, string>();
  #transaction: 'none' | 'open' = 'none';
  #broken = false;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query(): never;
  query<R>(text?: unknown, parameters: readonly unknown[] = []): Promise<PostgresQueryResult<R>> {
    if (typeof text !== 'string') throw new TypeError('cursors are not supported');
    return this.#query(text, parameters);
  }

  /**
   * Begins a transaction with some statements, all in one exchange: after one that fails the server refuses the rest.
   * @returns the rows of the last. @throws DatabaseFailure
   */
  async beginWith(statements: readonly CompiledQuery[]): Promise<readonly unknown[]> {
    const answers = await this.#together(() => [
      this.#query('begin', []),
      ...statements.map(({ sql, parameters }) => this.#query(sql, parameters)),
    ]);
    return answers.at(-1)?.rows ?? [];
  }

  /**
   * Ends a transaction with its last statement and the commit, both in one exchange: the server commits nothing where the
   * statement fails. Where it is not known whether it did, neither is what became of the commit behind it.
   * @throws DatabaseFailure
   */
  async commitWith({ sql, parameters }: CompiledQuery): Promise<void> {
    await this.#together(() => [this.#query(sql, parameters, 'commit'), this.#query('commit', [])]);
  }

  /** @returns all answers, once there are all. @throws the first failure, by the order of the statements. */
  async #together<T>(send: () => Promise<T>[]): Promise<readonly T[]> {
    const { stream } = this.#client.connection;
    stream.cork();
    const answers = send();
    stream.uncork();
    await Promise.allSettled(answers);
    return Promise.all(answers);
  }

  async #query<R>(
    text: string,
    parameters: readonly unknown[],
    role: StatementRole | 'begin' | 'rollback' = this.#roleOf(text),
  ): Promise<PostgresQueryResult<R>> {
    if (this.#broken) {
      // The server rolls back what a lost connection leaves open.
      if (text === 'rollback') return { command: 'ROLLBACK', rowCount: 0, rows: [] };
      throw toDatabaseFailure(new Error('the connection was lost before'), 'in-transaction');
    }
    // From here on, not from its answer: the next statement may be sent before that.
    if (role === 'begin') this.#transaction = 'open';
    try {
      const result = await this.#client.query<PostgresQueryResult<R>['rows'][number] & object>({
        ...{ text, values: [...parameters] },
        ...this.#nameOf(text),
      });
      if (text === 'commit' || text === 'rollback') this.#transaction = 'none';
      if (text === 'commit' && result.command === 'ROLLBACK') throw rolledBack();
      return { command: commandOf(result.command), rowCount: result.rowCount ?? 0, rows: result.rows };
    } catch (error) {
      const failure = toDatabaseFailure(error, role === 'begin' || role === 'rollback' ? 'in-transaction' : role);
      if (breaksConnection(failure)) this.#broken = true;
      throw failure;
    }
  }

  release(destroy = false): void {
    this.#client.release(destroy || this.#broken || this.#transaction === 'open');
  }

  #nameOf(text: string): { name?: string } {
    if (!text.startsWith(preparedMark)) return {};
    const known = this.#prepared.get(text);
    if (known !== undefined) return { name: known };
    if (this.#prepared.size >= mostPrepared) return {};
    const name = `prepared-${this.#prepared.size + 1}`;
    this.#prepared.set(text, name);
    return { name };
  }

  #roleOf(text: string): StatementRole | 'begin' | 'rollback' {
    if (text === 'begin' || text.startsWith('start transaction')) return 'begin';
    if (text === 'commit') return 'commit';
    if (text === 'rollback') return 'rollback';
    return this.#transaction === 'open' ? 'in-transaction' : 'standalone';
  }
}

/** The server answers the COMMIT of a transaction in which a statement has failed with ROLLBACK, which is no error of its. */
function rolledBack(): DatabaseFailure {
  const cause = new Error('COMMIT was answered with ROLLBACK');
  const message = 'the database rolled the transaction back: one of its statements had failed';
  return new DatabaseFailure('rejected', 'not-applied', message, { cause });
}

/** Kysely asks only whether it was one of these, and takes everything else for a `SELECT`. */
function commandOf(command: string): PostgresQueryResult<unknown>['command'] {
  switch (command) {
    case 'UPDATE':
    case 'DELETE':
    case 'INSERT':
    case 'MERGE':
    case 'COMMIT':
    case 'ROLLBACK':
      return command;
    default:
      return 'SELECT';
  }
}
