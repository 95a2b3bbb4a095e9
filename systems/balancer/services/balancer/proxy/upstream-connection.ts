/** One connection to a replica: it serves one attempt after the other. */
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { ResponseHeadReader } from '../http1/head-readers.ts';
import type { HeadLimits } from '../http1/message-head.ts';
import { writeContent, writeMessage } from './write-message.ts';

/** Whose request is on the connection. After `broke` nothing follows. */
export interface ConnectionUser {
  connected(): void;
  /** The chunk belongs to the user. */
  received(chunk: Buffer): void;
  /** What was written is sent. */
  drained(): void;
  /** The replica sends no more. */
  ended(): void;
  /** It is closed, for whatever reason. @param code of the system's error; undefined without one. */
  broke(code: string | undefined): void;
}

/** Answers of replicas may have longer heads than requests of strangers. */
const answerLimits: HeadLimits = { maxBytes: 65_536, maxFields: 200, maxTargetBytes: 0 };

/** All connections are read into it, one after the other; each chunk is copied out, which is cheaper than a buffer a read. */
const readBuffer = Buffer.allocUnsafeSlow(65_536);

/** Open until its socket is closed; bytes that come while nobody waits for them end it. */
export class UpstreamConnection {
  readonly reader = new ResponseHeadReader(answerLimits);
  readonly #socket: Socket;
  readonly #closed: (connection: UpstreamConnection) => void;
  #user: ConnectionUser | undefined;
  isConnected = false;
  /** Served an attempt before this one. */
  isReused = false;
  /** When it came back to the pool. */
  idleSinceMs = 0;

  /** @param closed told once, when the socket is closed. */
  constructor(host: string, port: number, user: ConnectionUser, closed: (connection: UpstreamConnection) => void) {
    this.#user = user;
    this.#closed = closed;
    const socket = connect({
      host,
      port,
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (bytes) => {
          this.#received(bytes);
          return true;
        },
      },
    });
    this.#socket = socket;
    socket.on('connect', () => {
      this.isConnected = true;
      this.#user?.connected();
    });
    socket.on('drain', () => this.#user?.drained());
    socket.on('end', () => (this.#user === undefined ? socket.destroy() : this.#user.ended()));
    socket.on('error', (error: NodeJS.ErrnoException) => this.#broke(error.code));
    socket.on('close', () => {
      this.#closed(this);
      this.#broke(undefined);
    });
  }

  /** Whether another request can be sent on it. */
  get isUsable(): boolean {
    return this.isConnected && !this.#socket.destroyed && this.#socket.writable;
  }

  /** For another request. */
  use(user: ConnectionUser): void {
    this.#user = user;
    this.isReused = true;
  }

  /** Its user is done, and another may have it. */
  release(): void {
    this.#user = undefined;
  }

  /** @returns false where the replica is behind: then the user is told when it is `drained`. */
  send(head: string, body: readonly Buffer[]): boolean {
    return writeMessage(this.#socket, head, body);
  }

  /** @returns as `send`. */
  sendContent(content: readonly Buffer[], isChunked: boolean, isOver: boolean): boolean {
    return writeContent(this.#socket, content, isChunked, isOver);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Its user hears nothing more. */
  destroy(): void {
    this.#user = undefined;
    this.#socket.destroy();
  }

  #received(bytes: number): void {
    if (this.#user === undefined) this.#socket.destroy();
    else this.#user.received(Buffer.from(readBuffer.subarray(0, bytes)));
  }

  #broke(code: string | undefined): void {
    const user = this.#user;
    this.#user = undefined;
    user?.broke(code);
  }
}
