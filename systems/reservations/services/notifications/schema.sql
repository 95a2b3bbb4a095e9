-- The table of notifications. Every statement can be run again on a database that has it.

CREATE TABLE IF NOT EXISTS notifications (
  message_key text COLLATE "C" PRIMARY KEY,
  reservation_id text NOT NULL,
  user_id text NOT NULL,
  arrivals integer NOT NULL CHECK (arrivals > 0)
);
