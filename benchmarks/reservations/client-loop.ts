/**
 * Clients that reserve, each seat of its own user under a key of its own, over connections that are kept. Run as a process
 * of its own, it does what it is told: so many clients of which each asks again when it was answered (closed), or so many
 * requests a second whatever becomes of them (open), whose latencies count from the moment at which each was due.
 */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { LoopResult } from '../log/latencies.ts';
import { summarise } from '../log/latencies.ts';

export type ClientOrder = { readonly port: number; readonly ms: number } & (
  | { readonly kind: 'closed'; readonly clients: number }
  | { readonly kind: 'open'; readonly ratePerSecond: number }
);

const run = randomUUID().slice(0, 8);
let number = 0;

function nextRequest(): string {
  number += 1;
  const body = JSON.stringify({ event_id: 'open-air', quantity: 1 + (number % 4), user_id: `user-${run}-${number}` });
  const head = `POST /reserve HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
  return `${head}Idempotency-Key: ${run}-${number}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** The length of an answer that is whole; undefined where it is not. */
function lengthOf(answer: string): number | undefined {
  const end = answer.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const body = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, end))?.[1];
  if (body === undefined) throw new Error(`an answer is not as expected: ${answer}`);
  return end + 4 + Number(body);
}

/** A connection, with one request under way on it at a time. */
class Connection {
  readonly #socket: Socket;
  #answer = '';
  #answered: PromiseWithResolvers<boolean> | undefined;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true }).setEncoding('latin1');
    this.#socket.on('error', (error) => this.#answered?.reject(error));
    this.#socket.on('data', (chunk: string) => this.#read(chunk));
  }

  /** Reserves. @returns whether that was confirmed. */
  reserve(): Promise<boolean> {
    const answered = Promise.withResolvers<boolean>();
    this.#answered = answered;
    this.#socket.write(nextRequest());
    return answered.promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: string): void {
    this.#answer += chunk;
    const length = lengthOf(this.#answer);
    if (length === undefined || this.#answer.length < length) return;
    const answer = this.#answer;
    this.#answer = '';
    const isConfirmed = answer.startsWith('HTTP/1.1 200');
    if (!isConfirmed) tellOnce(answer);
    this.#answered?.resolve(isConfirmed);
  }
}

let isTold = false;

function tellOnce(answer: string): void {
  if (!isTold) console.error(`the first answer that is no success:\n${answer}`);
  isTold = true;
}

async function closed(port: number, clients: number, ms: number): Promise<LoopResult> {
  const latenciesMs: number[] = [];
  let failures = 0;
  const startMs = performance.now();
  const client = async () => {
    const connection = new Connection(port);
    for (let sentMs = startMs; sentMs - startMs < ms; sentMs = performance.now()) {
      if (await connection.reserve()) latenciesMs.push(performance.now() - sentMs);
      else failures += 1;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: clients }, client));
  return summarise(latenciesMs, performance.now() - startMs, failures);
}

async function open(port: number, ratePerSecond: number, ms: number): Promise<LoopResult> {
  const latenciesMs: number[] = [];
  let failures = 0;
  const idle: Connection[] = [];
  const underWay = new Set<Promise<void>>();
  const startMs = performance.now();
  const send = async (dueMs: number) => {
    const connection = idle.pop() ?? new Connection(port);
    if (await connection.reserve()) latenciesMs.push(performance.now() - dueMs);
    else failures += 1;
    idle.push(connection);
  };
  for (let sent = 0, total = (ratePerSecond * ms) / 1000; sent < total; ) {
    const dueMs = startMs + (sent * 1000) / ratePerSecond;
    if (performance.now() < dueMs) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
      continue;
    }
    const sending: Promise<void> = send(dueMs).finally(() => underWay.delete(sending));
    underWay.add(sending);
    sent += 1;
  }
  await Promise.all(underWay);
  const elapsedMs = performance.now() - startMs;
  for (const connection of idle) connection.close();
  return summarise(latenciesMs, elapsedMs, failures);
}

function loop(order: ClientOrder): Promise<LoopResult> {
  switch (order.kind) {
    case 'closed':
      return closed(order.port, order.clients, order.ms);
    case 'open':
      return open(order.port, order.ratePerSecond, order.ms);
    default:
      return order satisfies never;
  }
}

process.on('message', (order: ClientOrder) => {
  void loop(order).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit(0));
