-- The tables of the orchestrator. Every statement can be run again on a database that has them. Times are milliseconds
-- since 1970.

-- A saga as it is on its way: its steps and where each stands are in `saga`.
CREATE TABLE IF NOT EXISTS sagas (
  saga_id text COLLATE "C" PRIMARY KEY,
  definition text NOT NULL,
  phase text NOT NULL CHECK (phase IN ('forward', 'backward', 'committed', 'completed', 'compensated')),
  open boolean NOT NULL CHECK (open = (phase NOT IN ('completed', 'compensated'))),
  owner text NOT NULL,
  -- Who writes under an older one is refused.
  epoch integer NOT NULL,
  version integer NOT NULL,
  lease_until_ms bigint NOT NULL,
  needs_operator boolean NOT NULL,
  saga jsonb NOT NULL,
  updated_at_ms bigint NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX IF NOT EXISTS open_sagas ON sagas (saga_id) WHERE open;

-- What a client wants once, by the key that it gave it.
CREATE TABLE IF NOT EXISTS idempotency_keys (
  idempotency_key text COLLATE "C" PRIMARY KEY,
  request_hash text NOT NULL,
  work_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('in-progress', 'answered', 'free')),
  status integer CHECK ((status IS NULL) = (state <> 'answered')),
  body jsonb,
  created_at_ms bigint NOT NULL
) WITH (fillfactor = 50);

-- Messages that are sent until they were taken.
CREATE TABLE IF NOT EXISTS outbox (
  message_key text COLLATE "C" PRIMARY KEY,
  topic text NOT NULL,
  payload jsonb NOT NULL,
  attempts integer NOT NULL,
  -- Null once it is delivered.
  next_attempt_at_ms bigint CHECK ((next_attempt_at_ms IS NULL) = (delivered_at_ms IS NOT NULL)),
  delivered_at_ms bigint
) WITH (fillfactor = 50);
CREATE INDEX IF NOT EXISTS undelivered_messages ON outbox (message_key) WHERE delivered_at_ms IS NULL;
-- In the order in which they are looked through: by time, they would be looked for among all that were ever delivered
-- while the server has not counted the rows yet.
CREATE INDEX IF NOT EXISTS waiting_messages ON outbox (message_key) WHERE next_attempt_at_ms IS NOT NULL;

-- Reservations that stand.
CREATE TABLE IF NOT EXISTS reservations (
  reservation_id text COLLATE "C" PRIMARY KEY,
  event_id text NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  user_id text NOT NULL,
  confirmed_at_ms bigint NOT NULL
);
