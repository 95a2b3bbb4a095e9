import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { busConformance } from './bus-conformance.ts';
import { collect } from './collected.ts';
import { openDeafBus } from './planted-bugs.ts';
import type { PostgresqlBehindProxy } from './postgresql-ground.ts';
import { groundOn, openPostgresqlGround, openSuiteServer } from './postgresql-ground.ts';

busConformance('PostgreSQL', openPostgresqlGround);

describe('a bus on PostgreSQL that hears of nothing', () => {
  let server: PostgresqlBehindProxy | undefined;
  beforeAll(async () => {
    server = await openSuiteServer();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  test('looks by itself', async () => {
    if (server === undefined) throw new Error('the server did not open');
    await using ground = groundOn(server, (...given) => openDeafBus(...given, {}), 15_000);
    await using service = ground.open();
    await using collected = collect(ground, service, 'unheard', { after: 'latest' });
    await collected.subscription.caughtUp;
    await service.bus.publish('unheard', [{ value: 1 }]);
    await collected.waitFor(1);
    expect(collected.events.map(({ value }) => value)).toEqual([1]);
  });
});
