import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempDisposableSync, truncateSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { sendFile } from './send-file.ts';

/** More than the sockets of a connection hold, so that a client that does not read stops the sender. */
const size = 40_000_000;

test('a file arrives byte by byte, also where the client reads late', async () => {
  await using sent = await sendTo(size);
  const { headers } = sent.answer;
  expect(headers).toMatchObject({ 'content-length': `${size}`, 'content-type': 'text/x-sent' });
  const pieces: Buffer[] = [];
  for await (const piece of sent.answer) {
    pieces.push(piece);
    for (let turn = 0; turn < 3; turn++) await setImmediate();
  }
  expect(Buffer.concat(pieces).equals(sent.bytes)).toBe(true);
  await sent.done;
  expect(sent.file.fd).toBe(-1);
});

test('an empty file is an empty answer', async () => {
  await using sent = await sendTo(0);
  expect((await sent.answer.toArray()).length).toBe(0);
  expect(sent.answer.complete).toBe(true);
});

test('a file that becomes shorter breaks the answer off, and is closed', async () => {
  await using sent = await sendTo(size);
  truncateSync(sent.path, 2_000_000);
  await expect(sent.answer.toArray()).rejects.toMatchObject({ code: 'ECONNRESET' });
  await sent.done;
  expect(sent.file.fd).toBe(-1);
});

test('a client that goes away ends the sending, and the file is closed', async () => {
  await using sent = await sendTo(size);
  sent.answer.destroy();
  await sent.done;
  expect(sent.file.fd).toBe(-1);
});

test('clients that send requests ahead, or go away at any moment, leave no file open', async () => {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'temblor-send-'));
  const path = join(folder.path, 'sent');
  writeFileSync(path, randomBytes(3_000_000));
  const files: FileHandle[] = [];
  const sendings: Promise<void>[] = [];
  const app = Fastify({ forceCloseConnections: true });
  app.get('/', async (_request, reply) => {
    const file = await open(path);
    files.push(file);
    sendings.push(sendFile(reply, file));
    await sendings.at(-1);
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = new URL(app.listeningOrigin);
  const ask = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
  for (let client = 0; client < 60; client += 1) {
    const socket = connect({ port: Number(port), host: '127.0.0.1' }).on('error', () => {});
    await once(socket, 'connect');
    socket.write(ask.repeat(1 + (client % 20)));
    for (let turn = 0; turn < client % 7; turn += 1) await setImmediate();
    if (client % 2 === 0) socket.resetAndDestroy();
    else socket.destroy();
  }
  await expect.poll(() => files.length).toBeGreaterThan(100);
  await expect.poll(() => new Set(files.map(({ fd }) => fd)), { timeout: 30_000 }).toEqual(new Set([-1]));
  await Promise.all(sendings);
  const whole = await fetch(app.listeningOrigin);
  expect((await whole.bytes()).length).toBe(3_000_000);
  await app.close();
  folder.remove();
});

test('requests that were sent ahead are answered one after the other', async () => {
  await using sent = await sendTo(2_500_000);
  sent.answer.destroy();
  await sent.done;
  const other = join(sent.path, '..', 'other');
  writeFileSync(other, sent.bytes);
  const app = Fastify({ forceCloseConnections: true });
  app.get('/', async (_request, reply) => sendFile(reply, await open(other)));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect({ port: Number(new URL(app.listeningOrigin).port), host: '127.0.0.1' });
  const ask = 'GET / HTTP/1.1\r\nHost: localhost\r\n';
  socket.write(`${ask}\r\n${ask}Connection: close\r\n\r\n`);
  const answers = Buffer.concat(await socket.toArray());
  const first = answers.indexOf(sent.bytes);
  expect(first).toBeGreaterThan(0);
  expect(answers.indexOf(sent.bytes, first + sent.bytes.length)).toBeGreaterThan(first);
  await app.close();
});

/** Sends a file of so many bytes; its answer has begun, and nothing of it is read yet. */
async function sendTo(length: number) {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'temblor-send-'));
  const path = join(folder.path, 'sent');
  const bytes = randomBytes(length);
  writeFileSync(path, bytes);
  const file: FileHandle = await open(path);
  const app = Fastify({ forceCloseConnections: true });
  const sending = Promise.withResolvers<void>();
  app.get('/', (_request, reply) => {
    sending.resolve(sendFile(reply.type('text/x-sent'), file));
    return sending.promise;
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const answer = await new Promise<IncomingMessage>((resolve, reject) => get(address, resolve).on('error', reject));
  return {
    ...{ path, bytes, file, answer, done: sending.promise },
    async [Symbol.asyncDispose]() {
      await app.close();
      folder.remove();
    },
  };
}
