import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { LogLine, RunningSystem } from '@temblor/lab/world/world';
import { z } from 'zod';
import { logLines } from '../../api/schemas.ts';
import type { LabSystems } from '../../systems/lab-systems.ts';
import type { ControlApp } from '../control-app.ts';
import { formatMessage, openEventStream } from '../event-stream.ts';
import type { OpenStreams } from '../open-streams.ts';

const params = z.object({ id: z.string() });
const instances = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text === '' ? undefined : text.split(',')));

/** What instances printed, and print. */
export function addLogRoutes(app: ControlApp, systems: LabSystems, streams: OpenStreams): void {
  app.get(
    '/running/:id/logs',
    {
      schema: {
        summary: 'The last lines of some instances (all by default), oldest first',
        params,
        querystring: z.object({ instances, lines: z.coerce.number().int().min(1).max(100_000).default(200) }),
        response: { 200: logLines },
      },
    },
    async (request) => {
      const { system } = systems.running(request.params.id);
      const chosen = chooseInstances(system, request.query.instances);
      const lines = (await Promise.all(chosen.map((instance) => system.recentLogs(instance)))).flat();
      lines.sort((left, right) => left.atUs - right.atUs);
      return { lines: lines.slice(-request.query.lines) };
    },
  );

  app.get(
    '/running/:id/logs/stream',
    {
      schema: {
        summary: 'Every line from now on, as server-sent events `log`; `gap` where lines were left out',
        params,
        querystring: z.object({ instances }),
      },
    },
    (request, reply) => {
      const { entry, system } = systems.running(request.params.id);
      const chosen = new Set(chooseInstances(system, request.query.instances));
      reply.hijack();
      const response = reply.raw;
      const stream = openEventStream(response);
      streams.add(stream);
      let missed = 0;
      const subscription = system.followLogs((line: LogLine) => {
        if (!chosen.has(line.instance)) return;
        if (response.writableNeedDrain) {
          missed += 1;
          return;
        }
        if (missed > 0) response.write(formatMessage('gap', JSON.stringify({ missed })));
        missed = 0;
        response.write(formatMessage('log', JSON.stringify(line)));
      });
      entry.ending.signal.addEventListener('abort', stream.end, { once: true });
      void stream.ended.then(() => {
        subscription[Symbol.dispose]();
        entry.ending.signal.removeEventListener('abort', stream.end);
      });
    },
  );
}

function chooseInstances(system: RunningSystem, wanted: readonly string[] | undefined): readonly string[] {
  const known = system.instances().map((instance) => instance.id);
  for (const instance of wanted ?? []) {
    if (!known.includes(instance)) {
      throw usageError('unknown-instance', `there is no instance '${instance}'`, suggestName(instance, known));
    }
  }
  return [...new Set(wanted ?? known)];
}
