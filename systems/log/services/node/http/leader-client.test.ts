import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Draft } from '../message-log.ts';
import { ClusterSecret } from './cluster-secret.ts';
import { importHttpClient, LeaderClient } from './leader-client.ts';
import { FakeLog } from './testing/fake-log.ts';

const draft: Draft = { content: 'a', nodeId: 2, physicalTimestamp: 1_700_000_000, lamportTime: 0 };
const nothingSent = (reason: string) => ({
  status: 503,
  body: expect.stringMatching(`"error":"[^"]*${reason}.*"no_leader".*Nothing was appended`),
});
let stack: AsyncDisposableStack;
let url: string;
let asked: number;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  asked = 0;
  const leader = createServer((request, response) => {
    asked += 1;
    request.resume();
    response.setHeader('content-type', 'application/json').end('{"id":1,"lamport_timestamp":1}');
  });
  stack.defer(async () => leader.close().closeAllConnections());
  await once(leader.listen(0, '127.0.0.1'), 'listening');
  const bound = leader.address();
  url = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`;
});

afterEach(() => stack.disposeAsync());

/** Of node 2, where node 1 leads. */
function open(importClient: typeof importHttpClient) {
  const imported = vi.fn(importClient);
  const secret = new ClusterSecret('known-to-these-nodes');
  const client = stack.use(new LeaderClient({ nodeId: 2, urls: new Map([[1, url]]), secret, importClient: imported }));
  const leadership = new AbortController();
  const forward = () => client.forward(1, draft, leadership.signal);
  return { client, imported, leadership, forward };
}

const never = () => new Promise<never>(() => {});
const fails = () => Promise.reject(new Error('the file is away'));

test('where nothing can be loaded to pass a message on with, that is answered, and the next one loads again', async () => {
  const { imported, forward } = open(importHttpClient);
  imported.mockImplementationOnce(fails);
  expect(await forward()).toMatchObject(nothingSent('the file is away'));
  expect(asked).toBe(0);
  expect(await Promise.all([forward(), forward()])).toMatchObject([{ status: 200 }, { status: 200 }]);
  expect(await forward()).toMatchObject({ status: 200, body: '{"id":1,"lamport_timestamp":1}' });
  expect(imported).toHaveBeenCalledTimes(2);
});

test('a message waits no longer for loading than its leader leads', async () => {
  const { leadership, forward } = open(never);
  const answers = [forward(), forward()];
  leadership.abort();
  expect(await Promise.all(answers)).toMatchObject([nothingSent('not lead'), nothingSent('not lead')]);
  expect(await forward()).toMatchObject(nothingSent('not lead'));
});

test('a message waits for loading only so long', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const answer = open(never).forward();
    vi.advanceTimersByTime(5_000);
    expect(await answer).toMatchObject(nothingSent('too long to load'));
  } finally {
    vi.useRealTimers();
  }
});

test('one that is closed answers what waits, and what comes after', async () => {
  const { client, forward } = open(never);
  const answer = forward();
  await client[Symbol.asyncDispose]();
  expect(await answer).toMatchObject(nothingSent('ending'));
  expect(await forward()).toMatchObject(nothingSent('ending'));
});

test('loading begins once there is a leader, and its failure is only the next message’s', async () => {
  const log = new FakeLog({ nodeId: 2, mode: 'raft', role: 'follower', leader: undefined, term: 0 });
  const { client, imported, forward } = open(importHttpClient);
  imported.mockImplementationOnce(fails);
  client.prepareOnceLed(log);
  log.leaders.is(undefined, 1);
  await new Promise(setImmediate);
  expect(imported).not.toHaveBeenCalled();
  log.position = { ...log.position, leader: 1 };
  log.leaders.is(1, 1);
  await expect.poll(() => imported.mock.calls).toHaveLength(1);
  expect(await forward()).toMatchObject({ status: 200 });
  expect(imported).toHaveBeenCalledTimes(2);
});
