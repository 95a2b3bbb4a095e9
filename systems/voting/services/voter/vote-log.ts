import type { Database } from '@temblor/kit/database/open-database';
import type { VotingTables } from '../../tables/voting-tables.ts';
import type { SettledVote } from './voted-read.ts';

/** Rows that wait at most, about half a minute of votes at 180 a second; the oldest gives way. */
const mostWaiting = 5000;

/** Six parameters a row: well below PostgreSQL's 65,535. */
const mostInOneInsert = 1000;

interface Row {
  readonly timestamp: Date;
  readonly fan_out: number;
  readonly quorum: number;
  readonly excluded_replicas: string;
  readonly outcome: string;
  readonly latency_ms: number;
}

/** Writes `voting_events` in batches, off the path of the reads; bounded, and counting what it had to give up. */
export class VoteLog {
  written = 0;
  /** Rows given up because the database was away for too long, or refused them. */
  dropped = 0;
  readonly #database: Database<VotingTables>;
  #waiting: Row[] = [];
  #writing: Promise<void> | undefined;

  constructor(database: Database<VotingTables>) {
    this.#database = database;
  }

  add(vote: SettledVote, timestamp: Date): void {
    this.#waiting.push({
      timestamp,
      fan_out: vote.fanOut,
      quorum: vote.agreed,
      excluded_replicas: JSON.stringify(vote.excluded),
      outcome: vote.outcome.kind === 'no-quorum' ? `no-quorum: ${vote.outcome.reason}` : vote.outcome.kind,
      latency_ms: vote.latencyMs,
    });
    this.#bound();
  }

  /** Writes what waits, unless that is being done. */
  flush(): void {
    if (this.#writing !== undefined || this.#waiting.length === 0) return;
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Writes what waits a last time; resolves when it is written or was refused. */
  async close(): Promise<void> {
    await this.#writing;
    if (this.#waiting.length > 0) await this.#write();
  }

  async #write(): Promise<void> {
    const rows = this.#waiting.splice(0, mostInOneInsert);
    try {
      await this.#database.queries.insertInto('voting_events').values(rows).execute();
      this.written += rows.length;
    } catch {
      // Tried again with the next flush: a row that was written after all stands twice in a log that is only counted.
      this.#waiting.unshift(...rows);
      this.#bound();
    }
  }

  #bound(): void {
    const excess = this.#waiting.length - mostWaiting;
    if (excess <= 0) return;
    this.#waiting.splice(0, excess);
    this.dropped += excess;
  }
}
