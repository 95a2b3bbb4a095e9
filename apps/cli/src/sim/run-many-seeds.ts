import type { PlanOptions, Subject } from '@temblor/simulator/outcome/outcome';
import type { Lane } from '@temblor/simulator/workers/lane';
import { laneInThisThread, laneInWorker } from '@temblor/simulator/workers/lane';
import type { SeedsTally } from '@temblor/simulator/workers/run-seeds';
import { runSeeds } from '@temblor/simulator/workers/run-seeds';
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

/** Runs seeds on threads, and shows how far it is. An interruption ends it at once, with what was done by then. */
export async function runManySeeds(
  { output, interrupt }: CommandContext,
  subject: Subject<unknown>,
  options: PlanOptions,
  { first, count, workers }: ManySeeds,
): Promise<SeedsTally> {
  const threads = Math.min(workers, count);
  const batchSize = Math.max(1, Math.min(largestBatch, Math.floor(count / (threads * batchesPerWorker))));
  await using resources = new AsyncDisposableStack();
  const lanes = Array.from({ length: threads }, () => resources.use(openLane()));
  const last = first + count - 1;
  output.note(`${subject.name}: seeds ${first} to ${last} on ${threads} ${threads === 1 ? 'thread' : 'threads'}`);
  const startMs = performance.now();
  let drawnMs = startMs;
  return await runSeeds(lanes, {
    ...{ first, count, batchSize, signal: interrupt.signal },
    onProgress: ({ seeds, simulatedUs, cpuMs }) => {
      const nowMs = performance.now();
      if (!output.area.live || nowMs - drawnMs < redrawEveryMs) return;
      drawnMs = nowMs;
      const perSecond = seeds / ((nowMs - startMs) / 1000);
      const speed = simulatedPerCore({ simulatedUs, cpuMs });
      output.area.show([
        `${subject.name}: ${seeds} of ${count} seeds · ${perSecond.toFixed(1)} seeds/s · ${speed} · nothing found`,
      ]);
    },
  });

  function openLane(): Lane {
    return threads === 1 ? laneInThisThread(subject, options) : laneInWorker({ subject: subject.name, options });
  }
}
