import { once } from 'node:events';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { ClusterSecret } from '../http/cluster-secret.ts';
import { RaftCluster } from './testing/raft-cluster.ts';
import { clusterUpgrade, upgradingDial } from './upgrading-dial.ts';

test('who does not know the secret of the cluster gets no block, and no connection of a node', async () => {
  await using cluster = await RaftCluster.open(1);
  const url = cluster.url(1);
  const wrong = new ClusterSecret('of-another-cluster');
  const blocks = `${url}/cluster/blocks?after=0`;
  expect((await fetch(blocks)).status).toBe(403);
  expect((await fetch(blocks, { headers: wrong.headers })).status).toBe(403);
  const dial = upgradingDial(() => url, wrong);
  await expect(dial(1, AbortSignal.timeout(20_000))).rejects.toThrow('403');
  const headers = { connection: 'Upgrade', upgrade: clusterUpgrade.name };
  const asked = request(new URL(clusterUpgrade.path, url), { headers }).end();
  const [answer] = await once(asked, 'response');
  expect(answer).toMatchObject({ statusCode: 403 });
});
