/** As much of a NATS client as a benchmark needs: requests, any number of them under way on one connection. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';

const header = /^MSG \S+ \d+ +(\d+)$/;

export class NatsConnection implements Disposable {
  readonly #socket: Socket;
  readonly #underWay = new Map<number, (answer: string) => void>();
  #next = 1;
  #received = '';
  #toSend = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: string) => this.#take(chunk));
    socket.write('CONNECT {"verbose":false,"pedantic":false,"headers":false}\r\nSUB inbox.* 1\r\n');
  }

  static async open(port: number): Promise<NatsConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }).setEncoding('latin1');
    await once(socket, 'connect');
    return new NatsConnection(socket);
  }

  /** Resolves with the answer; an error of the server is an answer too. */
  request(subject: string, payload: string): Promise<string> {
    return new Promise((resolve) => {
      const request = this.#next;
      this.#next += 1;
      this.#underWay.set(request, resolve);
      if (this.#toSend === '') setImmediate(() => this.#flush());
      this.#toSend += `PUB ${subject} inbox.${request} ${payload.length}\r\n${payload}\r\n`;
    });
  }

  #flush(): void {
    this.#socket.write(this.#toSend, 'latin1');
    this.#toSend = '';
  }

  #take(chunk: string): void {
    const received = this.#received + chunk;
    let at = 0;
    for (;;) {
      const end = received.indexOf('\r\n', at);
      if (end === -1) break;
      const line = received.slice(at, end);
      const length = Number(header.exec(line)?.[1] ?? Number.NaN);
      if (line === 'PING') this.#socket.write('PONG\r\n');
      if (line.startsWith('-ERR')) throw new Error(`NATS: ${line}`);
      if (Number.isNaN(length)) {
        at = end + 2;
        continue;
      }
      if (received.length < end + 4 + length) break;
      const request = Number(line.slice('MSG inbox.'.length, line.indexOf(' ', 'MSG inbox.'.length)));
      this.#underWay.get(request)?.(received.slice(end + 2, end + 2 + length));
      this.#underWay.delete(request);
      at = end + 4 + length;
    }
    this.#received = received.slice(at);
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
