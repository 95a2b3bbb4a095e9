-- What the peer keeps beside DBOS's own tables: reservations that stand.
CREATE TABLE IF NOT EXISTS reservations (
  reservation_id text COLLATE "C" PRIMARY KEY,
  event_id text NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  user_id text NOT NULL,
  confirmed_at_ms bigint NOT NULL
);
