/** Writes a row of `request_metrics` for every request of a service, in batches and off the request's path. */
import { DatabaseFailure } from '@temblor/kit/database/database-failure';
import type { Database } from '@temblor/kit/database/open-database';
import type { Logger } from '@temblor/kit/logs/logger';
import type { AnsweredRequest, RequestMetrics } from '@temblor/kit/metrics/request-metrics';
import { sql } from 'kysely';
import type { VotingTables } from './voting-tables.ts';

/** What a service gives so that its requests are recorded. */
interface RecorderParts {
  readonly metrics: RequestMetrics;
  readonly database: Database<VotingTables>;
  readonly logger: Logger;
  readonly service: string;
  readonly instance: string;
}

/** Pages that every service has: who asks for them is the lab and the monitor, not a user. */
const ownPages = new Set(['/health', '/metrics', '/openapi.json', '/inject-failure']);

const flushEveryMs = 1000;
const largestBatch = 1000;
/** While the database is away, the newest rows wait; older ones are given up and counted. */
const longestBacklog = 10_000;

/**
 * Starts recording; dispose of it before the database. Rows are durable only with the server's next flush of its log
 * (`synchronous_commit` off): metrics must not take the disk's time from orders.
 */
export function recordRequests(parts: RecorderParts): AsyncDisposable {
  let waiting: AnsweredRequest[] = [];
  let given = 0;
  let flushing: Promise<void> | undefined;
  const subscription = parts.metrics.onAnswered((request) => {
    if (ownPages.has(request.endpoint)) return;
    waiting.push(request);
    if (waiting.length < longestBacklog * 1.1) return;
    given += waiting.length - longestBacklog;
    waiting = waiting.slice(-longestBacklog);
  });
  const flushOnce = async () => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, largestBatch);
      waiting = waiting.slice(largestBatch);
      try {
        await insert(parts, batch);
      } catch (error) {
        // Rows that may be there already are not written twice.
        if (error instanceof DatabaseFailure && error.outcome === 'not-applied') waiting = [...batch, ...waiting];
        else given += batch.length;
        parts.logger.warn({ err: error, waiting: waiting.length, given_up: given }, 'request metrics were not written');
        return;
      }
    }
  };
  const flush = () => {
    flushing ??= flushOnce().finally(() => {
      flushing = undefined;
    });
    return flushing;
  };
  const timer = setInterval(flush, flushEveryMs);
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      subscription[Symbol.dispose]();
      await flush();
    },
  };
}

async function insert(parts: RecorderParts, rows: readonly AnsweredRequest[]): Promise<void> {
  await sql`
    insert into request_metrics (service_name, instance_id, endpoint, method, status_code, latency_ms, "timestamp")
    select ${parts.service}, ${parts.instance}, endpoint, method, status_code, latency_ms, to_timestamp(at_ms / 1000)
    from unnest(
      ${rows.map((row) => row.endpoint)}::text[], ${rows.map((row) => row.method)}::text[],
      ${rows.map((row) => row.status)}::int[], ${rows.map((row) => row.latencyMs)}::float8[],
      ${rows.map((row) => row.atMs)}::float8[]
    ) as answered (endpoint, method, status_code, latency_ms, at_ms),
    (select set_config('synchronous_commit', 'off', true)) as relaxed
  `.execute(parts.database.queries);
}
