/**
 * Messages that are sent until they were taken. A message is in the hands of one sender at a time: who takes it moves its
 * next attempt to behind the time that sending may take, so that another looks at it only when that one has died.
 */
import type { Plain } from '../saga/saga-types.ts';
import { hasCome } from '../transactions/due-moment.ts';
import { partWrite } from '../transactions/part-write.ts';
import type { Decision, RowKey, RowWrite, Transaction } from '../transactions/transaction.ts';
import type { OutboxRow, OutboxTables } from './outbox-rows.ts';

/** A message before it is in the outbox. */
export interface Message {
  /** The key under which the receiver knows it. */
  readonly key: string;
  readonly topic: string;
  readonly payload: Plain;
}

/** How long is waited before a message is sent again. */
export interface DeliveryBackoff {
  /** After the first failure, in ms; doubled with each. */
  readonly firstMs: number;
  readonly longestMs: number;
}

/** What a sender has in hand: it says which attempt it makes. */
export type Taken =
  | { readonly kind: 'taken'; readonly message: OutboxRow }
  /** It is in another's hands, or waits for its next attempt. */
  | { readonly kind: 'not-due' }
  | { readonly kind: 'delivered' }
  | { readonly kind: 'absent' };

/** `superseded`: another has taken it meanwhile, and what became of this attempt does not matter. */
export type Settled = 'delivered' | 'to-be-sent-again' | 'superseded';

/** The address of a message's row. */
export function outboxKey<T extends OutboxTables>(messageKey: string): RowKey<T> {
  return { table: 'outbox', key: messageKey };
}

/**
 * A new message, for the transaction of what it tells of.
 * @param inHandUntilMs Until when its writer tries to send it, as attempt 1, and nobody else does; null where it does not
 *   try, and whoever comes first takes it from now on.
 */
export function enqueue<T extends OutboxTables>(
  message: Message,
  nowMs: number,
  inHandUntilMs: number | null,
): RowWrite<T> {
  return outboxWrite({
    message_key: message.key,
    topic: message.topic,
    payload: message.payload,
    attempts: inHandUntilMs === null ? 0 : 1,
    next_attempt_at_ms: inHandUntilMs ?? nowMs,
    delivered_at_ms: null,
  });
}

/**
 * Takes a message in hand to send it, if it is due, or would have to wait for longer than any has (the clock was set back).
 * Two may send it then, under one key, which a message has for such cases.
 *
 * @param inHandUntilMs When another may take it, should no word come of this.
 * @param longestWaitMs What any sender adds to its clock at most, for the next attempt.
 */
export function takeForDelivery<T extends OutboxTables>(
  messageKey: string,
  nowMs: number,
  inHandUntilMs: number,
  longestWaitMs: number,
): Transaction<T, Taken> {
  return {
    name: 'take message',
    reads: [outboxKey(messageKey)],
    decide(rows): Decision<T, Taken> {
      const row = rows.get('outbox', messageKey);
      if (row === undefined) return { writes: [], answer: { kind: 'absent' } };
      if (row.next_attempt_at_ms === null) return { writes: [], answer: { kind: 'delivered' } };
      if (!hasCome(row.next_attempt_at_ms, nowMs, longestWaitMs)) return { writes: [], answer: { kind: 'not-due' } };
      const message: OutboxRow = { ...row, attempts: row.attempts + 1, next_attempt_at_ms: inHandUntilMs };
      return { writes: [outboxWrite(message)], answer: { kind: 'taken', message } };
    },
  };
}

/**
 * What became of an attempt. That a message was taken counts, whoever sent it.
 * @param sent The attempt that was made, from 1; when it ended; and if it failed, a number from 0 up to 1, drawn evenly, that
 *   places the next one within its backoff (full jitter).
 */
export function settleDelivery<T extends OutboxTables>(
  messageKey: string,
  sent:
    | { readonly kind: 'taken'; readonly attempt: number; readonly nowMs: number }
    | { readonly kind: 'failed'; readonly attempt: number; readonly nowMs: number; readonly drawn: number },
  backoff: DeliveryBackoff,
): Transaction<T, Settled> {
  return {
    name: 'settle message',
    reads: [outboxKey(messageKey)],
    decide(rows): Decision<T, Settled> {
      const row: OutboxRow | undefined = rows.get('outbox', messageKey);
      if (row === undefined) throw new Error(`message ${messageKey} was sent, but was never in the outbox`);
      if (row.next_attempt_at_ms === null) return { writes: [], answer: 'delivered' };
      if (sent.kind === 'taken') {
        const delivered: OutboxRow = { ...row, next_attempt_at_ms: null, delivered_at_ms: sent.nowMs };
        return { writes: [outboxWrite(delivered)], answer: 'delivered' };
      }
      if (row.attempts !== sent.attempt) return { writes: [], answer: 'superseded' };
      const longestMs = Math.min(backoff.longestMs, backoff.firstMs * 2 ** (sent.attempt - 1));
      const next_attempt_at_ms = sent.nowMs + Math.ceil(sent.drawn * longestMs);
      return { writes: [outboxWrite({ ...row, next_attempt_at_ms })], answer: 'to-be-sent-again' };
    },
  };
}

function outboxWrite<T extends OutboxTables>(row: OutboxRow): RowWrite<T> {
  return partWrite<OutboxTables, T>({ table: 'outbox', key: row.message_key, row });
}
