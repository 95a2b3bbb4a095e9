/** The peer HAProxy, from the system's packages, on one thread. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Peer } from './processes.ts';
import { freePort, isUp } from './processes.ts';

/** Its version; undefined where it is not installed. */
export function haproxyVersion(): string | undefined {
  try {
    return /version (\S+)/.exec(execFileSync('haproxy', ['-v'], { encoding: 'utf8' }))?.[1];
  } catch {
    return undefined;
  }
}

/** Starts it in front of an upstream. */
export async function startHaproxy(upstreamPort: number): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'temblor-haproxy-'));
  const port = await freePort();
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, configuration(port, upstreamPort));
  const child = spawn('haproxy', ['-f', file, '-db', '-q'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const stop = () => {
    child.kill('SIGTERM');
    rmSync(folder, { recursive: true });
  };
  if (await isUp(child, () => accepts(port))) return { name: 'HAProxy', port, pid: child.pid ?? 0, stop };
  stop();
  throw new Error('HAProxy did not start: what it said stands above');
}

function configuration(port: number, upstreamPort: number): string {
  return `global
  nbthread 1
  maxconn 1000
defaults
  mode http
  option http-keep-alive
  option forwardfor
  http-reuse always
  timeout connect 1s
  timeout client 60s
  timeout server 60s
frontend entrance
  bind 127.0.0.1:${port}
  default_backend replicas
backend replicas
  server image 127.0.0.1:${upstreamPort}
`;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
