import { JournalStore } from '@temblor/view/model/journal-store';
import { expect, test } from 'vitest';
import { LabApi } from '../../api/lab-api.ts';
import { fillJournal } from './fill-journal.ts';

async function fill(answer: Response): Promise<void> {
  const ports = { fetch: async () => answer, token: async () => 'secret', onRefused: () => undefined };
  const store = new JournalStore({ schedule: () => () => undefined });
  await fillJournal(store, new LabApi(ports), 'r-1', new AbortController().signal, () => undefined);
}

test('a journal that the lab calls damaged is told of in its words, with its hint', async () => {
  const damaged = {
    code: 'journal-damaged',
    detail: 'the journal of the run r-1 is damaged: it is a folder',
    hint: 'put the file runs/r-1/journal.ndjson back',
  };
  await expect(fill(Response.json(damaged, { status: 500 }))).rejects.toThrow(
    'the journal of the run r-1 is damaged: it is a folder (put the file runs/r-1/journal.ndjson back)',
  );
});

test('a journal whose answer ends before it is whole broke off', async () => {
  const broken = new ReadableStream({ start: (controller) => controller.error(new TypeError('terminated')) });
  await expect(fill(new Response(broken))).rejects.toThrow('the journal of this run broke off while it came in');
});
