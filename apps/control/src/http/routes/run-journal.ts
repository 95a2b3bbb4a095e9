import type { FileHandle } from 'node:fs/promises';
import { TemblorError, usageError } from '@temblor/foundation/errors/temblor-error';
import { z } from 'zod';
import { openRunFile } from '../../runs/open-run-file.ts';
import { resolveRun, runFileOf } from '../../runs/run-folder.ts';
import type { ControlApp } from '../control-app.ts';
import { sendFile } from '../send-file.ts';

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
      const file = await openJournal(folder, run);
      reply.header('cache-control', 'no-store').type('application/x-ndjson; charset=utf-8');
      await sendFile(reply, file);
    },
  );
}

/** @throws TemblorError `unknown-journal`, `journal-damaged`. */
async function openJournal(folder: string, run: string): Promise<FileHandle> {
  const found = await openRunFile(runFileOf(folder, run, 'journal.ndjson'));
  if (found.kind === 'file') return found.handle;
  if (found.kind === 'absent') {
    throw usageError('unknown-journal', `the run ${run} has no journal`, 'its folder was changed by hand, or is empty');
  }
  throw new TemblorError('journal-damaged', `the journal of the run ${run} is damaged: it is ${found.what}`, {
    hint: `put the file runs/${run}/journal.ndjson back; the report of the run can still be read`,
  });
}
