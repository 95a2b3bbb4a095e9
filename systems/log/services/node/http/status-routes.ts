/** `/health` and `/metrics` in the shapes of the brief. */
import type { RequestMetrics } from '@temblor/kit/metrics/request-metrics';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import type { ZodType, z } from 'zod';
import type { MessageLog } from '../message-log.ts';
import { presentMetrics } from '../windows/present-metrics.ts';
import type { WindowReporter } from '../windows/window-reporter.ts';
import { healthySchema, metricsSchema, unhealthySchema } from './log-schemas.ts';

const tags = ['service'];

export interface StatusParts {
  readonly log: MessageLog;
  readonly reporter: WindowReporter;
  readonly metrics: RequestMetrics;
}

/** Adds both, and the figures of the log to what Prometheus reads. */
export function addStatusRoutes(app: ServiceApp, { log, reporter, metrics }: StatusParts): void {
  const health = { tags, summary: 'Well or not', response: { 200: healthySchema, 503: unhealthySchema } };
  app.get('/health', { schema: health }, (_, reply) => {
    const body = presentHealth(log);
    reply.code(body.status === 'healthy' ? 200 : 503);
    return body;
  });
  const response: Record<number, ZodType<unknown>> = { 200: metricsSchema };
  const figures = { tags, summary: 'JSON, or the text format of Prometheus', response };
  app.get('/metrics', { schema: figures }, async (request, reply) => {
    if (!wantsPrometheus(request.headers.accept)) return presentMetrics(log, reporter);
    reply.type(metrics.contentType);
    return metrics.exposition();
  });
  addGauges(metrics, log, reporter);
}

function presentHealth(log: MessageLog): z.infer<typeof healthySchema> | z.infer<typeof unhealthySchema> {
  const { nodeId, leader, trouble } = log.standing();
  const more = trouble === undefined ? {} : { trouble };
  if (leader === undefined) return { status: 'unhealthy', reason: 'no_leader', ...more };
  const lead = { node_id: nodeId, leader_id: leader, is_leader: leader === nodeId };
  return { status: 'healthy', ...lead, lamport_time: log.lamportTime, uptime: process.uptime(), ...more };
}

/** A scraper names the text format; browsers and clients of the brief name it not, or HTML before it. */
function wantsPrometheus(accept = ''): boolean {
  return /application\/openmetrics-text|text\/plain/.test(accept);
}

function addGauges(metrics: RequestMetrics, log: MessageLog, reporter: WindowReporter): void {
  metrics.addGauge('log_messages', 'Messages in the log', () => log.count);
  metrics.addGauge('log_lamport_time', 'The Lamport clock of the node', () => log.lamportTime);
  metrics.addGauge('log_term', 'Term, or number of the announcement', () => log.standing().term);
  metrics.addGauge('log_is_leader', '1 on the leader', () => Number(log.standing().role === 'leader'));
  const counted = (name: string, help: string, read: () => number) => metrics.addGauge(`log_${name}`, help, read);
  counted('causality_violations', 'Since the start', () => log.statistics().causalityViolations);
  counted('leader_elections', 'Since the start', () => log.statistics().leaderElections);
  for (const settlement of ['accepted', 'refused', 'unknown'] as const) {
    counted(`appends_${settlement}`, 'Of clients of this node, since the start', () => reporter.totals[settlement]);
  }
}
