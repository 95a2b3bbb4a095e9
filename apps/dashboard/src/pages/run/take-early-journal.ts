import type { EarlyJournal } from '../../early-journal.ts';

/**
 * The journal that was asked for before the page was there, once. Undefined where there is none; one of another run, for
 * another token, or one that failed, is given up.
 */
export function takeEarlyJournal(run: string, token: string): EarlyJournal | undefined {
  const early = globalThis.temblorEarlyJournal;
  globalThis.temblorEarlyJournal = undefined;
  if (early === undefined) return undefined;
  const isWanted = early.run === run && early.token === token && early.said.every(({ kind }) => kind !== 'failed');
  if (isWanted) return early;
  early.worker.terminate();
  return undefined;
}
