import type { Database } from '@temblor/kit/database/open-database';
import type { Logger } from '@temblor/kit/logs/logger';
import { sql } from 'kysely';
import type { VotingTables } from '../../tables/voting-tables.ts';

const everyMs = 300_000;

/**
 * Deletes what nobody asks for any more, so that a system that is left running does not fill the disk: request metrics
 * and votes after two hours, kept answers after a day. The first round comes five minutes after the start.
 */
export function keepHouse(database: Database<VotingTables>, logger: Logger): Disposable {
  const round = async () => {
    await sql`delete from request_metrics where "timestamp" < now() - interval '2 hours'`.execute(database.queries);
    await sql`delete from voting_events where "timestamp" < now() - interval '2 hours'`.execute(database.queries);
    await sql`delete from idempotency_keys where created_at < now() - interval '1 day'`.execute(database.queries);
  };
  const timer = setInterval(() => {
    round().catch((error: unknown) => logger.warn({ err: error }, 'old rows were not deleted; trying again later'));
  }, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
