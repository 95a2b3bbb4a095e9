/**
 * The short way of `POST /`: requests are read and answered on Node's own server, in front of Fastify, whose routing, hooks
 * and schemas cost more than twice what the rest of such a request costs.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestMetrics } from '@temblor/kit/metrics/request-metrics';
import type { TakeFirst } from '@temblor/kit/service/service-app';
import type { Answer } from './answer.ts';
import { jsonType } from './answer.ts';
import type { AppendEndpoint } from './append-endpoint.ts';
import { bodyTooLong, longestBodyBytes } from './draft-request.ts';

/** Takes every `POST /`. */
export function takeAppends(endpoint: AppendEndpoint, metrics: RequestMetrics): TakeFirst {
  return (request, response) => {
    const { method, url = '' } = request;
    if (method !== 'POST' || !(url === '/' || url.startsWith('/?'))) return false;
    const startedMs = performance.now();
    const finish = (answer: Answer) => {
      send(response, answer);
      const latencyMs = performance.now() - startedMs;
      metrics.record({ endpoint: '/', method: 'POST', status: answer.status, latencyMs, atMs: Date.now() });
    };
    readBody(request, (body) => {
      if (body === undefined) {
        // What is still to come of the body is dropped, and the connection ends with the answer.
        response.shouldKeepAlive = false;
        finish(bodyTooLong());
      } else {
        void endpoint.answer({ target: url, headers: request.headers, body }).then(finish);
      }
    });
    return true;
  };
}

/** Calls back once: with the body, or with undefined where it is too long; never where the client goes away. */
function readBody(request: IncomingMessage, done: (body: Buffer | undefined) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const take = (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length <= longestBodyBytes) return;
    request.off('data', take).off('end', end).resume();
    done(undefined);
  };
  const end = () => {
    const [first] = chunks;
    done(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks));
  };
  request.on('data', take).on('end', end);
}

function send(response: ServerResponse, { status, body, retryAfterSeconds }: Answer): void {
  const headers: Record<string, string | number> = {
    'content-type': jsonType,
    'content-length': Buffer.byteLength(body),
  };
  if (retryAfterSeconds !== undefined) headers['retry-after'] = retryAfterSeconds;
  response.writeHead(status, headers).end(body);
}
