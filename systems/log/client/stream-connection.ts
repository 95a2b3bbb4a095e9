/** One connection of a client to one node, upgraded to `temblor-log/1`. */
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { encodeFrame, FrameReader } from '@temblor/host/transport/frame';
import type { StreamAnswer, StreamAppend, StreamStanding } from './stream-messages.ts';
import {
  appendLength,
  batchBytes,
  decodeAnswers,
  decodeStanding,
  encodeAppends,
  maximumPayloadBytes,
  streamPath,
  streamProtocol,
} from './stream-messages.ts';

/** What its user hears of a connection; nothing after `closed`, which comes once. */
export interface ConnectionListener {
  readonly answers: (answers: readonly StreamAnswer[]) => void;
  /** Where the node stands now, as it answers a ping. */
  readonly standing: (standing: StreamStanding) => void;
  /** What was sent has left this process, and there is room for more. */
  readonly drained: () => void;
  readonly closed: () => void;
}

const greetingMs = 1_000;
const pingMs = 250;
/** An open connection is given up after so many pings with no answer to any: the process may be stopped. */
const patiencePings = 4;
const ping = Buffer.concat(encodeFrame('ping', new Uint8Array()));

export class StreamConnection implements Disposable {
  /** What the node said of itself when it took the connection. */
  readonly welcome: StreamStanding;
  readonly #socket: Duplex;

  private constructor(socket: Duplex, welcome: StreamStanding) {
    this.#socket = socket;
    this.welcome = welcome;
  }

  /** @throws TemblorError `no-stream` where the node is not there, does not answer in a second, or speaks something else. */
  static async dial(url: string, signal: AbortSignal): Promise<StreamConnection> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(greetingMs)]);
    try {
      const { socket, head } = await upgrade(url, limit);
      return new StreamConnection(socket, await greet(socket, head, limit));
    } catch (error) {
      throw new TemblorError('no-stream', `could not open a stream of messages to ${url}: ${messageOf(error)}`, {
        hint: 'See whether the node runs, and whether the URL is that of a node of the log.',
        cause: error,
      });
    }
  }

  /** To be called once, at once. */
  listen(listener: ConnectionListener): void {
    const reader = new FrameReader(maximumPayloadBytes);
    let unanswered = 0;
    this.#socket.on('data', (chunk: Buffer) => {
      unanswered = 0;
      try {
        for (const { type, payload } of reader.push(chunk)) {
          if (type === 'message') listener.answers(decodeAnswers(payload));
          if (type === 'pong') listener.standing(decodeStanding(payload));
        }
      } catch {
        // Nothing that comes after it can be understood: what is under way is lost with the connection.
        this.#socket.destroy();
      }
    });
    const pings = setInterval(() => {
      if (unanswered === patiencePings) this.#socket.destroy();
      else this.#socket.write(ping);
      unanswered += 1;
    }, pingMs);
    this.#socket.on('drain', listener.drained);
    this.#socket.on('close', () => {
      clearInterval(pings);
      listener.closed();
    });
    this.#socket.resume();
  }

  /** False: more would wait in this process. `drained` tells when it would not any more. */
  get isWritable(): boolean {
    return this.#socket.writable && !this.#socket.writableNeedDrain;
  }

  send(appends: readonly StreamAppend[]): void {
    let from = 0;
    let length = 0;
    for (const [place, append] of appends.entries()) {
      length += appendLength(append);
      if (length < batchBytes && place + 1 < appends.length) continue;
      for (const part of encodeFrame('message', encodeAppends(appends.slice(from, place + 1))))
        this.#socket.write(part);
      from = place + 1;
      length = 0;
    }
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

function upgrade(url: string, signal: AbortSignal): Promise<{ readonly socket: Duplex; readonly head: Buffer }> {
  return new Promise((resolve, reject) => {
    const headers = { connection: 'Upgrade', upgrade: streamProtocol };
    const asked = request(new URL(streamPath, url), { headers, agent: false, signal });
    asked.on('upgrade', (_response, socket, head) => resolve({ socket, head }));
    asked.on('response', (response) => {
      response.resume();
      reject(new Error(`it answered ${response.statusCode}, and does not speak ${streamProtocol}`));
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** Waits for the welcome, and leaves the socket paused. */
function greet(socket: Duplex, head: Buffer, signal: AbortSignal): Promise<StreamStanding> {
  return new Promise((resolve, reject) => {
    const reader = new FrameReader(maximumPayloadBytes);
    const fail = (error: unknown) => {
      socket.destroy();
      reject(error);
    };
    const abort = () => fail(signal.reason);
    const close = () => fail(new Error('it closed the connection'));
    const take = (chunk: Buffer) => {
      try {
        for (const { type, payload } of reader.push(chunk)) {
          if (type !== 'welcome') continue;
          socket.pause().off('data', take).off('close', close);
          signal.removeEventListener('abort', abort);
          resolve(decodeStanding(payload));
        }
      } catch (error) {
        fail(error);
      }
    };
    // What was wrong does not matter: 'close' follows every error.
    socket.on('error', () => {});
    socket.on('close', close).on('data', take);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    if (head.length > 0) take(head);
  });
}
