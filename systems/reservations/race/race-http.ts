/** How a race talks to the services: the clients to the gateway, the rest straight to an instance. */
import type { Json } from '@temblor/checkers/history/operation';
import { Pool } from 'undici';

/** An answer; status 0 where none came. */
export interface RaceAnswer {
  readonly status: number;
  readonly body: Json;
  /** The header Retry-After; undefined where there is none. */
  readonly retryAfter: string | undefined;
}

/** Longer than the gateway takes for anything. */
const timeoutMs = 7000;

/** Kept connections to one base URL; a call never fails: what went wrong is an answer with status 0. */
export class RaceHttp implements AsyncDisposable {
  readonly #pool: Pool;

  /** @param connections at most so many at once. */
  constructor(url: string, connections: number) {
    this.#pool = new Pool(url, { connections, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  }

  /** @throws the signal's reason when it aborts first. */
  async send(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    options: { body?: Json; headers?: Record<string, string>; signal: AbortSignal },
  ): Promise<RaceAnswer> {
    const { body, signal } = options;
    const headers = { ...options.headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    try {
      const answer = await this.#pool.request({
        method,
        path,
        headers,
        signal,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const retryAfter = answer.headers['retry-after'];
      const text = await answer.body.text();
      return { status: answer.statusCode, body: parse(text), retryAfter: [retryAfter].flat()[0] };
    } catch {
      signal.throwIfAborted();
      return { status: 0, body: null, retryAfter: undefined };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }
}

/** The JSON of a body; its text where it is none. */
function parse(text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}
