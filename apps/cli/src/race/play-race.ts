/** Plays a race on a system that is up, or on one that is started for it, and shows what happens meanwhile. */
import type { SystemStatus } from '@temblor/control/api/schemas';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { RaceOptions, RaceProgress, RaceResult } from '@temblor/lab/system/race';
import { runRace } from '@temblor/runtime/race/run-race';
import type { LabClient } from '../client/lab-client.ts';
import type { CommandContext } from '../command-context.ts';
import { useOrHostLab } from '../host/use-lab.ts';
import { useOrStartSystem } from '../host/use-system.ts';
import type { Output } from '../output/output.ts';
import { narrate } from '../progress/narrate.ts';
import { FaultWatch } from './race-faults.ts';
import { addressesOf } from './race-plan.ts';
import type { PlayedRace } from './race-view.ts';
import { renderProgress } from './race-view.ts';

/** Where lines cannot be redrawn, progress is a line as often as this. */
const progressLineEveryMs = 2000;

/** How long the end of faults may take that outlast their race. */
const liftWithinMs = 5000;

/** Which race is played, on what, and how. */
interface WantedRace {
  /** The name of its declaration. */
  readonly system: string;
  /** Only the one that runs under this id. */
  readonly id: string | undefined;
  readonly ports: 'preferred' | 'strict' | 'auto';
  readonly module: URL | string;
  readonly title: string;
  /** Applied together before the race. */
  readonly faults: readonly FaultSpecification[];
  readonly options: RaceOptions;
}

/**
 * Plays it to its end. What was started for it is ended then, also after an interruption.
 * @throws TemblorError of `useOrStartSystem`, `addressesOf` and `runRace`; `system-busy` where a run uses the system.
 */
export async function playRace(context: CommandContext, wanted: WantedRace): Promise<PlayedRace> {
  const { system: name, id: only, ports, faults, options } = wanted;
  const experiment = undefined;
  await using lab = await useOrHostLab(context, { ports, wanted: { system: name, experiment } });
  await using system = await useOrStartSystem(lab, { name, id: only, ports }, context);
  const { id, run } = system.status;
  if (run !== null) throw busy(id, run);
  const watch = new FaultWatch();
  const shown = new AbortController();
  const { signal } = context.interrupt;
  const over = AbortSignal.any([signal, shown.signal]);
  const items = await lab.client.withSignal(over).followJournal(undefined);
  const following = follow(items, id, watch, context.output, over);
  context.output.note(`race on ${id}: ${wanted.title} (seed ${options.seed})`);
  try {
    await watch.apply(lab.client, id, faults);
    const result = await play(context, wanted, system.status);
    return { options, result, faults: await watch.finish(signal) };
  } finally {
    await watch.lift(lab.client.withSignal(AbortSignal.timeout(liftWithinMs)), id);
    shown.abort();
    await following;
  }
}

function busy(id: string, run: string): TemblorError {
  return new TemblorError('system-busy', `${id} is used by the run ${run}`, {
    hint: 'wait for its end: a race would be a load that the run knows nothing of',
    exitCode: 75,
  });
}

async function play(
  { output, interrupt }: CommandContext,
  { module, options }: WantedRace,
  status: SystemStatus,
): Promise<RaceResult> {
  try {
    return await runRace({
      ...{ module, options, signal: interrupt.signal, ...addressesOf(status) },
      note: (line) => output.note(`  ${line}`),
      progress: showProgress(output),
    });
  } finally {
    output.area.clear();
  }
}

/** Redraws a line, or prints one now and then where nothing can be redrawn. */
function showProgress(output: Output): (progress: RaceProgress) => void {
  let lastAtMs = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const line = renderProgress(progress);
    if (output.area.live) return output.area.show([line]);
    const nowMs = performance.now();
    if (nowMs - lastAtMs < progressLineEveryMs && progress.finished < progress.requests) return;
    lastAtMs = nowMs;
    output.note(line);
  };
}

/** Tells what happens to the system meanwhile. Never rejects. */
async function follow(
  items: Awaited<ReturnType<LabClient['followJournal']>>,
  system: string,
  watch: FaultWatch,
  output: Output,
  over: AbortSignal,
): Promise<void> {
  try {
    for await (const item of items) {
      if (item.kind !== 'event' || item.event.system !== system) continue;
      watch.observe(item.event);
      const line = narrate(item.event, output.paint);
      if (line !== undefined) output.note(line);
    }
  } catch (error) {
    if (!over.aborted) output.warn(`the journal cannot be followed any more: ${messageOf(error)}`);
  }
}
