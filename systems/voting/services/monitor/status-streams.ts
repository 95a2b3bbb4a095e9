import type { ServerResponse } from 'node:http';
import type { StatusView } from './status.ts';
import { heartbeatMs } from './status.ts';

/** Followers at once. */
const mostFollowers = 32;
/** A follower that has so much unread is let go: it is to connect again and begin with what is true then. */
const mostUnreadBytes = 262_144;

/** Those who follow the status: each gets it as a line of JSON on every change and as a heartbeat. */
export class StatusStreams implements Disposable {
  readonly #view: () => StatusView;
  readonly #followers = new Set<ServerResponse>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(view: () => StatusView) {
    this.#view = view;
    this.#heartbeat = setInterval(() => this.send(), heartbeatMs);
  }

  get isFull(): boolean {
    return this.#followers.size >= mostFollowers;
  }

  /** Takes a response over, whose head is not sent yet. */
  add(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
    this.#followers.add(response);
    response.on('error', () => response.destroy());
    response.once('close', () => this.#followers.delete(response));
    response.write(this.#line());
  }

  /** Sends the status as it is now. */
  send(): void {
    if (this.#followers.size === 0) return;
    const line = this.#line();
    for (const follower of this.#followers) {
      if (follower.writableLength > mostUnreadBytes) follower.destroy();
      else follower.write(line);
    }
  }

  /** Ends every stream. */
  [Symbol.dispose](): void {
    clearInterval(this.#heartbeat);
    for (const follower of this.#followers) follower.end();
  }

  #line(): string {
    return `${JSON.stringify(this.#view())}\n`;
  }
}
