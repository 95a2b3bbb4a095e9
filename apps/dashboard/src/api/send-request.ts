/** Requests to the control API, apart from what they mean: what a worker needs of it too. */
import { ApiProblem, problemOf } from './api-problem.ts';

/** What the client needs of the page. */
export interface ApiPorts {
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
  /** Resolves when it is known which token is used. */
  readonly token: () => Promise<string>;
  /** The lab wants another token than this one. */
  readonly onRefused: (token: string) => void;
}

/** @throws ApiProblem for every answer that is no success. */
export async function sendRequest(
  ports: ApiPorts,
  method: string,
  path: string,
  body?: object,
  signal?: AbortSignal,
): Promise<Response> {
  const token = await ports.token();
  const headers = new Headers({ authorization: `Bearer ${token}` });
  if (body !== undefined) headers.set('content-type', 'application/json');
  const init: RequestInit = { method, headers, cache: 'no-store' };
  if (body !== undefined) init.body = JSON.stringify(body);
  if (signal !== undefined) init.signal = signal;
  const response = await ports.fetch(path, init).catch((error: unknown) => {
    throw new ApiProblem('lab-unreachable', 0, 'the lab does not answer (is it still running?)', error);
  });
  if (response.ok) return response;
  if (response.status === 401) ports.onRefused(token);
  throw problemOf(response.status, await response.text());
}

/** What an answer streams. @throws ApiProblem `empty-answer`. */
export function bodyOf(response: Response): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (response.body === null) throw new ApiProblem('empty-answer', response.status, 'the lab answered nothing');
  return response.body;
}

/** The lines of a finished run's journal. @throws ApiProblem */
export async function runJournal(
  ports: ApiPorts,
  run: string,
  signal?: AbortSignal,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  return bodyOf(await sendRequest(ports, 'GET', `/runs/${encodeURIComponent(run)}/journal`, undefined, signal));
}
