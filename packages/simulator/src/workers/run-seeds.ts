/** Many seeds on several lanes. What it gives does not depend on how many there are, or on which is faster. */
import type { Lane } from './lane.ts';
import type { Coverage, SeedBatch, SeedFailure } from './seed-batch.ts';
import { addCoverage } from './seed-batch.ts';

/** What a range of seeds came to, up to the first that failed. */
export interface SeedsTally {
  readonly seeds: number;
  readonly simulatedUs: number;
  readonly steps: number;
  /** Operations of clients. */
  readonly operations: number;
  readonly coverage: Coverage;
  readonly undecided: readonly number[];
  /** The first by seed. */
  readonly failure: SeedFailure | undefined;
  /** One a seed, in their order. */
  readonly digests: readonly string[];
  /** Of all threads together; the only figure here that the machine decides. */
  readonly cpuMs: number;
}

const nothingRun: SeedsTally = {
  ...{ seeds: 0, simulatedUs: 0, steps: 0, operations: 0, coverage: {}, undecided: [], digests: [], cpuMs: 0 },
  failure: undefined,
};

export interface RunSeedsOptions {
  readonly first: number;
  readonly count: number;
  /** How many seeds a lane is given at a time. */
  readonly batchSize: number;
  /** Ends the run at once: what was finished by then is told. */
  readonly signal: AbortSignal;
  /** Told after every batch of what is done, gaps between seeds included. */
  readonly onProgress: (done: { readonly seeds: number; readonly simulatedUs: number; readonly cpuMs: number }) => void;
}

/**
 * Runs seeds until one fails or all are done. Seeds are handed out in their order, and what was handed out is run to its
 * end: so every seed before a failure has been run, and the first failure by seed is among the batches.
 *
 * @returns what was run, for `tallyOf`.
 * @throws Error where the simulator itself broke.
 */
export async function runSeeds(lanes: readonly Lane[], options: RunSeedsOptions): Promise<SeedBatch[]> {
  const { first, count, batchSize, signal, onProgress } = options;
  const batches: SeedBatch[] = [];
  const done = { seeds: 0, simulatedUs: 0, cpuMs: 0 };
  let next = first;
  const end = first + count;
  let isFound = false;
  const drive = async (lane: Lane): Promise<void> => {
    while (next < end && !isFound && !signal.aborted) {
      const from = next;
      next += batchSize;
      const batch = await unlessAborted(lane.run(from, Math.min(batchSize, end - from)), signal);
      if (batch === undefined) return;
      batches.push(batch);
      done.seeds += batch.digests.length;
      done.simulatedUs += batch.simulatedUs;
      done.cpuMs += batch.cpuMs;
      if (batch.failure !== undefined) isFound = true;
      onProgress({ ...done });
    }
  };
  await Promise.all(lanes.map(drive));
  return batches;
}

/** Batches put together in the order of their seeds, up to the first failure; those after it are left out. */
export function tallyOf(batches: readonly SeedBatch[]): SeedsTally {
  return batches
    .toSorted((left, right) => left.first - right.first)
    .reduce((tally, batch) => (tally.failure === undefined ? add(tally, batch) : tally), nothingRun);
}

function add(tally: SeedsTally, batch: SeedBatch): SeedsTally {
  return {
    seeds: tally.seeds + batch.digests.length,
    simulatedUs: tally.simulatedUs + batch.simulatedUs,
    steps: tally.steps + batch.steps,
    operations: tally.operations + batch.operations,
    coverage: addCoverage(tally.coverage, batch.coverage),
    undecided: [...tally.undecided, ...batch.undecided],
    failure: batch.failure,
    digests: [...tally.digests, ...batch.digests],
    cpuMs: tally.cpuMs + batch.cpuMs,
  };
}

/** Undefined where the signal aborts first; what the promise comes to is then of no interest. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const abort = () => resolve(undefined);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
