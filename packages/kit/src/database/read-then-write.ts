import type { CompiledQuery } from 'kysely';
import type { GuardedClient } from './guarded-client.ts';

/**
 * A transaction whose statements do not wait for each other's answers where they need none (pipelining: PostgreSQL's
 * documentation, 32.5 and 53.2.4). In READ COMMITTED each has a snapshot of its own, taken when those before it are done.
 * The connection is given back in the end.
 * @see DatabasePort.readThenWrite
 */
export async function readThenWrite(
  client: GuardedClient,
  reads: readonly CompiledQuery[],
  decide: (rows: readonly unknown[]) => CompiledQuery | undefined,
): Promise<void> {
  try {
    const write = await readAndDecide(client, reads, decide);
    if (write === undefined) await client.query('commit', []);
    else await client.commitWith(write);
  } finally {
    client.release();
  }
}

async function readAndDecide(
  client: GuardedClient,
  reads: readonly CompiledQuery[],
  decide: (rows: readonly unknown[]) => CompiledQuery | undefined,
): Promise<CompiledQuery | undefined> {
  try {
    return decide(await client.beginWith(reads));
  } catch (error) {
    // A connection that cannot roll back is thrown away, and the server rolls back by itself.
    await client.query('rollback', []).catch(() => undefined);
    throw error;
  }
}
