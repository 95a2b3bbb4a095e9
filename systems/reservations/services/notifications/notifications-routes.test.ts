import { monotonicClock } from '@temblor/foundation/clock/clock';
import { Flags } from '@temblor/kit/flags/flags';
import { createServiceApp } from '@temblor/kit/service/service-app';
import { MemoryRows } from '@temblor/protocols/transactions/memory-rows';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { NotificationsTables } from '../../model/rows.ts';
import { answerCalls } from '../service-calls/answer-calls.ts';
import type { NotificationsFlags } from './notifications-routes.ts';
import { addNotificationsRoutes } from './notifications-routes.ts';
import { notificationsRules } from './notifications-rules.ts';

test('a notification is taken once, and refused while the flag down is on', async () => {
  const { app } = createServiceApp(() => undefined);
  const store = new MemoryRows<NotificationsTables>().store();
  const options = { clock: monotonicClock, onFirstEffect: () => undefined };
  const flags = new Flags<NotificationsFlags>({ down: { schema: z.boolean() } }, options);
  const answer = answerCalls('notifications', notificationsRules, store, () => ({ nowMs: 0, bug: undefined }));
  addNotificationsRoutes(app, { answer, store, flags });
  const notify = async (payload: object, headers = {}) => {
    const answered = await app.inject({ method: 'POST', url: '/notify', payload, headers });
    return { status: answered.statusCode, body: answered.json() };
  };
  const message = { key: 'r', reservation_id: 'r', user_id: 'ana' };
  flags.set({ down: true });
  expect(await notify(message)).toMatchObject({ status: 503, body: { code: 'chaos_down' } });
  flags.clear();
  expect(await notify(message)).toEqual({ status: 200, body: { key: 'r', first: true } });
  expect(await notify(message)).toEqual({ status: 200, body: { key: 'r', first: false } });
  expect(await notify({ key: 'r' })).toMatchObject({ status: 422 });
  const late = { 'x-request-timeout-ms': '0' };
  expect(await notify(message, late)).toMatchObject({ status: 504, body: { code: 'deadline_passed' } });
  const books = await app.inject({ url: '/books/notifications' });
  expect(books.json()).toEqual({
    notifications: [{ message_key: 'r', reservation_id: 'r', user_id: 'ana', arrivals: 2 }],
  });
  await app.close();
});
