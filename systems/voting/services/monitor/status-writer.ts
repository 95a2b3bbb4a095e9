import type { Database } from '@temblor/kit/database/open-database';
import type { DetectorName } from '@temblor/protocols/failure-detectors/failure-detector';
import { sql } from 'kysely';
import type { VotingTables } from '../../tables/voting-tables.ts';
import type { InstanceStatusView } from './status.ts';

/** Entries of the audit that wait while the database is away; the oldest gives way. */
const mostWaiting = 1000;
const writeEveryMs = 1000;

type AuditEntry =
  | {
      readonly type: 'detected';
      readonly view: InstanceStatusView;
      readonly failureType: string;
      readonly at: Date;
      readonly details: string;
    }
  | { readonly type: 'recovered'; readonly view: InstanceStatusView; readonly at: Date };

/** What the audit calls what a detector has found. */
const failureTypes: Readonly<Record<DetectorName, string>> = {
  consecutive: 'unresponsive',
  window: 'error_rate',
  dissent: 'incorrect_response',
  'connection-loss': 'connection_lost',
  'phi-accrual': 'silent',
};

/**
 * Writes `instance_status` (on every change, else once a second) and `failure_audit`, off the path of the checks. While
 * the database is away the audit waits, bounded, and monitoring goes on.
 */
export class StatusWriter implements AsyncDisposable {
  /** Entries of the audit that were given up. */
  dropped = 0;
  readonly #database: Database<VotingTables>;
  readonly #views: () => readonly InstanceStatusView[];
  readonly #onTrouble: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #audit: AuditEntry[] = [];
  #writing: Promise<void> | undefined;
  #again = false;

  constructor(
    database: Database<VotingTables>,
    views: () => readonly InstanceStatusView[],
    onTrouble: (error: unknown) => void,
  ) {
    this.#database = database;
    this.#views = views;
    this.#onTrouble = onTrouble;
    this.#timer = setInterval(() => this.write(), writeEveryMs);
  }

  /** An instance was put OFF. */
  detected(view: InstanceStatusView, detector: DetectorName, reason: string, at: Date): void {
    this.#add({ type: 'detected', view, failureType: failureTypes[detector], at, details: `${detector}: ${reason}` });
  }

  /** An instance is ON: whatever stands open in the audit about it is over. */
  recovered(view: InstanceStatusView, at: Date): void {
    this.#add({ type: 'recovered', view, at });
  }

  /** Writes soon; once more afterwards where a write is under way. */
  write(): void {
    if (this.#writing !== undefined) {
      this.#again = true;
      return;
    }
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.write();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#again = false;
    await this.#writing;
    await this.#writeAll();
  }

  #add(entry: AuditEntry): void {
    this.#audit.push(entry);
    if (this.#audit.length > mostWaiting) {
      this.#audit.shift();
      this.dropped += 1;
    }
    this.write();
  }

  async #writeAll(): Promise<void> {
    try {
      await this.#writeStatus();
      for (let entry = this.#audit[0]; entry !== undefined; entry = this.#audit[0]) {
        await this.#writeEntry(entry);
        if (this.#audit[0] === entry) this.#audit.shift();
      }
    } catch (error) {
      this.#onTrouble(error);
    }
  }

  async #writeStatus(): Promise<void> {
    const rows = this.#views().map(({ reason: _reason, last_check, ...row }) => ({
      ...row,
      last_check: last_check === null ? null : new Date(last_check),
    }));
    await this.#database.queries
      .insertInto('instance_status')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['service_name', 'instance_id']).doUpdateSet((excluded) => ({
          status: excluded.ref('excluded.status'),
          last_check: excluded.ref('excluded.last_check'),
          consecutive_failures: excluded.ref('excluded.consecutive_failures'),
          response_time_ms: excluded.ref('excluded.response_time_ms'),
        })),
      )
      .execute();
  }

  /** Done twice, where a first time is in doubt, it leaves what it leaves done once. */
  async #writeEntry(entry: AuditEntry): Promise<void> {
    const { service_name, instance_id } = entry.view;
    if (entry.type === 'recovered') {
      await this.#database.queries
        .updateTable('failure_audit')
        .set({ recovered_at: entry.at })
        .where('instance_id', '=', instance_id)
        .where('recovered_at', 'is', null)
        .execute();
      return;
    }
    const { failureType, at, details } = entry;
    await sql`
      INSERT INTO failure_audit (service_name, instance_id, failure_type, detected_at, details)
      SELECT ${service_name}, ${instance_id}, ${failureType}, ${at}::timestamptz, ${details}
      WHERE NOT EXISTS (SELECT FROM failure_audit WHERE instance_id = ${instance_id} AND detected_at = ${at}::timestamptz)
    `.execute(this.#database.queries);
  }
}
