/**
 * Makes what a protocol persists durable, in order, as many at once as came while the disk was busy: one sync serves all of
 * them (Gray and Reuter 1993, "Transaction processing", §9.4.7: group commit).
 *
 * A register or a rewrite begins a batch of its own, so what is durable is always a prefix of what was asked for.
 */
import type { ProtocolEffect, ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { Codec } from '../codec/codec.ts';
import type { LogBatch } from '../write-ahead-log/write-ahead-log.ts';

export type PersistEffect<T extends ProtocolTypes> = Extract<ProtocolEffect<T>, { kind: 'persist' }>;

/** What a group commit writes to, one batch at a time. */
export interface BatchLog {
  write(batch: LogBatch): Promise<void>;
}

export interface GroupCommitOptions<T extends ProtocolTypes> {
  readonly log: BatchLog;
  readonly codecs: { readonly register: Codec<T['register']>; readonly record: Codec<T['record']> };
  /** So many more of what was asked for are durable now. */
  readonly durable: (count: number) => void;
  readonly failed: (error: unknown) => void;
}

export class GroupCommit<T extends ProtocolTypes> {
  readonly #options: GroupCommitOptions<T>;
  #waiting: PersistEffect<T>[] = [];
  /** Over when nothing waits any more. After a failure it stays: nothing is written any more. */
  #running: Promise<void> | undefined;
  readonly counts = { syncs: 0, records: 0 };

  constructor(options: GroupCommitOptions<T>) {
    this.#options = options;
  }

  /** Queues; nothing is written before `start`. */
  add(persist: PersistEffect<T>): void {
    this.#waiting.push(persist);
  }

  /** Begins to write what waits, where that is not under way. */
  start(): void {
    if (this.#running !== undefined || this.#waiting.length === 0) return;
    this.#running = this.#run();
  }

  /** Ends once the batch under way is durable; what waits behind it is given up. */
  async stop(): Promise<void> {
    this.#waiting = [];
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const batch = this.#takeBatch();
        const { register, record } = this.#options.codecs;
        const [first] = batch;
        const records = batch.flatMap(({ append }) => append.map((value) => record.encode(value)));
        await this.#options.log.write({
          records,
          rewrite: first?.rewrite ?? false,
          ...(first?.register === undefined ? {} : { register: register.encode(first.register) }),
        });
        this.counts.syncs += 1;
        this.counts.records += records.length;
        this.#options.durable(batch.length);
      }
      this.#running = undefined;
    } catch (error) {
      this.#options.failed(error);
    }
  }

  /** From the front: one of any kind, and after it those that only add to the log. */
  #takeBatch(): PersistEffect<T>[] {
    const next = this.#waiting.findIndex(({ register, rewrite }, at) => at > 0 && (rewrite || register !== undefined));
    return this.#waiting.splice(0, next === -1 ? this.#waiting.length : next);
  }
}
