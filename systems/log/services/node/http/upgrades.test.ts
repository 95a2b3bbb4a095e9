import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { offerUpgrades } from './upgrades.ts';

const closing = new AbortController();
let server = createServer();

beforeEach(async () => {
  server = createServer();
  offerUpgrades(
    server,
    [
      { path: '/echo', name: 'echo/1', accept: (socket) => socket.end('taken') },
      {
        path: '/closed',
        name: 'closed/1',
        admits: ({ host }) => host === 'a friend',
        accept: (socket) => socket.end(),
      },
      {
        path: '/broken',
        name: 'broken/1',
        accept: () => {
          throw new Error('cannot take it');
        },
      },
    ],
    closing.signal,
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => server.close());

/** All that is answered to a request for an upgrade, as it is. */
async function ask(target: string, upgrade: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.end(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: ${upgrade}\r\n\r\n`);
  return text(socket);
}

test('a connection is upgraded at its path, whatever the query', async () => {
  expect(await ask('/echo?a=%zz', 'echo/1')).toMatch(/^HTTP\/1.1 101 .*\r\n\r\ntaken$/s);
});

test.each(['//', '/', 'http://', 'http://[', '*', '?', '/%', '/echo/', '//echo'])(
  'a target such as %s is refused, and the server goes on',
  async (target) => {
    expect(await ask(target, 'echo/1')).toMatch(/^HTTP\/1.1 40[04] /);
    expect(await ask('/echo', 'echo/1')).toContain('101');
  },
);

test('another protocol than that of the path is told which one it is', async () => {
  expect(await ask('/echo', 'foo')).toMatch(/^HTTP\/1.1 426 .*\r\nupgrade: echo\/1\r\n/s);
});

test('a protocol that throws loses its connection alone', async () => {
  expect(await ask('/broken', 'broken/1')).toContain('101');
  expect(await ask('/echo', 'echo/1')).toContain('taken');
});

test('a protocol that is not for anyone refuses the others', async () => {
  expect(await ask('/closed', 'closed/1')).toMatch(/^HTTP\/1.1 403 /);
});
