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

/** The server answers a statement that it gave up; so long beyond that, no answer is going to come. */
const answerMs = 500;

/** A statement that the server is asked to execute. */
interface Asked {
  readonly text: string;
  readonly parameters?: readonly unknown[];
  /** What it is to its transaction; where absent, what its text says. */
  readonly role?: Role;
}

type Role = StatementRole | 'begin' | 'rollback';

/**
 * A pooled connection as Kysely sees it: its errors are `DatabaseFailure`s that know whether they struck inside a
 * transaction, and once its socket or its protocol is out of step it answers no more and is thrown away on release,
 * so that no later statement waits behind one that never came back.
 */
export class GuardedClient implements PostgresPoolClient {
  readonly #client: PoolClient;
  readonly #statementTimeoutMs: number;
  /** The names of what was prepared here, by its text. */
  readonly #prepared = new Map<string, string>();
  #transaction: 'none' | 'open' = 'none';
  #broken = false;

  /** @param statementTimeoutMs after which the server gives a statement up. */
  constructor(client: PoolClient, statementTimeoutMs: number) {
    this.#client = client;
    this.#statementTimeoutMs = statementTimeoutMs;
    // Whatever is asked for from then on was never sent.
    const isLost = () => {
      this.#broken = true;
    };
    client.on('error', isLost);
    client.on('end', isLost);
  }

  query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query(): never;
  query<R>(text?: unknown, parameters: readonly unknown[] = []): Promise<PostgresQueryResult<R>> {
    if (typeof text !== 'string') throw new TypeError('cursors are not supported');
    return this.#query({ text, parameters });
  }

  /**
   * Begins a transaction with some statements, all in one exchange: after one that fails the server refuses the rest.
   * @returns the rows of the last. @throws DatabaseFailure
   */
  async beginWith(statements: readonly CompiledQuery[]): Promise<readonly unknown[]> {
    const answers = await this.#together([{ text: 'begin' }, ...statements.map(asked)]);
    return answers.at(-1)?.rows ?? [];
  }

  /**
   * Ends a transaction with its last statement and the commit, both in one exchange: the server commits nothing where the
   * statement fails. Where it is not known whether it did, neither is what became of the commit behind it.
   * @throws DatabaseFailure
   */
  async commitWith(statement: CompiledQuery): Promise<void> {
    await this.#together([{ ...asked(statement), role: 'commit' }, { text: 'commit' }]);
  }

  /** @returns all answers, once there are all. @throws the first failure, by the order of the statements. */
  async #together(statements: readonly Asked[]): Promise<readonly PostgresQueryResult<unknown>[]> {
    const { stream } = this.#client.connection;
    stream.cork();
    const answers = statements.map((statement) => this.#query<unknown>(statement, statements.length));
    stream.uncork();
    await Promise.allSettled(answers);
    return Promise.all(answers);
  }

  /** @param together how many are sent in one exchange: the answer to this one may have to wait for those before it. */
  async #query<R>(
    { text, parameters = [], role = this.#roleOf(text) }: Asked,
    together = 1,
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
        ...{ text, values: [...parameters], query_timeout: together * this.#statementTimeoutMs + answerMs },
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

  #roleOf(text: string): Role {
    if (text === 'begin' || text.startsWith('start transaction')) return 'begin';
    if (text === 'commit') return 'commit';
    if (text === 'rollback') return 'rollback';
    return this.#transaction === 'open' ? 'in-transaction' : 'standalone';
  }
}

function asked({ sql, parameters }: CompiledQuery): Asked {
  return { text: sql, parameters };
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
