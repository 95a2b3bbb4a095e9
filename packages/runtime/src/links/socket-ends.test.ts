import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endSocket, resetSocket } from './socket-ends.ts';
import { connectConsumer, startProvider } from './testing/sockets.ts';

test('a socket whose end waits for bytes to go out can still be reset', async () => {
  await using provider = await startProvider((socket) => {
    socket.write(Buffer.alloc(32 * 1024 * 1024));
  });
  using consumer = await connectConsumer(provider.target.port);
  consumer.socket.pause();
  const socket = await provider.socket(0);
  expect(socket.writableLength).toBeGreaterThan(0);
  endSocket(socket);
  const closed = once(socket, 'close');
  resetSocket(socket);
  await closed;
  consumer.socket.resume();
  expect(await consumer.ended()).toBe('reset');
});

test('a socket whose end is just going out is closed where it is to be reset', async () => {
  await using provider = await startProvider((socket) => socket.resume());
  using consumer = await connectConsumer(provider.target.port);
  const socket = await provider.socket(0);
  const closed = once(socket, 'close');
  endSocket(socket);
  resetSocket(socket);
  await closed;
  expect(await consumer.ended()).toBe('end');
});
