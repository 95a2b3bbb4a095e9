import { createServiceApp } from '@temblor/kit/service/service-app';
import { expect, test } from 'vitest';
import { initialStock } from '../../model/catalogue.ts';
import { addInventoryRoutes } from './inventory-routes.ts';

test.each(['constructor', 'toString', '__proto__', 'PROD-999'])('there is no product %s', async (product) => {
  const { app } = createServiceApp(() => undefined);
  addInventoryRoutes(
    app,
    { version: async () => ({ kind: 'found', version: { offset: 0, items: initialStock } }) },
    'i',
  );
  const answer = await app.inject({ url: `/inventory/${product}` });
  await app.close();
  expect(answer.statusCode).toBe(404);
  expect(answer.json()).toMatchObject({ code: 'unknown_product' });
});
