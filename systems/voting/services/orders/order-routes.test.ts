import type { Bus } from '@temblor/kit/bus/bus';
import type { Database } from '@temblor/kit/database/open-database';
import { createServiceApp } from '@temblor/kit/service/service-app';
import { afterAll, describe, expect, test } from 'vitest';
import type { VotingTables } from '../../tables/voting-tables.ts';
import { OrderBook } from './order-book.ts';
import { addOrderRoutes } from './order-routes.ts';

describe('what PostgreSQL cannot keep is refused before it is asked', () => {
  const unasked = (): never => {
    throw new Error('the database was asked');
  };
  const database: Database<VotingTables> = {
    get queries(): never {
      return unasked();
    },
    connections: 0,
    inTransaction: unasked,
    readThenWrite: unasked,
    get executor(): never {
      return unasked();
    },
    connect: unasked,
    [Symbol.asyncDispose]: async () => {},
  };
  const bus: Bus = {
    publishWithin: unasked,
    publish: unasked,
    read: unasked,
    latest: unasked,
    subscribe: unasked,
    positionOf: unasked,
    advanceWithin: unasked,
    [Symbol.asyncDispose]: async () => {},
  };
  const { app } = createServiceApp(() => undefined);
  addOrderRoutes(app, new OrderBook(database, bus, undefined));
  afterAll(() => app.close());

  test.each([
    ['U+0000', 'a\\u0000b'],
    ['half of a surrogate pair', 'a\\ud800b'],
  ])('%s in the name of a customer is an invalid request', async (_name, customer) => {
    const payload = `{"customer_id":"${customer}","items":[{"product_id":"PROD-001","quantity":1}]}`;
    const headers = { 'content-type': 'application/json' };
    const answer = await app.inject({ method: 'POST', url: '/orders', headers, payload });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('U+0000');
  });

  test.each(['GET', 'DELETE'] as const)('%s of an order whose id bears U+0000 finds none', async (method) => {
    const answer = await app.inject({ method, url: '/orders/%00' });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'order_not_found' });
  });
});
