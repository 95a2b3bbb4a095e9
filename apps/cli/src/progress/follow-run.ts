/** Follows a system's part of the journal on the terminal, and a run to its end. */
import type { RunStatus } from '@temblor/control/api/schemas';
import { withTimeout } from '@temblor/foundation/concurrency/wait';
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { JournalItem, LabClient } from '../client/lab-client.ts';
import type { Output } from '../output/output.ts';
import { RunProgress } from './run-progress.ts';

/** How long one question after the end of a run waits for it. */
const askForMs = 20_000;

/** How long the last events may take to be shown of a run that is over, or of a start. */
const lastEventsWithinMs = 2000;

/** A journal that is being shown. */
export interface ShownJournal {
  /**
   * Settles when it has been shown that the system is ready, or nothing more can be. Its start may be answered before:
   * what shows it is another stream.
   */
  untilReady(): Promise<void>;
  /** Settles when the verdict of a run has been shown, or nothing more can be. */
  untilVerdict(run: string): Promise<void>;
}

/** Shows the events of one system as they come. A stream that breaks is told; what is done in the lab goes on. */
export function showJournal(
  items: AsyncGenerator<JournalItem>,
  system: string,
  output: Output,
  signal: AbortSignal,
): ShownJournal {
  const progress = new RunProgress(output);
  const verdicts = new Map<string, () => void>();
  const ready = Promise.withResolvers<void>();
  const show = async (): Promise<void> => {
    for await (const item of items) {
      if (item.kind === 'gap') output.note(`  (${item.missed} events came faster than they could be shown)`);
      else if (item.event.system === system) {
        progress.observe(item.event);
        if (item.event.type === 'verdict') verdicts.get(item.event.run)?.();
        if (item.event.type === 'system-ready') ready.resolve();
      }
    }
  };
  const over = show().catch((error: unknown) => {
    if (!signal.aborted) output.warn(`the journal cannot be followed any more: ${messageOf(error)}`);
  });
  return {
    untilReady: async () => {
      await withTimeout(Promise.race([ready.promise, over]), lastEventsWithinMs);
    },
    untilVerdict: async (run) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      verdicts.set(run, resolve);
      await Promise.race([promise, over]);
    },
  };
}

/** Waits for the end of a run while its events are shown. @returns how it stands then. */
export async function followRun(
  client: LabClient,
  shown: ShownJournal,
  run: RunStatus,
  output: Output,
): Promise<RunStatus> {
  const verdict = shown.untilVerdict(run.run);
  let status = run;
  while (status.state.kind === 'starting' || status.state.kind === 'running') {
    status = await client.runStatus(run.run, askForMs);
  }
  if (status.state.kind === 'finished') await withTimeout(verdict, lastEventsWithinMs);
  output.area.clear();
  return status;
}
