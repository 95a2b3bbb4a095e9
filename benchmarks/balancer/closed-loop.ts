/**
 * A closed loop of requests over connections that are kept: capacity only, latencies of such a loop mean nothing. Run as
 * a process of its own, it does what it is told by messages.
 */
import type { Socket } from 'node:net';
import { connect } from 'node:net';

/** What is to be done. */
export interface LoopOrder {
  readonly port: number;
  readonly connections: number;
  readonly ms: number;
}

/** What came of it. */
export interface LoopResult {
  readonly answers: number;
  readonly ms: number;
}

const request = Buffer.from('GET /whoami HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n');
const ok = 'HTTP/1.1 200';

/** The length of an answer that is whole; undefined where it is not. */
function lengthOf(bytes: Buffer): number | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const body = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (!head.startsWith(ok) || body === undefined) throw new Error(`an answer is not as expected: ${head}`);
  return end + 4 + Number(body);
}

/** One connection: all answers are as long as its first one. */
function converse(port: number, onAnswer: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let expected: number | undefined;
    let received = 0;
    let first = Buffer.alloc(0);
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('connect', () => socket.write(request));
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.on('data', (chunk: Buffer) => {
      if (expected === undefined) {
        first = Buffer.concat([first, chunk]);
        expected = lengthOf(first);
        received = first.length;
      } else {
        if (received === 0 && chunk.toString('latin1', 0, ok.length) !== ok)
          reject(new Error('an answer is not a success'));
        received += chunk.length;
      }
      if (expected === undefined || received < expected) return;
      if (received > expected) reject(new Error('an answer is longer than the first one'));
      received = 0;
      if (onAnswer()) socket.write(request);
      else socket.destroy();
    });
  });
}

async function loop({ port, connections, ms }: LoopOrder): Promise<LoopResult> {
  let answers = 0;
  const startMs = performance.now();
  const onAnswer = () => {
    answers += 1;
    return performance.now() - startMs < ms;
  };
  await Promise.all(Array.from({ length: connections }, () => converse(port, onAnswer)));
  return { answers, ms: performance.now() - startMs };
}

process.on('message', (order: LoopOrder) => {
  void loop(order).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit(0));
