/** Brings the journal of a run into a page: by a worker, or within the page where there can be none. */
import type { LineBatch } from '@temblor/view/model/line-batch';
import { readBatch } from '@temblor/view/model/line-batch';
import type { LabApi } from '../../api/lab-api.ts';
import { yieldToPage } from '../../live/pause.ts';
import { readPieces } from '../../live/read-lines.ts';
import type { JournalMessage, JournalRequest } from './journal-messages.ts';
import { journalProblem } from './journal-problem.ts';
import { takeEarlyJournal } from './take-early-journal.ts';

/**
 * Hands over the lines of a journal in order.
 *
 * @param take called between turns of the page, until the signal aborts.
 * @throws Error with a reason in words, where the journal cannot be read to its end.
 */
export async function readRunJournal(
  api: LabApi,
  run: string,
  signal: AbortSignal,
  take: (batch: LineBatch) => void,
): Promise<void> {
  const token = await api.token();
  const early = takeEarlyJournal(run, token);
  const worker = early?.worker ?? startWorker();
  if (early === undefined) worker?.postMessage({ kind: 'read', run, token } satisfies JournalRequest);
  const isRead = worker !== undefined && (await readBy(worker, early?.said ?? [], signal, take));
  if (isRead || signal.aborted) return;
  const takePiece = (piece: Uint8Array<ArrayBuffer>) => {
    if (!signal.aborted) take(readBatch(piece));
  };
  try {
    await readPieces(await api.runJournal(run, signal), takePiece, yieldToPage);
  } catch (error) {
    throw new Error(journalProblem(error), { cause: error });
  }
}

/** Undefined where the browser forbids workers. */
function startWorker(): Worker | undefined {
  if (typeof Worker === 'undefined') return undefined;
  try {
    // Written out, as the bundler must read it.
    return new Worker(new URL('./journal-worker.ts', import.meta.url), { type: 'module', name: 'temblor-journal' });
  } catch {
    return undefined;
  }
}

/**
 * @param said what the worker, which reads already, has said before somebody listened.
 * @returns false where the worker could not be loaded, and nothing was taken.
 */
function readBy(
  worker: Worker,
  said: readonly JournalMessage[],
  signal: AbortSignal,
  take: (batch: LineBatch) => void,
): Promise<boolean> {
  return new Promise<boolean>((resolve, reject) => {
    let heard = false;
    signal.addEventListener('abort', () => resolve(true), { once: true });
    worker.addEventListener('error', () => {
      if (heard) reject(new Error('the worker that reads the journal broke off'));
      else resolve(false);
    });
    const hear = (data: JournalMessage) => {
      heard = true;
      if (signal.aborted) return;
      switch (data.kind) {
        case 'batch':
          take(data.batch);
          worker.postMessage({ kind: 'taken' } satisfies JournalRequest);
          return;
        case 'whole':
          return resolve(true);
        case 'failed':
          return reject(new Error(data.problem));
        default:
          data satisfies never;
      }
    };
    worker.onmessage = ({ data }: MessageEvent<JournalMessage>) => hear(data);
    for (const message of said) hear(message);
  }).finally(() => worker.terminate());
}
