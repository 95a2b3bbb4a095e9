import type { JournalStore } from '@temblor/view/model/journal-store';
import type { LineBatch } from '@temblor/view/model/line-batch';
import type { LabApi } from '../../api/lab-api.ts';
import { readRunJournal } from './read-run-journal.ts';

/** Drawing how far it is must not slow it down. */
const tellEveryMs = 200;

/**
 * Reads the journal of a run into a store from its first event; what another attempt has read of it is forgotten.
 *
 * @param tell is told now and then how many events there are.
 * @throws Error with a reason in words.
 */
export async function fillJournal(
  store: JournalStore,
  api: LabApi,
  run: string,
  signal: AbortSignal,
  tell: (events: number) => void,
): Promise<true> {
  store.reset();
  let events = 0;
  let toldMs = performance.now();
  const take = (batch: LineBatch) => {
    store.appendBatch(batch);
    events += batch.starts.length;
    if (performance.now() - toldMs < tellEveryMs) return;
    toldMs = performance.now();
    tell(events);
  };
  await readRunJournal(api, run, signal, take);
  if (!signal.aborted) store.settle();
  return true;
}
