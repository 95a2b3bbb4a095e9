-- The tables of payments. Every statement can be run again on a database that has them.

-- What became of the payment under a key; a voided one was never captured, and refuses a call that arrives late.
CREATE TABLE IF NOT EXISTS payments (
  payment_key text COLLATE "C" PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('captured', 'refunded', 'voided')),
  user_id text,
  -- In cents.
  amount integer NOT NULL,
  CHECK (CASE state WHEN 'voided' THEN user_id IS NULL AND amount = 0 ELSE user_id IS NOT NULL AND amount > 0 END)
);

-- Money that moved.
CREATE TABLE IF NOT EXISTS ledger (
  entry_id text COLLATE "C" PRIMARY KEY,
  payment_key text COLLATE "C" NOT NULL,
  kind text NOT NULL CHECK (kind IN ('charge', 'refund')),
  amount integer NOT NULL CHECK (amount > 0)
);
