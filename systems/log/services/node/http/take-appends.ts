/**
 * The short way of `POST /`: requests of the plainest form are answered past Node's HTTP server and Fastify, which cost several
 * times what the rest of such a request does.
 */
import type { RequestMetrics } from '@temblor/kit/metrics/request-metrics';
import type { TakePlain } from '@temblor/kit/service/plain/plain-connection';
import { jsonType } from './answer.ts';
import type { AppendEndpoint } from './append-endpoint.ts';
import { longestBodyBytes } from './draft-request.ts';

/** Takes every `POST /` of a length that it may have. */
export function takeAppends(endpoint: AppendEndpoint, metrics: RequestMetrics): TakePlain {
  return ({ target, headers, body }) => {
    if (!(target === '/' || target.startsWith('/?')) || body.length > longestBodyBytes) return undefined;
    const startedMs = performance.now();
    return endpoint.answer({ target, headers, body }).then((answer) => {
      const { status, body: text, retryAfterSeconds } = answer;
      const latencyMs = performance.now() - startedMs;
      metrics.record({ endpoint: '/', method: 'POST', status, latencyMs, atMs: Date.now() });
      const plain = { status, contentType: jsonType, body: text };
      return retryAfterSeconds === undefined ? plain : { ...plain, retryAfterSeconds };
    });
  };
}
