/**
 * How a service ends without losing a request that it took: it says so first, for as long as whoever balances over it
 * needs to notice; then it takes no new connection, answers what it has, and ends. The same order as that of a pod in
 * Kubernetes ("Pod termination": out of the endpoints first, SIGTERM's grace after it) and of Envoy ("Draining").
 */
import { setTimeout as delay } from 'node:timers/promises';
import { OpenConnections } from './open-connections.ts';
import type { ServiceApp } from './service-app.ts';

/**
 * `serving`: nobody asked it to end. `draining`: it tells everyone who asks for its health, and takes
 * everything as ever, but every answer ends the connection that it goes over, so that few are open when it closes.
 * `closing`: it takes no connection any more.
 */
export type ServicePhase = 'serving' | 'draining' | 'closing';

/** How long each part of an end may take. */
export interface EndTimes {
  /** How long a service that is asked to end goes on serving while its health says that it drains; 0: not at all. */
  readonly noticeMs: number;
  /** How long requests in flight may take after that, until their connections are broken. */
  readonly drainMs: number;
}

/** The end of one service. Made before it listens. */
export class OrderlyEnd {
  readonly #app: ServiceApp;
  readonly #times: EndTimes;
  /** Whoever serves one past the application tells of its requests. */
  readonly connections: OpenConnections;
  readonly #closing = new AbortController();
  #phase: ServicePhase = 'serving';

  constructor(app: ServiceApp, times: EndTimes) {
    this.#app = app;
    this.#times = times;
    this.connections = new OpenConnections(app.server);
    app.addHook('onSend', ({ raw }, reply, payload, done) => {
      if (this.#phase !== 'serving' && this.connections.isAwaitingOne(raw.socket)) reply.header('connection', 'close');
      done(null, payload);
    });
  }

  get phase(): ServicePhase {
    return this.#phase;
  }

  /** Aborted when the notice is over, before the last requests are drained. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * Ends the service, and resolves when its last answer has left. Idle connections are closed; a request that meets
   * such a one on its way was not taken, and is for the client to repeat (RFC 9112, section 9.3.1). One that was read
   * before its connection closed is answered like any other.
   */
  async end(): Promise<void> {
    const isServing = this.#app.server.listening;
    if (isServing && this.#times.noticeMs > 0) {
      this.#phase = 'draining';
      await delay(this.#times.noticeMs);
    }
    this.#phase = 'closing';
    this.#closing.abort();
    if (isServing) await this.connections.close(this.#times.drainMs);
    await this.#app.close();
  }
}
