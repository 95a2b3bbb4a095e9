import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { expect, test } from 'vitest';
import { ClusterSecret } from '../http/cluster-secret.ts';
import { CatchUp } from './catch-up.ts';

test('a disk that fails while messages are fetched ends the node; another node that cannot be reached does not', async () => {
  const full = new TemblorError('disk-full', 'no room');
  const told: unknown[] = [];
  const trouble = Promise.withResolvers<void>();
  const store = { count: 5, sync: () => Promise.reject(full), blocksAside: async () => [] };
  await using catchUp = new CatchUp({
    ...{ nodeId: 1, nodes: [1, 2] },
    store,
    take: () => {},
    urlOf: () => undefined,
    secret: new ClusterSecret(undefined),
    failed: (error) => told.push(error),
    trouble: () => trouble.resolve(),
  });
  catchUp.fetch(2, 6);
  await trouble.promise;
  expect(told).toEqual([]);
  await expect
    .poll(() => {
      catchUp.fetch(2, 5);
      return told;
    })
    .toContain(full);
  expect(catchUp.durableCount).toBe(5);
});

test('what the leader cannot give is fetched of another node, and that is told', async () => {
  await using servers = new AsyncDisposableStack();
  const asked: number[] = [];
  /** A node that answers with one block, or with a status. */
  const serve = async (node: number, answer: Buffer | number): Promise<string> => {
    const server = createServer((_, response) => {
      asked.push(node);
      if (typeof answer === 'number') response.writeHead(answer).end();
      else response.end(answer);
    }).listen(0, '127.0.0.1');
    servers.defer(() => void server.close());
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const length = Buffer.from([5, 0, 0, 0]);
  const urls = new Map([
    [2, await serve(2, 503)],
    [3, await serve(3, Buffer.concat([length, Buffer.from('block')]))],
  ]);
  const store = { count: 0, sync: async () => {}, blocksAside: async () => [] };
  const told: string[] = [];
  await using catchUp = new CatchUp({
    ...{ nodeId: 1, nodes: [1, 2, 3], store },
    take: (block) => {
      if (block.toString() === 'block') store.count += 1;
    },
    urlOf: (node) => urls.get(node),
    secret: new ClusterSecret(undefined),
    failed: () => {},
    trouble: (text) => told.push(text),
  });
  catchUp.fetch(2, 1);
  await expect.poll(() => catchUp.durableCount).toBe(1);
  expect(told).toEqual([expect.stringMatching(/^fetched of node 3 what node 2 could not give: .* answered 503$/)]);
  // Without a leader a node that gave a page is asked for the next one first.
  asked.length = 0;
  catchUp.fetch(undefined, 3);
  await expect.poll(() => catchUp.durableCount).toBe(3);
  expect(asked).toEqual([3, 3]);
});

test('a node that is alone has nobody to ask, and says so', async () => {
  const told: string[] = [];
  await using catchUp = new CatchUp({
    ...{
      nodeId: 1,
      nodes: [1],
      store: { count: 0, sync: async () => {}, blocksAside: async () => [] },
      take: () => {},
    },
    ...{ urlOf: () => undefined, secret: new ClusterSecret(undefined), failed: () => {} },
    trouble: (text) => told.push(text),
  });
  catchUp.fetch(undefined, 1);
  await expect.poll(() => told).toEqual(['could not fetch messages of any node: this node is the only one']);
});
