/** A client that sends bytes as they are, and keeps what comes back. */

import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';

/** How long an answer or a close may take before the test fails: far more than it needs. */
const deadlineMs = 10_000;

export class RawClient implements Disposable {
  readonly #socket: Socket;
  #received = '';
  #isClosed = false;
  #changed = Promise.withResolvers<void>();

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk: Buffer) => {
      this.#received += chunk.toString('latin1');
      this.#tell();
    });
    // A reset is a close, too; what was sent into a closed connection is lost, as it should be.
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => {
      this.#isClosed = true;
      this.#tell();
    });
  }

  /** What came back, in latin1. */
  get received(): string {
    return this.#received;
  }

  /** The statuses of the final answers so far. */
  get statuses(): number[] {
    return [...this.#received.matchAll(/HTTP\/1\.1 ([2-5]\d\d) /g)].map(([, status]) => Number(status));
  }

  send(bytes: string): void {
    this.#socket.write(bytes, 'latin1');
  }

  /** Sends so many bytes at a time, and lets others work between two of them. */
  async sendInPieces(bytes: string, size: number): Promise<void> {
    for (let at = 0; at < bytes.length && !this.#isClosed; at += size) {
      this.send(bytes.slice(at, at + size));
      await setImmediate();
    }
  }

  /** Says that no more will come, and still listens. */
  end(): void {
    this.#socket.end();
  }

  /** @throws after the deadline. */
  async closed(): Promise<void> {
    await this.#until(() => this.#isClosed, 'the connection is closed');
  }

  /** @throws where the connection closes before, or after the deadline. */
  async answered(count: number): Promise<void> {
    await this.#until(() => this.#isClosed || this.statuses.length >= count, `${count} answers are in`);
    if (this.statuses.length < count) throw new Error(`closed after ${this.statuses.length} of ${count} answers`);
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  async #until(isSo: () => boolean, what: string): Promise<void> {
    const late = AbortSignal.timeout(deadlineMs);
    const expired = Promise.withResolvers<never>();
    expired.promise.catch(() => {});
    late.addEventListener('abort', () =>
      expired.reject(new Error(`waited ${deadlineMs} ms until ${what}: ${this.#received}`)),
    );
    while (!isSo()) await Promise.race([this.#changed.promise, expired.promise]);
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
