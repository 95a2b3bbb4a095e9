import type { Database } from '@temblor/kit/database/open-database';
import type { Logger } from '@temblor/kit/logs/logger';
import { sql } from 'kysely';
import type { VotingTables } from '../../tables/voting-tables.ts';
import { errorTopic } from '../monitor/error-report.ts';

const everyMs = 300_000;

/** Tidies up every five minutes, the first time five minutes after the start. */
export function keepHouse(database: Database<VotingTables>, logger: Logger): Disposable {
  const timer = setInterval(() => {
    deleteWhatIsOld(database).catch((error: unknown) =>
      logger.warn({ err: error }, 'old rows were not deleted; trying again later'),
    );
  }, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/**
 * Deletes what nobody asks for any more: reports on the topic `error-queue` after ten minutes (they are followed from the
 * latest on, and never read again), request metrics and votes after two hours, kept answers after a day. What is left
 * grows with use: the orders, their events, which are the truth that replicas start from, and the audit of failures.
 */
export async function deleteWhatIsOld(database: Database<VotingTables>): Promise<void> {
  await sql`delete from request_metrics where "timestamp" < now() - interval '2 hours'`.execute(database.queries);
  await sql`delete from voting_events where "timestamp" < now() - interval '2 hours'`.execute(database.queries);
  await sql`delete from idempotency_keys where created_at < now() - interval '1 day'`.execute(database.queries);
  await sql`
    delete from bus_event where topic = ${errorTopic} and published_at < now() - interval '10 minutes'
  `.execute(database.queries);
}
