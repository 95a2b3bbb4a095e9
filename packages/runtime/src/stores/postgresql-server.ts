/** One process of a PostgreSQL server: its start, its first answer, and its end. */
import { setTimeout as delay } from 'node:timers/promises';
import { withTimeout } from '@temblor/foundation/concurrency/wait';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import pg from 'pg';
import type { Child, ChildExit, Guardian } from '../guardian/guardian.ts';
import { aborted } from './aborted.ts';
import type { Account } from './postgresql-account.ts';
import { identityOf, postgresqlEnvironment } from './postgresql-template.ts';
import { failureOf, LastLines } from './run-to-end.ts';

/** Everything that is the same for each process of one server. */
export interface ServerPlan {
  readonly guardian: Guardian;
  /** What the process is called. */
  readonly name: string;
  readonly account: Account;
  /** PostgreSQL's `bin/postgres`. */
  readonly program: string;
  readonly dataFolder: string;
}

/** A server process; made by `spawnServer`. */
export class PostgresqlServer {
  readonly pid: number;
  /** When the process ended, whatever the reason. Never rejects. */
  readonly exited: Promise<ChildExit>;
  readonly #child: Child;
  readonly #lines: LastLines;

  constructor(child: Child, lines: LastLines) {
    this.pid = child.pid;
    this.exited = child.exited;
    this.#child = child;
    this.#lines = lines;
  }

  /**
   * Waits for the first connection that it takes. To be called once.
   *
   * @throws TemblorError `postgresql-failed` or `disk-full` with its last words where it ends first, `postgresql-failed`
   * after `withinMs`; the signal's reason when that aborts.
   */
  async firstConnection(
    login: pg.ClientConfig,
    options: { readonly withinMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<pg.Client> {
    using lines = this.#lines;
    let exited = false;
    void this.exited.then(() => {
      exited = true;
    });
    const deadlineMs = performance.now() + options.withinMs;
    let last: unknown;
    // Asking before it is ready would only fill its log; but a line may have been cut, so do not count on it.
    await Promise.race([lines.saw('ready to accept connections', 1000), this.exited, aborted(options.signal)]);
    while (performance.now() < deadlineMs) {
      options.signal?.throwIfAborted();
      if (exited) throw failureOf('starting PostgreSQL', await lines.settled());
      const client = new pg.Client({ ...login, connectionTimeoutMillis: 2000, query_timeout: 10_000 });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return client;
      } catch (error) {
        last = error;
        await delay(10);
      }
    }
    throw new TemblorError('postgresql-failed', `PostgreSQL did not answer within ${options.withinMs} ms`, {
      hint: 'is the machine overloaded? Try again, or give the URL of a PostgreSQL server',
      cause: last,
    });
  }

  /** Ends the process at once, without writing anything out; one that is gone is no error. */
  async stop(): Promise<void> {
    await this.#child.signal('SIGQUIT');
    if ((await withTimeout(this.exited, 2000)) !== undefined) return;
    await this.#child.signal('SIGKILL');
    await this.exited;
  }
}

/** Starts a process of the server on a port of loopback. @throws TemblorError `spawn-failed`, `guardian-lost`. */
export async function spawnServer(plan: ServerPlan, port: number): Promise<PostgresqlServer> {
  const { guardian, name, account, program, dataFolder } = plan;
  using opening = new DisposableStack();
  const lines = opening.use(new LastLines(guardian, name));
  const child = await guardian.spawn({
    name,
    file: program,
    args: ['-D', dataFolder, '-p', String(port)],
    environment: postgresqlEnvironment,
    directory: '/',
    endSignal: 'SIGQUIT',
    ...identityOf(account),
  });
  opening.move();
  return new PostgresqlServer(child, lines);
}
