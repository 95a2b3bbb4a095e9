/**
 * Checks what a node left unread of a long store when it started (scrubbing: Bairavasundaram et al. 2007, "An Analysis of
 * Latent Sector Errors in Disk Drives", §5), beside its other work: a fifth of the time at most.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, messageOf } from '@temblor/foundation/errors/temblor-error';
import type { MessageStore } from '../store/message-store.ts';

export interface StoreCheckOptions {
  /** Tells of damage by itself. */
  readonly store: Pick<MessageStore, 'checkRest'>;
  /** When to begin, in ms from now: a node that has just started catches up first. */
  readonly afterMs: number;
  /** Told why the check was interrupted, where the disk fails. */
  readonly trouble: (text: string) => void;
}

/** After a disk that could not be read for the moment, in ms. */
const retryMs = 60_000;

/** How many times as long as it reads it leaves the processor to others. */
const restPerWork = 4;

/** Begins the check; closing it waits for the segment that is being read. */
export function checkInTime({ store, afterMs, trouble }: StoreCheckOptions): AsyncDisposable {
  const closing = new AbortController();
  const { signal } = closing;
  let workedFromMs = Number.NaN;
  const pause = async () => {
    const workedMs = performance.now() - workedFromMs;
    await sleep(Number.isNaN(workedMs) ? afterMs : restPerWork * workedMs, undefined, { signal });
    workedFromMs = performance.now();
  };
  const check = async (): Promise<void> => {
    try {
      await store.checkRest(pause);
    } catch (error) {
      if (signal.aborted || codeOf(error) === 'store-damaged') return;
      trouble(`older messages could not be checked, and will be: ${messageOf(error)}`);
      await sleep(retryMs, undefined, { signal }).then(check, () => undefined);
    }
  };
  const checked = check();
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await checked;
    },
  };
}
