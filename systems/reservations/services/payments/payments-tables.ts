import type { TableShapes } from '@temblor/kit/rows/table-shapes';
import type { PaymentsTables } from '../../model/rows.ts';

/** The columns of `schema.sql`. */
export const paymentsTables: TableShapes<PaymentsTables> = {
  payments: {
    key: 'payment_key',
    columns: { payment_key: 'text', state: 'text', user_id: 'text', amount: 'integer' },
  },
  ledger: {
    key: 'entry_id',
    columns: { entry_id: 'text', payment_key: 'text', kind: 'text', amount: 'integer' },
  },
};
