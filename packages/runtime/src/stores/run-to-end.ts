import { setTimeout as delay } from 'node:timers/promises';
import { withTimeout } from '@temblor/foundation/concurrency/wait';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Child, ChildSpecification, Guardian } from '../guardian/guardian.ts';

/** The last lines that a child printed, for the message when it fails. */
export class LastLines implements Disposable {
  readonly #lines: string[] = [];
  readonly #listening: Disposable;
  #awaited: { readonly text: string; readonly found: () => void } | undefined;

  constructor(guardian: Guardian, name: string, capacity = 20) {
    this.#listening = guardian.onLines((lines) => {
      for (const line of lines) {
        if (line.name !== name) continue;
        this.#lines.push(line.text);
        if (this.#awaited !== undefined && line.text.includes(this.#awaited.text)) this.#awaited.found();
        if (this.#lines.length > capacity) this.#lines.shift();
      }
    });
  }

  /** Resolves with true once a line holds the text, with false after `timeoutMs`. */
  async saw(text: string, timeoutMs: number): Promise<boolean> {
    if (this.#lines.some((line) => line.includes(text))) return true;
    const { promise, resolve } = Promise.withResolvers<true>();
    this.#awaited = { text, found: () => resolve(true) };
    return (await withTimeout(promise, timeoutMs)) ?? false;
  }

  /** What was printed, once the lines that were under way have had a moment to arrive. */
  async settled(): Promise<readonly string[]> {
    await delay(20);
    return this.#lines;
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
  }
}

/**
 * Runs a short-lived program under the guardian, so that it does not outlive the lab.
 * @throws TemblorError when it fails, with what it printed; the signal's reason when that aborts first.
 */
export async function runToEnd(
  guardian: Guardian,
  specification: ChildSpecification,
  options: { readonly what: string; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  options.signal?.throwIfAborted();
  using lines = new LastLines(guardian, specification.name);
  const child = await guardian.spawn(specification);
  const exit = await endedOrAborted(child, options.signal);
  if (exit.code === 0) return;
  throw failureOf(options.what, await lines.settled());
}

async function endedOrAborted(child: Child, signal: AbortSignal | undefined): Promise<Awaited<Child['exited']>> {
  const abort = (): void => void child.signal('SIGKILL');
  signal?.addEventListener('abort', abort);
  try {
    if (signal?.aborted === true) abort();
    const exit = await child.exited;
    signal?.throwIfAborted();
    return exit;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** The error for a program of PostgreSQL that failed, by what it printed. */
export function failureOf(what: string, lines: readonly string[]): TemblorError {
  const printed = lines.join('\n').trim();
  if (/no space left on device|disk quota exceeded/i.test(printed)) {
    return new TemblorError('disk-full', `${what} failed: the disk is full`, {
      hint: 'free 150 MB there, or set TMPDIR and XDG_CACHE_HOME to folders on another disk',
      cause: printed,
    });
  }
  const last = printed === '' ? 'it printed nothing' : printed;
  return new TemblorError('postgresql-failed', `${what} failed: ${last}`, {
    hint: `run 'temblor doctor', or give the URL of a PostgreSQL server`,
    cause: printed,
  });
}
