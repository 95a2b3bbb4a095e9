/** The peer etcd, from the system's packages: three members with its own defaults, each write synced to the disk. */
import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { z } from 'zod';
import { freePort } from '../balancer/processes.ts';

export interface PeerCluster extends Disposable {
  /** Where its leader takes clients. */
  readonly leaderPort: number;
  /** Of its three processes. */
  readonly pids: readonly number[];
}

/** Its version; undefined where it is not installed. */
export function etcdVersion(): string | undefined {
  try {
    return /etcd Version: (\S+)/.exec(execFileSync('etcd', ['--version'], { encoding: 'utf8' }))?.[1];
  } catch {
    return undefined;
  }
}

const statusSchema = z.object({ header: z.object({ member_id: z.string() }), leader: z.string() });

/** Starts it. @throws where no member leads within 15 s. */
export async function startEtcd(): Promise<PeerCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'temblor-bench-etcd-'));
  const members = await Promise.all(
    ['a', 'b', 'c'].map(async (name) => ({ name, client: await freePort(), peer: await freePort() })),
  );
  const initial = members.map(({ name, peer }) => `${name}=${local(peer)}`).join(',');
  const children = members.map(({ name, client, peer }) => {
    const flags = {
      name,
      'data-dir': join(folder, name),
      'listen-client-urls': local(client),
      'advertise-client-urls': local(client),
      'listen-peer-urls': local(peer),
      'initial-advertise-peer-urls': local(peer),
      'initial-cluster': initial,
      logger: 'zap',
      'log-level': 'error',
    };
    const given = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
    return spawn('etcd', given, { stdio: ['ignore', 'ignore', 'inherit'] });
  });
  const end = () => endAll(children, folder);
  process.once('exit', end);
  const leaderPort = await pollUntil(() => findLeader(members.map(({ client }) => client)), {
    timeoutMs: 15_000,
    intervalMs: 100,
  });
  if (leaderPort !== undefined) return { leaderPort, pids: pidsOf(children), [Symbol.dispose]: end };
  end();
  throw new Error('etcd did not start: what it said stands above');
}

/** Those of processes that were started. */
export function pidsOf(children: readonly ChildProcess[]): number[] {
  return children.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
}

/** Ends processes, and removes what they kept. Can be called twice. */
export function endAll(children: readonly ChildProcess[], folder: string): void {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function findLeader(ports: readonly number[]): Promise<number | undefined> {
  for (const port of ports) {
    const asked = { method: 'POST', body: '{}' };
    const told = await fetch(`${local(port)}/v3/maintenance/status`, asked).then(
      (answer) => answer.json(),
      () => undefined,
    );
    const status = statusSchema.safeParse(told).data;
    if (status !== undefined && status.leader === status.header.member_id) return port;
  }
  return undefined;
}

function local(port: number): string {
  return `http://127.0.0.1:${port}`;
}
