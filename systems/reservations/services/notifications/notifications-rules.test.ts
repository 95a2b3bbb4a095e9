import { expect, test } from 'vitest';
import { RulesInMemory } from '../service-calls/testing/rules-in-memory.ts';
import { notificationsRules } from './notifications-rules.ts';

const message = { key: 'r', reservation_id: 'r', user_id: 'ana' };

test('a notification that arrives again is counted, and is not the first', () => {
  const service = new RulesInMemory('notifications', notificationsRules);
  expect(service.post('/notify', message)).toEqual({ status: 200, body: { key: 'r', first: true } });
  expect(service.post('/notify', message)).toEqual({ status: 200, body: { key: 'r', first: false } });
  expect(service.rows.list('notifications', { limit: 10 })).toEqual([
    { message_key: 'r', reservation_id: 'r', user_id: 'ana', arrivals: 2 },
  ]);
});

test('a notification of other contents under the same key is refused, and not counted', () => {
  const service = new RulesInMemory('notifications', notificationsRules);
  service.post('/notify', message);
  for (const other of [{ user_id: 'eva' }, { reservation_id: 's' }]) {
    const answer = service.post('/notify', { ...message, ...other });
    expect(answer).toMatchObject({ status: 422, body: { code: 'other_contents' } });
  }
  expect(service.rows.list('notifications', { limit: 10 })).toMatchObject([{ arrivals: 1 }]);
});
