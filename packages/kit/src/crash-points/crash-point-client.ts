import { sleep } from '@temblor/foundation/concurrency/wait';
import type { HttpClient, HttpRequest, HttpResult } from '../http/http-client.ts';
import type { CallDisturbance, CrashPoints } from './crash-points.ts';
import { callEffect } from './effect-names.ts';

/** So long after its caller has given it up a late request is sent. */
const lateByMs = 1000;

interface CrashPointClientOptions {
  /** The service behind it. */
  readonly service: string;
  /** What the client behind it takes where a request names no time-out. */
  readonly timeoutMs: number;
  /** Waits for so long; rejects when the signal aborts. Default: by the machine's timers. */
  readonly wait?: (durationMs: number, signal?: AbortSignal) => Promise<void>;
}

/** A client whose calls are effects: `call <service> <METHOD> <path>`. Closing it closes the client behind it. */
export function openCrashPointClient(
  client: HttpClient,
  points: Pick<CrashPoints, 'before' | 'after'>,
  options: CrashPointClientOptions,
): HttpClient {
  return {
    request: async (request) => {
      const effect = callEffect(options.service, request.method ?? 'GET', request.path);
      const disturbance = points.before(effect);
      if (disturbance !== undefined) return disturbed(client, request, disturbance, options);
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
  disturbance: CallDisturbance,
  { timeoutMs: usualTimeoutMs, wait = sleep }: CrashPointClientOptions,
): Promise<HttpResult> {
  const timeoutMs = request.timeoutMs ?? usualTimeoutMs;
  if (disturbance === 'lose-answer') void client.request(withoutSignal(request));
  if (disturbance === 'late-request') {
    void wait(timeoutMs + lateByMs).then(() => client.request(withoutSignal(request)));
  }
  try {
    await wait(timeoutMs, request.signal);
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
