import { DatabaseFailure } from '@temblor/kit/database/database-failure';
import { describe, expect, test } from 'vitest';
import type { VoteRow } from './vote-log.ts';
import { VoteLog } from './vote-log.ts';
import type { SettledVote } from './voted-read.ts';

const vote: SettledVote = {
  outcome: { kind: 'offset-not-reached', highest: 1 },
  fanOut: 3,
  agreed: 0,
  excluded: [],
  latencyMs: 2,
};

/** A table that does what each insert in turn is told; then it writes. */
class Table {
  readonly rows: VoteRow[] = [];
  readonly #outcomes: (DatabaseFailure['outcome'] | 'written')[];

  constructor(...outcomes: (DatabaseFailure['outcome'] | 'written')[]) {
    this.#outcomes = outcomes;
  }

  readonly insert = async (rows: readonly VoteRow[]): Promise<void> => {
    const outcome = this.#outcomes.shift() ?? 'written';
    // The worst that unknown can mean: the rows are there.
    if (outcome !== 'not-applied') this.rows.push(...rows);
    if (outcome !== 'written') throw new DatabaseFailure('connection-lost', outcome, 'lost', { cause: undefined });
  };
}

function logOf(table: Table, votes: number): VoteLog {
  const log = new VoteLog(table.insert);
  for (let count = 0; count < votes; count += 1) log.add(vote, new Date(count));
  return log;
}

describe('the log of votes', () => {
  test('writes a row once whose first insert has an unknown outcome, and counts it as given up', async () => {
    const table = new Table('unknown');
    const log = logOf(table, 3);
    log.flush();
    await log.close();
    expect(table.rows).toHaveLength(3);
    expect(log).toMatchObject({ written: 0, dropped: 3 });
  });

  test('tries rows again that were certainly not written', async () => {
    const table = new Table('not-applied');
    const log = logOf(table, 3);
    log.flush();
    await log.close();
    expect(table.rows).toHaveLength(3);
    expect(log).toMatchObject({ written: 3, dropped: 0 });
  });

  test('writes all that waits at its end, in order', async () => {
    const table = new Table();
    const log = logOf(table, 2500);
    await log.close();
    expect(table.rows.map(({ timestamp }) => timestamp.getTime())).toEqual(Array.from({ length: 2500 }, (_, at) => at));
    expect(log).toMatchObject({ written: 2500, dropped: 0 });
  });

  test('counts what it could not write at its end', async () => {
    const log = logOf(new Table('written', 'not-applied'), 2500);
    await log.close();
    expect(log).toMatchObject({ written: 1000, dropped: 1500 });
  });

  test('keeps the newest 5000 while the database is away', () => {
    expect(logOf(new Table(), 5003)).toMatchObject({ written: 0, dropped: 3 });
  });
});
