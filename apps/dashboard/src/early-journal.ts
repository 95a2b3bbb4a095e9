/**
 * A script of its own, which runs before the bundle is read: where the address names a run, its journal is asked for at
 * once. The page takes it over when it comes to it (`pages/run/take-early-journal.ts`). It imports no code, so that the bundle
 * stays one script.
 */
import type { JournalMessage, JournalRequest } from './pages/run/journal-messages.ts';

/** A journal that is being read, and what its worker has said so far. */
export interface EarlyJournal {
  /** As it stands in the address. */
  readonly run: string;
  readonly token: string;
  readonly worker: Worker;
  readonly said: JournalMessage[];
}

declare global {
  /** Undefined where there is none, and once it was taken over. */
  var temblorEarlyJournal: EarlyJournal | undefined;
}

// A name that would have to be decoded, which none of the lab's is, is left to the page.
const [, run] = /^#\/runs\/([\w.-]+)(?:\?|$)/.exec(location.hash) ?? [];
const token = /[?&]token=([\w-]{43})(?:&|$)/.exec(location.hash)?.[1] ?? recallToken();
if (run !== undefined && token !== null) {
  const worker = new Worker(new URL('./pages/run/journal-worker.ts', import.meta.url), {
    type: 'module',
    name: 'temblor-journal',
  });
  const said: JournalMessage[] = [];
  worker.onmessage = ({ data }: MessageEvent<JournalMessage>) => said.push(data);
  worker.postMessage({ kind: 'read', run, token } satisfies JournalRequest);
  globalThis.temblorEarlyJournal = { run, token, worker, said };
}

/** As `routing/kept-token.ts` keeps it. */
function recallToken(): string | null {
  try {
    return localStorage.getItem('temblor-token');
  } catch {
    return null;
  }
}
