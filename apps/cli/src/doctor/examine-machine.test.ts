import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';
import { defineSystem } from '@temblor/lab/system/define-system';
import { expect, test } from 'vitest';
import { examineMachine } from './examine-machine.ts';

function systemWith(name: string, port: number): SystemDeclaration {
  return defineSystem({
    name,
    title: name,
    description: name,
    services: { front: { run: { command: ['true'] }, ports: [port] } },
  });
}

/** A port of the loopback interface that is taken until it is closed. */
async function takePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(resolve)) };
}

test('a free port that two systems want is free, and one that is taken is so for both', async () => {
  const [shared, control] = [await takePort(), await takePort()];
  await control.close();
  const systems = [systemWith('one', shared.port), systemWith('other', shared.port)];
  const look = async () => {
    const { ports } = await examineMachine(tmpdir(), systems, control.port, new Set());
    return ports.map(({ port, user, owner }) => ({ port, user, isFree: owner === undefined }));
  };
  const free = { port: control.port, user: 'the control API', isFree: true };
  const both = { port: shared.port, user: 'front of one, front of other' };
  expect(await look()).toEqual([free, { ...both, isFree: false }]);
  await shared.close();
  expect(await look()).toEqual([free, { ...both, isFree: true }]);
});
