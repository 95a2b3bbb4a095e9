import type { PlanOptions, Subject } from '@temblor/simulator/outcome/outcome';
import type { Lane } from '@temblor/simulator/workers/lane';
import { laneInThisThread, laneInWorker } from '@temblor/simulator/workers/lane';
import type { SeedsTally } from '@temblor/simulator/workers/run-seeds';
import { runSeeds, tallyOf } from '@temblor/simulator/workers/run-seeds';
import type { CommandContext } from '../command-context.ts';
import { simulatedPerCore } from './speed.ts';

interface ManySeeds {
  readonly first: number;
  readonly count: number;
  /** Threads; one is this thread. */
  readonly workers: number;
}

/** So many batches a thread gets at least, where there are enough seeds: the last ones end at about the same time. */
const batchesPerWorker = 16;
const largestBatch = 8;
const redrawEveryMs = 100;
/** Without a terminal a line is written to standard error. */
const writeEveryMs = 10_000;

/** Runs seeds on threads, and shows how far it is. An interruption ends it at once, with what was done by then. */
export async function runManySeeds(
  { output, interrupt }: CommandContext,
  subject: Subject<unknown>,
  options: PlanOptions,
  { first, count, workers }: ManySeeds,
): Promise<SeedsTally> {
  const last = first + count - 1;
  output.note(`${subject.name}: seeds ${first} to ${last}`);
  // The first seed here and at once: it may be all that it takes, and threads take a while to start.
  const scout = laneInThisThread(subject, options);
  const begun = await scout.run(first, 1);
  const left = begun.failure === undefined ? count - 1 : 0;
  if (left === 0) return tallyOf([begun]);
  const threads = Math.min(workers, left);
  const batchSize = Math.max(1, Math.min(largestBatch, Math.floor(left / (threads * batchesPerWorker))));
  await using resources = new AsyncDisposableStack();
  const lanes = Array.from({ length: threads }, () => resources.use(openLane()));
  const startMs = performance.now();
  let drawnMs = startMs;
  const others = await runSeeds(lanes, {
    ...{ first: first + 1, count: left, batchSize, signal: interrupt.signal },
    onProgress: ({ seeds, simulatedUs, cpuMs }) => {
      const nowMs = performance.now();
      if (nowMs - drawnMs < (output.area.live ? redrawEveryMs : writeEveryMs)) return;
      drawnMs = nowMs;
      const perSecond = seeds / ((nowMs - startMs) / 1000);
      const speed = simulatedPerCore({ simulatedUs, cpuMs });
      const line = `${seeds} of ${count} seeds · ${perSecond.toFixed(1)} seeds/s · ${speed}`;
      if (output.area.live) output.area.show([line]);
      else output.warn(line);
    },
  });
  return tallyOf([begun, ...others]);

  function openLane(): Lane {
    return threads === 1 ? scout : laneInWorker({ subject: subject.name, options });
  }
}
