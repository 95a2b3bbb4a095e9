import type { TableShapes } from '@temblor/kit/rows/table-shapes';
import type { InventoryTables } from '../../model/rows.ts';

/** The columns of `schema.sql`. */
export const inventoryTables: TableShapes<InventoryTables> = {
  events: {
    key: 'event_id',
    columns: { event_id: 'text', capacity: 'integer', free: 'integer', held: 'integer', sold: 'integer' },
  },
  holds: {
    key: 'reservation_id',
    columns: {
      reservation_id: 'text',
      event_id: 'text',
      quantity: 'integer',
      state: 'text',
      expires_at_ms: 'bigint',
    },
  },
};
