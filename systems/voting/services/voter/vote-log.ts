import { DatabaseFailure } from '@temblor/kit/database/database-failure';
import type { Database } from '@temblor/kit/database/open-database';
import type { VotingTables } from '../../tables/voting-tables.ts';
import type { SettledVote } from './voted-read.ts';

/** Rows that wait at most, about half a minute of votes at 180 a second; the oldest gives way. */
const mostWaiting = 5000;

/** Six parameters a row: well below PostgreSQL's 65,535. */
const mostInOneInsert = 1000;

/** A row of `voting_events`. */
export interface VoteRow {
  readonly timestamp: Date;
  readonly fan_out: number;
  readonly quorum: number;
  readonly excluded_replicas: string;
  readonly outcome: string;
  readonly latency_ms: number;
}

/** What writes rows: @throws DatabaseFailure, whose outcome tells whether they may be there all the same. */
type InsertVotes = (rows: readonly VoteRow[]) => Promise<void>;

/** Writes rows into the table. */
export function insertInto(database: Database<VotingTables>): InsertVotes {
  return async (rows) => {
    await database.queries.insertInto('voting_events').values(rows).execute();
  };
}

/** Writes `voting_events` in batches, off the path of the reads; bounded, and counting what it had to give up. */
export class VoteLog {
  written = 0;
  /** Rows given up: the database was away for too long, or did not tell whether it wrote them. */
  dropped = 0;
  readonly #insert: InsertVotes;
  #waiting: VoteRow[] = [];
  #writing: Promise<unknown> | undefined;

  constructor(insert: InsertVotes) {
    this.#insert = insert;
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

  /** Writes a batch of what waits, unless one is being written. */
  flush(): void {
    if (this.#writing !== undefined || this.#waiting.length === 0) return;
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Writes everything that waits; what cannot be written now is given up. Resolves when that is done. */
  async close(): Promise<void> {
    await this.#writing;
    let isServing = true;
    while (isServing && this.#waiting.length > 0) isServing = await this.#write();
    this.dropped += this.#waiting.length;
    this.#waiting = [];
  }

  /** @returns whether the batch was written. */
  async #write(): Promise<boolean> {
    const rows = this.#waiting.splice(0, mostInOneInsert);
    try {
      await this.#insert(rows);
      this.written += rows.length;
      return true;
    } catch (error) {
      // Rows that may be there already are not written twice; the others are tried again with the next flush.
      if (error instanceof DatabaseFailure && error.outcome === 'not-applied') this.#waiting.unshift(...rows);
      else this.dropped += rows.length;
      this.#bound();
      return false;
    }
  }

  #bound(): void {
    const excess = this.#waiting.length - mostWaiting;
    if (excess <= 0) return;
    this.#waiting.splice(0, excess);
    this.dropped += excess;
  }
}
