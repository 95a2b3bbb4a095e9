/** The log's HTTP contract, as clients of other languages meet it: a program in Python, and plain text over a socket. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { log } from '@temblor/system-log/system';
import { beforeAll, describe, expect, test } from 'vitest';
import { ownWorld } from './fixtures/own-world.ts';

const program = fileURLToPath(new URL('./log-contract-fixtures/contract-client.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

const own = ownWorld();
const { journal } = own;

beforeAll(async () => {
  const start = (mode: string) =>
    own.world.start(log, { id: mode, ports: 'auto', seed: 1, environment: { MODE: mode, ELECTION_TIMEOUT_MS: '500' } });
  await Promise.all([start('raft'), start('bully')]);
});

/** The ports of the nodes themselves, in the order of their numbers. */
function portsOf(system: string): number[] {
  const ports = new Map<string, number>();
  for (const event of journal.since(0)) {
    if (event.type === 'process-started' && event.system === system) ports.set(event.instance, event.port);
  }
  return [...ports].sort(([left], [right]) => left.localeCompare(right)).map(([, port]) => port);
}

describe.skipIf(!hasPython)('a client in Python (skipped where there is no python3)', () => {
  test.each(['raft', 'bully'])('finds every endpoint as the brief has it, in %s mode', async (mode) => {
    const urls = portsOf(mode).map((port) => `http://127.0.0.1:${port}`);
    const client = spawn('python3', [program, mode, ...urls], { stdio: ['ignore', 'ignore', 'pipe'] });
    const [said, [code]] = await Promise.all([text(client.stderr), once(client, 'exit')]);
    expect({ code, said }).toEqual({ code: 0, said: '' });
  });
});

/** Sends a request as it is, and reads until the other end closes. */
async function exchange(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(request);
  return text(socket);
}

describe('a client of plain text', () => {
  const close = 'Host: 127.0.0.1\r\nConnection: close';
  const body = '{"message": "plain"}';
  const json = `Content-Type: application/json\r\nContent-Length: ${body.length}`;
  const appended = /"id":\d+,"lamport_timestamp":\d+\}$/;
  const answers: readonly (readonly [string, RegExp])[] = [
    [`POST /?message=a+b%21 HTTP/1.1\r\n${close}\r\n\r\n`, appended],
    [`POST / HTTP/1.1\r\n${close}\r\n${json}\r\n\r\n${body}`, appended],
    [`POST / HTTP/1.1\r\n${close}\r\n${json}\r\nExpect: 100-continue\r\n\r\n${body}`, appended],
    [`POST / HTTP/1.0\r\n${json}\r\n\r\n${body}`, appended],
    [`GET /messages?limit=1 HTTP/1.1\r\n${close}\r\n\r\n`, /\[\{"id":1,"content":.*,"physical_timestamp":[\d.]+\}\]/],
    [`GET /state HTTP/1.1\r\n${close}\r\n\r\n`, /\r\n\r\n1 [123]$/],
    [`GET /leader HTTP/1.1\r\n${close}\r\n\r\n`, /\r\n\r\n[123]$/],
    [`GET /lamport_time HTTP/1.1\r\n${close}\r\n\r\n`, /\r\n\r\n\{"time":\d+\}$/],
    [`GET /health HTTP/1.1\r\n${close}\r\n\r\n`, /\{"status":"healthy","node_id":1,"leader_id":[123],"is_leader":/],
    [`GET /metrics HTTP/1.1\r\n${close}\r\n\r\n`, /\{"uptime_seconds":.*,"latency_measurements":\d+\}$/],
  ];

  test('gets each endpoint of a node', async () => {
    const [port = 0] = portsOf('raft');
    for (const [request, wanted] of answers) {
      const answer = await exchange(port, request);
      expect(answer).toMatch(/^HTTP\/1\.1 (100 Continue\r\n\r\nHTTP\/1\.1 )?200 OK\r\n/);
      expect(answer).toMatch(wanted);
    }
  });

  test('is refused an upgrade that nobody offers', async () => {
    const [port = 0] = portsOf('raft');
    const upgrade = (path: string) =>
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: other/1\r\n\r\n`;
    expect(await exchange(port, upgrade('/nowhere'))).toMatch(/^HTTP\/1\.1 404 .*\{"error":/s);
    expect(await exchange(port, upgrade('/cluster'))).toMatch(/^HTTP\/1\.1 426 .*upgrade: temblor-cluster\/1/s);
  });
});

test('/kill ends the process at once, and the lab holds the node down', async () => {
  const [, , port = 0] = portsOf('raft');
  const answer = await fetch(`http://127.0.0.1:${port}/kill`);
  expect(await answer.json()).toEqual({ status: 'killed', node_id: 3 });
  const happened = (type: string) => {
    const isMeant = (event: JournalEvent) => event.type === type && event.system === 'raft';
    return journal.waitFor(isMeant, { fromSequence: 0, timeoutMs: 30_000 });
  };
  expect(await happened('crash-asked')).toMatchObject({ instance: 'node-3', holdMs: 10_000 });
  expect(await happened('process-exited')).toMatchObject({ instance: 'node-3', signal: 'SIGKILL' });
  expect(await happened('fault-applied')).toMatchObject({ kind: 'crash', target: { instance: 'node-3' } });
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
});
