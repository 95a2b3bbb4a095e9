import { ProblemError } from '@temblor/kit/service/problem';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import type { Monitor } from './monitor.ts';
import { statusSchema, statusStreamPath } from './status.ts';
import type { StatusStreams } from './status-streams.ts';

/** Adds `GET /status` and its stream. */
export function addMonitorRoutes(app: ServiceApp, monitor: Monitor, streams: StatusStreams): void {
  const tags = ['monitor'];
  app.get('/status', { schema: { tags, summary: 'Who is ON and who is OFF', response: { 200: statusSchema } } }, () =>
    monitor.view(),
  );
  const stream = { tags, summary: 'The status as a line of JSON on every change, and as a heartbeat' };
  app.get(statusStreamPath, { schema: stream }, (_request, reply) => {
    if (streams.isFull) {
      throw new ProblemError(503, 'too_many_followers', 'Too many clients follow the status.', {
        hint: 'Ask GET /status instead.',
        headers: { 'retry-after': '1' },
      });
    }
    reply.hijack();
    streams.add(reply.raw);
  });
}
