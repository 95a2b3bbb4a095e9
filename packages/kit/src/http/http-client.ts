import { codeOf, messageOf } from '@temblor/foundation/errors/temblor-error';
import type { Dispatcher } from 'undici';
import { errors, Pool } from 'undici';
import type { TraceContext } from '../logs/trace-context.ts';
import { formatTraceparent } from '../logs/trace-context.ts';

/**
 * What became of a request. Only `answered` tells what the server did; after any of the others a request that changes
 * something may have taken effect or not.
 */
export type HttpResult =
  /**
   * `body` is the parsed JSON; the text itself where it is not JSON; null where there is none. `headers`: those that were
   * asked for and are there; absent where none were asked for.
   */
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'timed-out' }
  /** No connection, a broken one, or an answer that breaks off. `code`: `ECONNREFUSED`, `ECONNRESET`, `UND_ERR_SOCKET` … */
  | { readonly kind: 'unreachable'; readonly code: string; readonly message: string }
  /** The caller's own signal ended it. */
  | { readonly kind: 'aborted' };

/** A request to the client's server. */
export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With its query. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The piece of work that causes this request; its trace goes on in the server. */
  readonly trace?: TraceContext;
  /** Names of headers of the answer that the caller wants, in lower case. Absent: none. */
  readonly answerHeaders?: readonly string[];
  /** For the whole exchange, connecting included. Default: the client's. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A pool of kept-alive connections to one server. */
export interface HttpClient extends AsyncDisposable {
  /** Never rejects: whatever happens is a result. */
  request(request: HttpRequest): Promise<HttpResult>;
}

/** Answers beyond this size are broken off. */
const longestAnswerBytes = 4_194_304;

/**
 * Opens a client. Nothing is connected before the first request.
 *
 * @param options.connections how many at once; further requests wait for one within their time-out.
 */
export function openHttpClient(
  baseUrl: string,
  options: { readonly timeoutMs: number; readonly connections: number },
): HttpClient {
  const { origin } = new URL(baseUrl);
  const pool = new Pool(origin, {
    connections: options.connections,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    // The deadline of a request is kept by its signal; undici's own timers tick only every half second.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: longestAnswerBytes,
  });
  return {
    request: (request) => exchange(pool, request, request.timeoutMs ?? options.timeoutMs),
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}

async function exchange(pool: Pool, request: HttpRequest, timeoutMs: number): Promise<HttpResult> {
  if (request.signal?.aborted === true) return { kind: 'aborted' };
  const ending = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    ending.abort();
  }, timeoutMs);
  let aborted = false;
  const abort = () => {
    aborted = true;
    ending.abort();
  };
  request.signal?.addEventListener('abort', abort, { once: true });
  try {
    const { statusCode: status, body, headers } = await pool.request(toOptions(request, ending.signal));
    const answer = { kind: 'answered', status, body: parse(await body.text()) } as const;
    const { answerHeaders } = request;
    return answerHeaders === undefined ? answer : { ...answer, headers: pick(headers, answerHeaders) };
  } catch (error) {
    if (timedOut) return { kind: 'timed-out' };
    if (aborted) return { kind: 'aborted' };
    if (error instanceof errors.ConnectTimeoutError) return { kind: 'timed-out' };
    return { kind: 'unreachable', code: codeOf(error) ?? 'UNKNOWN', message: messageOf(error) };
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', abort);
  }
}

function toOptions(request: HttpRequest, signal: AbortSignal): Dispatcher.RequestOptions {
  const headers: Record<string, string> = { ...request.headers };
  if (request.trace !== undefined) headers.traceparent = formatTraceparent(request.trace);
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
  return { path: request.path, method: request.method ?? 'GET', headers, signal, ...body };
}

/** The headers of these names that are there, once each. */
function pick(headers: Readonly<Record<string, string | string[] | undefined>>, names: readonly string[]) {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string') picked[name] = value;
  }
  return picked;
}

function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
