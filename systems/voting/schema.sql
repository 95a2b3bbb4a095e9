-- The tables of the voting system. Every statement can be run again on a database that has them.

CREATE TABLE IF NOT EXISTS orders (
  order_id text PRIMARY KEY,
  customer_id text NOT NULL,
  items jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('confirmed', 'cancelled')),
  placed_offset bigint NOT NULL,
  cancelled_offset bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  cancelled_at timestamptz
);

-- What can still be sold. Changed in the transaction of the order, so it can never be oversold.
CREATE TABLE IF NOT EXISTS stock (
  product_id text PRIMARY KEY,
  quantity integer NOT NULL CHECK (quantity >= 0)
);

-- The answers of requests that bore an Idempotency-Key, written in the transaction of what they did.
CREATE TABLE IF NOT EXISTS idempotency_keys (
  idempotency_key text PRIMARY KEY,
  request_hash text NOT NULL,
  status_code integer NOT NULL,
  answer jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Where a replica can start instead of at the first event: the state together with the offset that it reflects.
CREATE TABLE IF NOT EXISTS inventory_snapshots (
  instance_id text PRIMARY KEY,
  "offset" bigint NOT NULL,
  items jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS instance_status (
  service_name text NOT NULL,
  instance_id text NOT NULL,
  status text NOT NULL CHECK (status IN ('ON', 'OFF', 'UNKNOWN')),
  last_check timestamptz,
  consecutive_failures integer NOT NULL DEFAULT 0,
  response_time_ms double precision,
  PRIMARY KEY (service_name, instance_id)
);

-- One row a request, health checks and the service's own pages left out; kept for two hours.
CREATE TABLE IF NOT EXISTS request_metrics (
  service_name text NOT NULL,
  instance_id text NOT NULL,
  endpoint text NOT NULL,
  method text NOT NULL,
  status_code integer NOT NULL,
  latency_ms double precision NOT NULL,
  "timestamp" timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS request_metrics_by_time ON request_metrics USING brin ("timestamp");

CREATE TABLE IF NOT EXISTS failure_audit (
  service_name text NOT NULL,
  instance_id text NOT NULL,
  failure_type text NOT NULL,
  detected_at timestamptz NOT NULL DEFAULT now(),
  recovered_at timestamptz,
  details text
);
CREATE INDEX IF NOT EXISTS failure_audit_by_time ON failure_audit (detected_at);

CREATE TABLE IF NOT EXISTS voting_events (
  "timestamp" timestamptz NOT NULL DEFAULT now(),
  fan_out integer NOT NULL,
  quorum integer NOT NULL,
  excluded_replicas jsonb NOT NULL DEFAULT '[]',
  outcome text NOT NULL,
  latency_ms double precision NOT NULL
);
CREATE INDEX IF NOT EXISTS voting_events_by_time ON voting_events USING brin ("timestamp");
