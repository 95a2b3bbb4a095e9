/** A replica that keeps every byte that reaches it, and answers each request that it takes for whole with 200. */

import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { SeenRequest } from './seen-requests.ts';
import { seenIn } from './seen-requests.ts';

export interface RecordingUpstream extends AsyncDisposable {
  readonly port: number;
  /** Whole requests since the last call of `forget`, over all connections, in the order in which they became whole. */
  readonly requests: readonly SeenRequest[];
  /** All bytes since then. */
  readonly bytes: number;
  /** What was not in the plainest form. */
  readonly faults: readonly string[];
  /** Begins a new record. */
  forget(): void;
  /** Resolves once no connection is open that holds a part of a request. */
  settled(): Promise<void>;
}

/** What it answers with. */
const upstreamAnswer = 'seen';

/** Opens one on a free port of loopback. */
export async function openRecordingUpstream(): Promise<RecordingUpstream> {
  const upstream = new Recording();
  await upstream.listen();
  return upstream;
}

class Recording implements RecordingUpstream {
  readonly #server = createServer((socket) => this.#serve(socket));
  /** With what has come of the next request. */
  readonly #connections = new Map<Socket, string>();
  #requests: SeenRequest[] = [];
  #faults: string[] = [];
  #bytes = 0;
  #changed = Promise.withResolvers<void>();

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get requests(): readonly SeenRequest[] {
    return this.#requests;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get faults(): readonly string[] {
    return this.#faults;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  forget(): void {
    this.#requests = [];
    this.#faults = [];
    this.#bytes = 0;
  }

  async settled(): Promise<void> {
    while ([...this.#connections.values()].some((rest) => rest !== '')) await this.#changed.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#connections.keys()) socket.destroy();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.#note(socket, '');
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(socket, chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#connections.delete(socket);
      this.#tell();
    });
  }

  #take(socket: Socket, chunk: Buffer): void {
    this.#bytes += chunk.length;
    try {
      const { requests, rest } = seenIn((this.#connections.get(socket) ?? '') + chunk.toString('latin1'));
      this.#requests.push(...requests);
      this.#note(socket, rest);
      for (const { method } of requests) socket.write(answerTo(method));
    } catch (error) {
      this.#faults.push(error instanceof Error ? error.message : String(error));
      socket.destroy();
    }
  }

  #note(socket: Socket, rest: string): void {
    this.#connections.set(socket, rest);
    this.#tell();
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

function answerTo(method: string): string {
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${upstreamAnswer.length}\r\n\r\n`;
  return method === 'HEAD' ? head : head + upstreamAnswer;
}
