import { createServiceApp } from '@temblor/kit/service/service-app';
import type { BullyMessage } from '@temblor/protocols/bully/types';
import { expect, test } from 'vitest';
import { FakeLog } from '../http/testing/fake-log.ts';
import { encodeContent } from './bully-content.ts';
import { addBullyRoutes } from './bully-routes.ts';

function open() {
  const received: BullyMessage[] = [];
  const log = new FakeLog({ nodeId: 1, mode: 'bully', role: 'follower', leader: 3, term: 1 });
  const { app } = createServiceApp((error) => {
    throw error;
  });
  addBullyRoutes(app, { log, peers: [2, 3], receive: (_, message) => received.push(message) });
  const send = (content: string) => {
    const payload = { from: 3, entries: [{ from: 3, time: 1, clock: { 3: 1 }, content }] };
    return app.inject({ method: 'POST', url: '/message_received', payload });
  };
  return { received, send };
}

const draft = { content: 'a', nodeId: 2, physicalTimestamp: 1_700_000_000, lamportTime: 0 };

test('messages of the leader are taken', async () => {
  const { received, send } = open();
  expect((await send(encodeContent(draft))).json()).toMatchObject({ status: 'ok' });
  expect((await send(encodeContent({ ...draft, idempotencyKey: 'k' }))).statusCode).toBe(200);
  expect(received).toMatchObject([{ kind: 'replicate' }, { kind: 'replicate' }]);
});

test.each([
  'x',
  '[]',
  '["a",2]',
  '["a",0.5,1]',
  encodeContent({ ...draft, content: '' }),
  encodeContent({ ...draft, content: '\0' }),
  encodeContent({ ...draft, idempotencyKey: 'a key' }),
])('an entry of the content %j reaches nothing that is kept', async (content) => {
  const { received, send } = open();
  expect((await send(content)).statusCode).toBe(422);
  expect(received).toEqual([]);
});
