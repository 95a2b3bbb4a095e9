import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { seededRandom } from '@temblor/foundation/randomness/random';
import { readEnvironment } from '@temblor/kit/service/environment';
import { startService } from '@temblor/kit/service/start-service';
import { afterEach, beforeEach, test } from 'vitest';
import { ClusterSecret } from '../http/cluster-secret.ts';
import { nodeEnvironment } from '../node-environment.ts';
import type { OpenedLog } from '../node-service.ts';
import { nodeService } from '../node-service.ts';
import type { RaftLogOptions } from './open-raft-log.ts';
import { openRaftLog } from './open-raft-log.ts';
import { until } from './testing/raft-cluster.ts';

const secret = 'known-to-these-nodes';
const hourMs = 3_600_000;
let folder: string;
let stack: AsyncDisposableStack;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  folder = await mkdtemp(join(tmpdir(), 'temblor-calling-back-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
});

afterEach(() => stack.disposeAsync());

/** Node 1 or 2 of two, as the service that runs it. */
async function start(id: number, options: Pick<RaftLogOptions, 'urlOf' | 'electionTimeoutMs' | 'random'>) {
  const environment = readEnvironment(
    {
      ...{ PORT: '0', INSTANCE_ID: `node-${id}`, INSTANCE_NUMBER: String(id), LOG_LEVEL: 'silent' },
      ...{ NODE_URLS: 'http://127.0.0.1:9', DATA_FOLDER: folder, TEMBLOR_SECRET: secret },
    },
    nodeEnvironment,
  );
  let opened: OpenedLog | undefined;
  const service = await startService({
    ...nodeService(environment, monotonicClock, async () => {
      opened = await openRaftLog({
        ...{ nodeId: id, nodes: [1, 2], cluster: 'test', secret: new ClusterSecret(secret) },
        ...{ dataFolder: join(folder, `node-${id}`), clock: monotonicClock },
        ...{ leaderElected: () => {}, trouble: () => {} },
        ...options,
      });
      return opened;
    }),
    writeLine: () => {},
  });
  stack.defer(() => service.stop());
  return { url: service.url, standing: () => opened?.log.standing() };
}

/** Takes connections and says nothing. */
async function openSilent(): Promise<string> {
  const silent = createServer();
  stack.defer(async () => void silent.close());
  silent.on('connection', (socket) => {
    socket.on('error', () => {});
    stack.defer(async () => void socket.destroy());
  });
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const bound = silent.address();
  return `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`;
}

test.each([
  ['had given it up', async () => undefined],
  ['is dialling it in vain', openSilent],
])('a node that starts again is called at once by one that %s', async (_name, whileAway) => {
  const away = await whileAway();
  let urlOfTwo: string | undefined;
  let attempts = 0;
  const one = await start(1, {
    urlOf: () => {
      attempts += 1;
      return urlOfTwo ?? away;
    },
    electionTimeoutMs: { low: 150, high: 300 },
    // After an attempt that fails, the next one would be hours away.
    random: { ...seededRandom(1), next: () => 1e6 },
  });
  await until(() => attempts > 0);
  // It asks for nothing itself: what it does when it listens is all that the other learns of it.
  const two = await start(2, {
    urlOf: () => one.url,
    electionTimeoutMs: { low: hourMs, high: 2 * hourMs },
    random: seededRandom(2),
  });
  urlOfTwo = two.url;
  await until(() => one.standing()?.role === 'leader' && two.standing()?.leader === 1);
});
