import type { TableShapes } from '@temblor/kit/rows/table-shapes';
import type { ReservationsTables } from '../../model/rows.ts';

/** The columns of `schema.sql`. */
export const reservationsTables: TableShapes<ReservationsTables> = {
  sagas: {
    key: 'saga_id',
    columns: {
      saga_id: 'text',
      definition: 'text',
      phase: 'text',
      open: 'boolean',
      owner: 'text',
      epoch: 'integer',
      version: 'integer',
      lease_until_ms: 'bigint',
      needs_operator: 'boolean',
      saga: 'jsonb',
      updated_at_ms: 'bigint',
    },
  },
  idempotency_keys: {
    key: 'idempotency_key',
    columns: {
      idempotency_key: 'text',
      request_hash: 'text',
      work_id: 'text',
      state: 'text',
      status: 'integer',
      body: 'jsonb',
      created_at_ms: 'bigint',
    },
  },
  outbox: {
    key: 'message_key',
    columns: {
      message_key: 'text',
      topic: 'text',
      payload: 'jsonb',
      attempts: 'integer',
      next_attempt_at_ms: 'bigint',
      delivered_at_ms: 'bigint',
    },
  },
  reservations: {
    key: 'reservation_id',
    columns: {
      reservation_id: 'text',
      event_id: 'text',
      quantity: 'integer',
      user_id: 'text',
      confirmed_at_ms: 'bigint',
    },
  },
};
