import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { BullyMessage } from '@temblor/protocols/bully/types';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { bullyCodec, HttpTransport } from './http-transport.ts';

let stack = new AsyncDisposableStack();

afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

const replicated = z.object({ entries: z.array(z.object({ time: z.number() })) });

/** A node that tells what it was asked, and answers `/message_received` when the test does. */
async function openPeer() {
  const asked: string[] = [];
  const times: number[][] = [];
  const answers: ServerResponse[] = [];
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url !== '/message_received') return response.end('{}');
    times.push(replicated.parse(await json(request)).entries.map(({ time }) => time));
    return answers.push(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const transport = stack.use(new HttpTransport(1, new Map([[2, url]]), { nowUs: () => 0 }));
  const send = (message: BullyMessage) => {
    transport.send(2, bullyCodec.encode(message));
    transport.flush();
  };
  const replicate = (...numbers: readonly number[]) =>
    send({ kind: 'replicate', entries: numbers.map((time) => ({ from: 1, time, clock: { 1: time }, content: '' })) });
  const until = (isSo: () => boolean) => pollUntil(isSo, { timeoutMs: 20_000, intervalMs: 5 });
  return { asked, times, answers, transport, send, replicate, until };
}

test('entries go in order, one request after the other, and hold nothing else up', async () => {
  const { asked, times, answers, send, replicate, until } = await openPeer();
  replicate(1);
  await until(() => times.length === 1);
  replicate(2);
  replicate(3, 4);
  send({ kind: 'announcement' });
  send({ kind: 'election' });
  await until(() => asked.length === 3);
  expect(asked.toSorted()).toEqual(['GET /leader_selected?sleader=1', 'POST /bully', 'POST /message_received']);
  answers[0]?.end('{}');
  await until(() => times.length === 2);
  expect(times).toEqual([[1], [2, 3, 4]]);
});

test('what waits behind entries that are lost is dropped: it would be refused', async () => {
  const { times, answers, transport, replicate, until } = await openPeer();
  replicate(1);
  await until(() => times.length === 1);
  replicate(2);
  answers[0]?.destroy();
  await until(() => transport.counts.dropped > 0);
  replicate(3);
  await until(() => times.length === 2);
  expect(times).toEqual([[1], [3]]);
});
