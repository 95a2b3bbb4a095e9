import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { message, openNode, post } from './testing/contract-node.ts';

let stack = new AsyncDisposableStack();
const open = (options?: Parameters<typeof openNode>[1]) => openNode(stack, options);

afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

describe('a node that does not lead', () => {
  test('is unhealthy and takes nothing while it knows of no leader', async () => {
    const { ask } = await open({ leader: undefined });
    expect(await ask('/health')).toMatchObject({ status: 503, body: { status: 'unhealthy', reason: 'no_leader' } });
    expect(await ask('/state')).toMatchObject({ body: '1 -1' });
    expect(await ask('/leader')).toMatchObject({ status: 503, body: { error: expect.any(String) } });
    expect(await ask('/', message('a'))).toMatchObject({ status: 503, body: { code: 'no_leader' } });
  });

  test('passes a message on to the leader with where and when it came, and the answer back', async () => {
    const leader = await open({ id: 1 });
    const { ask, log } = await open({ id: 2, leader: 1, peers: `${leader.url},http://127.0.0.1:9` });
    const answer = await ask('/', post('{"message":"ñ"}', { 'idempotency-key': 'k' }));
    expect(answer).toMatchObject({ status: 200, body: { id: 1, lamport_timestamp: 1 } });
    expect(leader.log.drafts).toMatchObject([{ content: 'ñ', nodeId: 2, idempotencyKey: 'k' }]);
    leader.log.outcomes.push({ kind: 'unknown', reason: 'of a test' });
    expect(await ask('/', message('b'))).toMatchObject({ status: 504, body: { code: 'outcome_unknown' } });
    expect(log.heardTimes).toEqual([1]);
    expect(await ask('/metrics')).toMatchObject({ body: { messages_sent: 1 } });
    expect(await leader.ask('/metrics')).toMatchObject({ body: { messages_sent: 0 } });
  });

  test('passes nothing on that was passed on to it', async () => {
    const leader = await open({ id: 3 });
    const former = await open({ id: 1, leader: 3, peers: `http://127.0.0.1:9,${leader.url}` });
    const { ask, log } = await open({ id: 2, leader: 1, peers: `${former.url},${leader.url}` });
    expect(await ask('/', message('a'))).toMatchObject({ status: 503, body: { code: 'no_leader' } });
    expect([log, former.log, leader.log].map(({ drafts }) => drafts.length)).toEqual([1, 1, 0]);
  });

  test('waits for a silent leader no longer than that leads', async () => {
    const stopped = createServer();
    stack.defer(() => stopped.close().closeAllConnections());
    const { port } = await new Promise<AddressInfo>((resolve) => {
      stopped.listen(0, '127.0.0.1', () => resolve(stopped.address() as AddressInfo));
    });
    const { ask, log } = await open({ id: 2, leader: 1, peers: `http://127.0.0.1:${port},http://127.0.0.1:9` });
    const answer = ask('/', message('a'));
    await once(stopped, 'request');
    log.leaders.is(3, 2);
    expect(await answer).toMatchObject({ status: 504, body: { code: 'outcome_unknown' } });
  });

  test('says that nothing was appended where the leader cannot be reached', async () => {
    const { ask } = await open({ id: 2, leader: 1 });
    expect(await ask('/', message('a'))).toMatchObject({ status: 503, body: { code: 'no_leader' } });
  });
});
