/**
 * Sends what an outbox holds until it was taken (protocols/outbox). Messages arrive at least once: one whose delivery could
 * not be recorded is sent again, under the same key.
 */
import type { Random } from '@temblor/foundation/randomness/random';
import type { OutboxRow, OutboxTables } from '@temblor/protocols/outbox/outbox-rows';
import type { RowStore } from '@temblor/protocols/transactions/transaction';
import type { Time } from '@temblor/resilience/policy/surroundings';

export type OutboxMessage = Pick<OutboxRow, 'message_key' | 'topic' | 'payload'>;

export interface OutboxSenderOptions<T extends OutboxTables> {
  readonly store: RowStore<T>;
  /** Ms since 1970, for what is on disk. */
  readonly wallClock: () => number;
  /** For timers. */
  readonly time: Time;
  readonly random: Random;
  /** Hands a message over, and resolves to whether it was taken. What it throws is that it was not. */
  readonly deliver: (message: OutboxMessage, timeoutMs: number, signal: AbortSignal) => Promise<boolean>;
  /** How long one delivery may take, in ms. Default: 2000. */
  readonly timeoutMs?: number;
  /** The most that are sent at a time; one, while the receiver takes none. Default: 16. */
  readonly concurrency?: number;
  /** Told what went wrong and is being tried again. Must not throw. */
  readonly onTrouble: (error: unknown) => void;
}

/** When it is closed nothing is sent any more; what is left is sent in the next life. */
export interface OutboxSender extends AsyncDisposable {
  /** Messages that wait to be taken, as far as this sender knows; it looks every second, and counts to 1000. */
  readonly undelivered: number;
  /**
   * Sends a message that the caller has in hand, as whoever has just enqueued it has until its `next_attempt_at_ms`. Where
   * it is not taken, it is sent again later.
   *
   * @returns whether it was taken; never rejects.
   */
  deliverNow(message: OutboxMessage, timeoutMs: number): Promise<boolean>;
  /** Messages may be due. */
  wake(): void;
}

/** Opens a sender, which begins at once with what is due. */
export function openOutboxSender<T extends OutboxTables>(_options: OutboxSenderOptions<T>): OutboxSender {
  throw new Error('not written yet');
}
