import { Duplex } from 'node:stream';
import { encodeFrame } from '@temblor/host/transport/frame';
import { describe, expect, test } from 'vitest';
import { encodeAppends } from '../../../client/stream-messages.ts';
import type { AppendOutcome } from '../message-log.ts';
import { acceptStream } from './accept-stream.ts';

/** A client whose end of the connection is in this test's hands. */
class Connection extends Duplex {
  /** Called for each piece that it has read; while one is not, it reads no other. */
  readonly #unread: (() => void)[] = [];
  written = 0;

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, read: () => void): void {
    this.written += chunk.length;
    this.#unread.push(read);
  }

  readAnswers(): void {
    for (let read = this.#unread.shift(); read !== undefined; read = this.#unread.shift()) read();
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

function message(content: string): Buffer {
  return Buffer.concat(encodeFrame('message', encodeAppends([{ request: 1, key: undefined, content }])));
}

function open(append: () => Promise<AppendOutcome>, window: number) {
  const connection = new Connection();
  const closing = new AbortController();
  const troubles: string[] = [];
  const standing = { nodeId: 1, mode: 'raft', role: 'leader', leader: 1, term: 1 } as const;
  acceptStream(connection, Buffer.alloc(0), {
    log: { append, standing: () => standing, lamportTime: 0 },
    examine: (content) => (content === 'wrong' ? 'it is wrong' : undefined),
    nowSeconds: () => 0,
    trouble: (text) => troubles.push(text),
    closing: closing.signal,
    window,
  });
  return { connection, closing, troubles };
}

describe('the stream of a node', () => {
  test('is not read any further while more is under way than its window, and again when half is answered', async () => {
    const decide: (() => void)[] = [];
    const append = () =>
      new Promise<AppendOutcome>((resolve) => {
        decide.push(() => resolve({ kind: 'busy' }));
      });
    const { connection } = open(append, 4);
    connection.readAnswers();
    for (let sent = 0; sent < 5; sent += 1) connection.push(message('x'));
    await turn();
    expect(decide).toHaveLength(5);
    expect(connection.isPaused()).toBe(true);
    for (const each of decide.splice(0, 2)) each();
    await turn();
    await turn();
    expect(connection.isPaused()).toBe(true);
    for (const each of decide) each();
    await turn();
    await turn();
    expect(connection.isPaused()).toBe(false);
  });

  test('is not read any further while its client reads no answers, though nothing is under way', async () => {
    const { connection } = open(async () => ({ kind: 'busy' }), 4);
    while (!connection.isPaused()) {
      for (let sent = 0; sent < 100; sent += 1) connection.push(message('wrong'));
      await turn();
    }
    const { written } = connection;
    connection.push(message('wrong'));
    await turn();
    expect(connection.written).toBe(written);
    for (let reading = 0; connection.isPaused() && reading < 100; reading += 1) {
      connection.readAnswers();
      await turn();
    }
    expect(connection.isPaused()).toBe(false);
  });

  test('is cut off at what is no frame, and tells so', async () => {
    const { connection, troubles } = open(async () => ({ kind: 'busy' }), 4);
    connection.push(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    await turn();
    expect(connection.destroyed).toBe(true);
    expect(troubles).toHaveLength(1);
  });

  test('ends when the node does', () => {
    const { connection, closing } = open(async () => ({ kind: 'busy' }), 4);
    closing.abort();
    expect(connection.destroyed).toBe(true);
  });
});
