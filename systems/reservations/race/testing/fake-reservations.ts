/** All services of the reservations behind one port and in memory, as right or as wrong as a test wants them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** What is wrong with it; nothing where it is empty. */
export interface Mistakes {
  /** Sells so many seats more than there are. */
  readonly oversells?: number;
  /** The first answer to each key is lost after its effect. */
  readonly losesFirstAnswers?: boolean;
  /** Refuses each key once, as a full gateway does; `silent`: without saying when to come back. */
  readonly full?: 'telling' | 'silent';
  /** Has never anything to say but this status. */
  readonly always?: number;
}

interface Reply {
  readonly status: number;
  readonly content: unknown;
  readonly headers?: Record<string, string>;
}

const reserveBody = z.object({ user_id: z.string() });
const eventBody = z.object({ capacity: z.number() });

/** Answers on a free port of loopback until it is disposed of. */
export class FakeReservations implements AsyncDisposable {
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #mistakes: Mistakes;
  #event = { event_id: '', capacity: 0 };
  /** The users who have a seat, by key. */
  readonly #sold = new Map<string, string>();
  readonly #seen = new Set<string>();

  constructor(mistakes: Mistakes) {
    this.#mistakes = mistakes;
  }

  /** @returns its base URL. */
  listen(): Promise<string> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address() satisfies string | AddressInfo | null;
        resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await text(request);
    const reply = this.#reply(request, sent === '' ? {} : JSON.parse(sent));
    if (reply === 'lost') response.destroy();
    else response.writeHead(reply.status, reply.headers).end(JSON.stringify(reply.content));
  }

  #reply({ url = '/', method, headers }: IncomingMessage, sent: unknown): Reply | 'lost' {
    const { pathname } = new URL(url, 'http://fake');
    if (method === 'PUT') {
      this.#event = { event_id: pathname.slice('/events/'.length), ...eventBody.parse(sent) };
      return { status: 201, content: {} };
    }
    if (pathname !== '/reserve') return { status: 200, content: this.#books() };
    return this.#reserve(String(headers['idempotency-key']), reserveBody.parse(sent).user_id);
  }

  #reserve(key: string, user: string): Reply | 'lost' {
    const { oversells = 0, full, always, losesFirstAnswers } = this.#mistakes;
    const isFirst = !this.#seen.has(key);
    this.#seen.add(key);
    if (always !== undefined) return { status: always, content: {} };
    if (full !== undefined && isFirst) {
      return { status: 429, content: {}, headers: full === 'telling' ? { 'retry-after': '0' } : {} };
    }
    const left = this.#event.capacity + oversells - this.#sold.size;
    if (!this.#sold.has(key) && left <= 0) return { status: 409, content: { code: 'no_seats', free: 0, held: 0 } };
    this.#sold.set(key, user);
    return losesFirstAnswers === true && isFirst ? 'lost' : { status: 200, content: { reservation_id: `RSV-${key}` } };
  }

  /** What any of the services shows of its books: all lists at once, each under its name. */
  #books(): Record<string, unknown> {
    const { event_id, capacity } = this.#event;
    const ids = [...this.#sold].map(([key, user_id]) => ({
      reservation_id: `RSV-${key}`,
      user_id,
      quantity: 1,
      event_id,
    }));
    const sold = ids.length;
    return {
      events: [{ event_id, capacity, free: capacity - sold, held: 0, sold }],
      holds: ids.map((row) => ({ ...row, state: 'sold', expires_at_ms: null })),
      payments: ids.map(({ reservation_id, user_id }) => ({
        payment_key: reservation_id,
        state: 'captured',
        user_id,
        amount: 5000,
      })),
      ledger: ids.map(({ reservation_id: id }) => ({ entry_id: id, payment_key: id, kind: 'charge', amount: 5000 })),
      notifications: ids.map((row) => ({ ...row, message_key: row.reservation_id, arrivals: 1 })),
      reservations: ids.map((row) => ({ ...row, confirmed_at_ms: 1 })),
      sagas: [],
      outbox: [],
    };
  }
}
