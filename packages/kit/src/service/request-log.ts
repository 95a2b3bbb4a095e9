/** What a service writes into its log, and counts, of the requests that it answered. */
import type { Logger } from '../logs/logger.ts';
import type { RequestMetrics } from '../metrics/request-metrics.ts';
import type { TakePlain } from './plain/plain-connection.ts';
import type { PlainRequest } from './plain/plain-request.ts';
import type { ServiceApp } from './service-app.ts';

/** Every answer is counted; those that changed something or failed are logged, reads only where debug is asked for. */
export function countRequests(app: ServiceApp, metrics: RequestMetrics, logger: Logger): void {
  app.addHook('onResponse', async (request, reply) => {
    const endpoint = request.routeOptions.url ?? 'unmatched';
    const { method } = request;
    const { statusCode: status, elapsedTime: latencyMs } = reply;
    metrics.record({ endpoint, method, status, latencyMs, atMs: Date.now() });
    const isChatter = request.routeOptions.config.isChatter === true && status < 500;
    const level = isChatter ? 'debug' : levelOf(endpoint, method, status);
    if (!logger.isLevelEnabled(level)) return;
    const { traceId, spanId, parentSpanId } = request.trace;
    const trace = { trace_id: traceId, span_id: spanId, parent_span_id: parentSpanId };
    logger[level]({ ...trace, method, path: request.url, status, latency_ms: shortened(latencyMs) }, 'request');
  });
}

/**
 * Logs the answer of a request that is answered plainly, past the application: it is always a POST, and has no trace.
 *
 * @returns the answer.
 */
export function logPlain(
  logger: Logger,
  { target: path }: Pick<PlainRequest, 'target'>,
  answer: ReturnType<TakePlain>,
): ReturnType<TakePlain> {
  // Asked first: a promise more for each request is felt where there are tens of thousands a second.
  if (answer === undefined || !logger.isLevelEnabled('warn')) return answer;
  const startedMs = performance.now();
  return answer.then((given) => {
    const { status } = given;
    const told = { method: 'POST', path, status, latency_ms: shortened(performance.now() - startedMs) };
    logger[levelOf(path, 'POST', status)](told, 'request');
    return given;
  });
}

/** More digits say nothing. */
function shortened(latencyMs: number): number {
  return Math.round(latencyMs * 100) / 100;
}

/** A service that is starting is asked for its health many times a second. */
function levelOf(endpoint: string, method: string, status: number): 'warn' | 'info' | 'debug' {
  if (endpoint === '/health') return 'debug';
  if (status >= 500) return 'warn';
  return method === 'GET' || method === 'HEAD' ? 'debug' : 'info';
}
