import type { TableShapes } from '@temblor/kit/rows/table-shapes';
import type { NotificationsTables } from '../../model/rows.ts';

/** The columns of `schema.sql`. */
export const notificationsTables: TableShapes<NotificationsTables> = {
  notifications: {
    key: 'message_key',
    columns: { message_key: 'text', reservation_id: 'text', user_id: 'text', arrivals: 'integer' },
  },
};
