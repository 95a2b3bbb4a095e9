/**
 * A closed loop of requests over connections that are kept, one under way on each: POSTs of 256 bytes to a node of the
 * log, or puts of as many to etcd through its JSON gateway. Run as a process of its own, it does what it is told.
 */
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { LoopResult } from './latencies.ts';
import { summarise } from './latencies.ts';

export interface HttpOrder {
  readonly kind: 'log' | 'etcd';
  readonly port: number;
  readonly connections: number;
  readonly ms: number;
}

const content = 'x'.repeat(256);
const value = Buffer.from(content).toString('base64');
const logRequest = post('/', JSON.stringify({ message: content }));
let number = 0;

function nextRequest(kind: HttpOrder['kind']): string {
  if (kind === 'log') return logRequest;
  number += 1;
  const key = Buffer.from(`message-${String(number).padStart(10, '0')}`).toString('base64');
  return post('/v3/kv/put', JSON.stringify({ key, value }));
}

function post(path: string, body: string): string {
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
  return `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
}

/** The length of an answer that is whole; undefined where it is not. */
function lengthOf(answer: string): number | undefined {
  const end = answer.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = answer.slice(0, end);
  const body = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (!head.startsWith('HTTP/1.1 200') || body === undefined) throw new Error(`not as expected: ${answer}`);
  return end + 4 + Number(body);
}

/** What comes is read into the same memory for all: the client shares its cores with those that it measures. */
const memory = Buffer.alloc(65_536);

function converse({ kind, port }: HttpOrder, onAnswer: (latencyMs: number) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = '';
    let sentMs = 0;
    const callback = (bytes: number) => {
      answer += memory.toString('latin1', 0, bytes);
      const length = lengthOf(answer);
      if (length === undefined || answer.length < length) return true;
      answer = '';
      if (onAnswer(performance.now() - sentMs)) send();
      else socket.destroy();
      return true;
    };
    const onread = { buffer: memory, callback };
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
    const send = () => {
      sentMs = performance.now();
      socket.write(nextRequest(kind), 'latin1');
    };
    socket.on('connect', send).on('error', reject);
    socket.on('close', () => resolve());
  });
}

async function loop(order: HttpOrder): Promise<LoopResult> {
  const latenciesMs: number[] = [];
  const startMs = performance.now();
  const onAnswer = (latencyMs: number) => {
    latenciesMs.push(latencyMs);
    return performance.now() - startMs < order.ms;
  };
  await Promise.all(Array.from({ length: order.connections }, () => converse(order, onAnswer)));
  return summarise(latenciesMs, performance.now() - startMs);
}

process.on('message', (order: HttpOrder) => {
  void loop(order).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit(0));
