import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, usageError } from '@temblor/foundation/errors/temblor-error';
import { z } from 'zod';
import { resolveRun } from '../../runs/run-folder.ts';
import type { ControlApp } from '../control-app.ts';

/** The journal of a run, from its folder. */
export function addRunJournalRoute(app: ControlApp, folder: string): void {
  app.get(
    '/runs/:run/journal',
    {
      exposeHeadRoute: false,
      schema: {
        summary: 'The journal of a run as NDJSON, one event a line: a whole name, a part of one, or `last`',
        params: z.object({ run: z.string() }),
      },
    },
    async (request, reply) => {
      const run = await resolveRun(folder, request.params.run);
      const file = await openJournal(join(folder, 'runs', run, 'journal.ndjson'), run);
      return reply
        .header('cache-control', 'no-store')
        .type('application/x-ndjson; charset=utf-8')
        .send(file.createReadStream());
    },
  );
}

async function openJournal(file: string, run: string) {
  try {
    return await open(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw usageError('unknown-journal', `the run ${run} has no journal`, 'its folder was changed by hand, or is empty');
  }
}
