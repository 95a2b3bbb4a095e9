-- The tables of inventory. Every statement can be run again on a database that has them.

-- An event and where its seats are. The checks hold whatever a service gets wrong: nothing is ever sold twice here.
CREATE TABLE IF NOT EXISTS events (
  event_id text COLLATE "C" PRIMARY KEY,
  capacity integer NOT NULL,
  free integer NOT NULL CHECK (free >= 0),
  held integer NOT NULL CHECK (held >= 0),
  sold integer NOT NULL CHECK (sold >= 0),
  CHECK (capacity = free + held + sold)
) WITH (fillfactor = 50);

-- Seats taken for one reservation; a row stays when they are given back, and refuses what arrives late.
CREATE TABLE IF NOT EXISTS holds (
  reservation_id text COLLATE "C" PRIMARY KEY,
  event_id text COLLATE "C",
  quantity integer NOT NULL CHECK (quantity >= 0),
  state text NOT NULL CHECK (state IN ('held', 'sold', 'released', 'expired')),
  -- Milliseconds since 1970.
  expires_at_ms bigint CHECK (expires_at_ms IS NULL OR state = 'held'),
  CHECK (event_id IS NOT NULL OR (state = 'released' AND quantity = 0))
);
-- In the order in which they are looked through: by time, they would be looked for among all that ever were while the
-- server has not counted the rows yet.
CREATE INDEX IF NOT EXISTS leased_holds ON holds (reservation_id) WHERE expires_at_ms IS NOT NULL;

INSERT INTO events (event_id, capacity, free, held, sold)
VALUES ('concert', 100, 100, 0, 0), ('last-seat', 1, 1, 0, 0), ('open-air', 1000000, 1000000, 0, 0)
ON CONFLICT DO NOTHING;
