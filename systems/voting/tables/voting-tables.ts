/** The tables of `schema.sql` as Kysely sees them. Offsets are `bigint` columns and arrive as numbers. */
import type { Generated, JSONColumnType } from 'kysely';
import type { OrderItem } from '../model/order-event.ts';

interface OrdersTable {
  order_id: string;
  customer_id: string;
  items: JSONColumnType<OrderItem[]>;
  status: 'confirmed' | 'cancelled';
  placed_offset: number;
  cancelled_offset: number | null;
  created_at: Generated<Date>;
  cancelled_at: Date | null;
}

interface StockTable {
  product_id: string;
  quantity: number;
}

interface IdempotencyKeysTable {
  idempotency_key: string;
  request_hash: string;
  status_code: number;
  answer: JSONColumnType<object>;
  created_at: Generated<Date>;
}

interface InventorySnapshotsTable {
  instance_id: string;
  offset: number;
  items: JSONColumnType<Record<string, number>>;
  updated_at: Generated<Date>;
}

interface InstanceStatusTable {
  service_name: string;
  instance_id: string;
  status: 'ON' | 'OFF' | 'UNKNOWN';
  /** Null where the instance was never checked. */
  last_check: Date | null;
  consecutive_failures: number;
  /** Null where the last check got no answer. */
  response_time_ms: number | null;
}

interface RequestMetricsTable {
  service_name: string;
  instance_id: string;
  endpoint: string;
  method: string;
  status_code: number;
  latency_ms: number;
  timestamp: Date;
}

interface FailureAuditTable {
  service_name: string;
  instance_id: string;
  failure_type: string;
  detected_at: Date;
  /** Null while the failure lasts. */
  recovered_at: Date | null;
  details: string | null;
}

interface VotingEventsTable {
  timestamp: Date;
  fan_out: number;
  quorum: number;
  excluded_replicas: JSONColumnType<{ instance_id: string; reason: string }[]>;
  outcome: string;
  latency_ms: number;
}

export interface VotingTables {
  orders: OrdersTable;
  stock: StockTable;
  idempotency_keys: IdempotencyKeysTable;
  inventory_snapshots: InventorySnapshotsTable;
  instance_status: InstanceStatusTable;
  request_metrics: RequestMetricsTable;
  failure_audit: FailureAuditTable;
  voting_events: VotingEventsTable;
}
