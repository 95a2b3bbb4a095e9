import { z } from 'zod';
import type { RunFolder, RunList } from '../../api/schemas.ts';
import { runList, runRequest, runStatus } from '../../api/schemas.ts';
import { listRuns } from '../../runs/list-runs.ts';
import { readReport } from '../../runs/read-report.ts';
import { resolveRun } from '../../runs/run-folder.ts';
import type { RunManager } from '../../runs/run-manager.ts';
import type { LabSystems } from '../../systems/lab-systems.ts';
import { checkStoreUrls } from '../check-store-urls.ts';
import type { ControlApp } from '../control-app.ts';

const params = z.object({ run: z.string() });

const contentTypes = {
  json: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  junit: 'application/xml; charset=utf-8',
} as const;

/** Runs of experiments and their reports. */
export function addRunRoutes(app: ControlApp, runs: RunManager, systems: LabSystems, folder: string): void {
  app.post(
    '/runs',
    {
      schema: {
        summary: 'Start a run; answers when it is under way',
        body: runRequest,
        response: { 202: runStatus },
      },
    },
    async (request, reply) => {
      checkStoreUrls(systems.declaration(request.body.system), request.body.storeUrls);
      return reply.code(202).send(await runs.start(request.body));
    },
  );

  app.get(
    '/runs',
    { schema: { summary: 'Every run of this folder, and how it stands', response: { 200: runList } } },
    async () => {
      // Before the folders are read: a run that ends meanwhile has its report by then.
      const active = new Map(runs.active().map(({ run, on }) => [run, on]));
      return { runs: (await listRuns(folder)).map((run) => ({ ...run, state: stateOf(run, active.get(run.run)) })) };
    },
  );

  app.get(
    '/runs/:run',
    {
      schema: {
        summary: 'How a run of this lab stands; waits up to waitMs for its end',
        params,
        querystring: z.object({ waitMs: z.coerce.number().int().min(0).max(60_000).default(0) }),
        response: { 200: runStatus },
      },
    },
    (request) => runs.wait(request.params.run, AbortSignal.timeout(request.query.waitMs)),
  );

  app.delete(
    '/runs/:run',
    { schema: { summary: 'Abort a run; its report is still written', params, response: { 200: runStatus } } },
    (request) => runs.abort(request.params.run, 'aborted by its user'),
  );

  app.get(
    '/runs/:run/report',
    {
      schema: {
        summary: 'The report of a run: a whole name, a part of one, or `last`',
        params,
        querystring: z.object({ format: z.enum(['json', 'md', 'html', 'junit']).default('json') }),
      },
    },
    async (request, reply) => {
      const run = await resolveRun(folder, request.params.run);
      const text = await readReport(folder, run, request.query.format);
      return reply.type(contentTypes[request.query.format]).send(text);
    },
  );
}

/** @param on the system that it is under way on, in this lab. The report is what a run writes last. */
function stateOf({ report }: RunFolder, on: string | undefined): RunList['runs'][number]['state'] {
  if (report === 'whole') return { kind: 'finished' };
  if (report === 'damaged') return { kind: 'damaged' };
  return on === undefined ? { kind: 'broken-off' } : { kind: 'running', on };
}
