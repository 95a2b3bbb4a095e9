/** The peer NATS JetStream, from the system's packages: three servers, and a stream on files with three replicas. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil, withTimeout } from '@temblor/foundation/concurrency/wait';
import { freePort } from '../balancer/processes.ts';
import type { PeerCluster } from './etcd-peer.ts';
import { endAll, pidsOf } from './etcd-peer.ts';
import { NatsConnection } from './nats-connection.ts';

/** Its version; undefined where it is not installed. */
export function natsVersion(): string | undefined {
  try {
    return /v(\d\S*)/.exec(execFileSync('nats-server', ['--version'], { encoding: 'utf8' }))?.[1];
  } catch {
    return undefined;
  }
}

const stream = { name: 'messages', subjects: ['messages'], storage: 'file', num_replicas: 3, retention: 'limits' };

/** Starts it. @throws where the stream has no leader within 20 s. */
export async function startNats(): Promise<PeerCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'temblor-bench-nats-'));
  const servers = await Promise.all(
    ['a', 'b', 'c'].map(async (name) => ({ name, client: await freePort(), cluster: await freePort() })),
  );
  const routes = servers.map(({ cluster }) => `nats-route://127.0.0.1:${cluster}`).join(', ');
  const children = servers.map(({ name, client, cluster }) => {
    const file = join(folder, `${name}.conf`);
    writeFileSync(
      file,
      `server_name: ${name}
listen: 127.0.0.1:${client}
jetstream { store_dir: "${join(folder, name)}" }
cluster { name: benchmark, listen: 127.0.0.1:${cluster}, routes: [${routes}] }
logfile: "${join(folder, `${name}.log`)}"
`,
    );
    return spawn('nats-server', ['-c', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  });
  const end = () => endAll(children, folder);
  process.once('exit', end);
  const leader = await pollUntil(() => createStream(servers[0]?.client ?? 0), { timeoutMs: 20_000, intervalMs: 200 });
  const leaderPort = servers.find(({ name }) => name === leader)?.client;
  if (leaderPort !== undefined) return { leaderPort, pids: pidsOf(children), [Symbol.dispose]: end };
  end();
  throw new Error('NATS did not make a stream of three replicas');
}

/** The name of the server that leads the stream; undefined where it cannot be made yet. */
async function createStream(port: number): Promise<string | undefined> {
  using connection = await NatsConnection.open(port).catch(() => undefined);
  if (connection === undefined) return undefined;
  // A server that has not found the others yet does not answer.
  const answer = await withTimeout(connection.request('$JS.API.STREAM.CREATE.messages', JSON.stringify(stream)), 1_000);
  return /"leader":"(\w+)"/.exec(answer ?? '')?.[1];
}
