import { sleep } from '@temblor/foundation/concurrency/wait';
import type { HttpClient, HttpRequest, HttpResult } from '../http/http-client.ts';
import type { CrashPoints } from './crash-points.ts';
import { callEffect } from './effect-names.ts';

/** So long after its caller has given it up a late request is sent. */
const lateByMs = 1000;

/**
 * A client whose calls are effects: `call <service> <METHOD> <path>`. Closing it closes the client behind it.
 *
 * @param options.timeoutMs what the client behind it takes where a request names no time-out.
 */
export function openCrashPointClient(
  client: HttpClient,
  points: Pick<CrashPoints, 'before' | 'after'>,
  options: { readonly service: string; readonly timeoutMs: number },
): HttpClient {
  return {
    request: async (request) => {
      const effect = callEffect(options.service, request.method ?? 'GET', request.path);
      const disturbance = points.before(effect);
      if (disturbance !== undefined) return disturbed(client, request, disturbance, options.timeoutMs);
      const result = await client.request(request);
      points.after(effect);
      return result;
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

/** The caller learns nothing before its time is over, whatever becomes of the request. */
async function disturbed(
  client: HttpClient,
  request: HttpRequest,
  disturbance: 'lose-request' | 'lose-answer' | 'late-request',
  defaultTimeoutMs: number,
): Promise<HttpResult> {
  const timeoutMs = request.timeoutMs ?? defaultTimeoutMs;
  if (disturbance === 'lose-answer') void client.request(withoutSignal(request));
  if (disturbance === 'late-request') {
    void sleep(timeoutMs + lateByMs).then(() => client.request(withoutSignal(request)));
  }
  try {
    await sleep(timeoutMs, request.signal);
    return { kind: 'timed-out' };
  } catch (error) {
    if (request.signal?.aborted === true) return { kind: 'aborted' };
    throw error;
  }
}

/** What is on its way cannot be called back. */
function withoutSignal({ signal: _signal, ...request }: HttpRequest): HttpRequest {
  return request;
}
