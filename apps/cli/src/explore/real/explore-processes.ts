/** `temblor explore --real`: crash points on real processes, of a system that is started for it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { TemblorError, usageError } from '@temblor/foundation/errors/temblor-error';
import { Journal } from '@temblor/lab/journal/journal';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import type { RealExploration } from '@temblor/system-reservations/explorer/real/explore-real';
import { exploreReal } from '@temblor/system-reservations/explorer/real/explore-real';
import type { RealPoint } from '@temblor/system-reservations/explorer/real/real-point';
import { describePoint, drawPoints } from '@temblor/system-reservations/explorer/real/real-point';
import { reservations } from '@temblor/system-reservations/system';
import type { CommandContext } from '../../command-context.ts';
import type { ExploreOptions } from '../explore-options.ts';
import type { Exploring } from '../explorers.ts';
import { exploringOf } from '../explorers.ts';
import { describeReal, documentOfReal, verdictOfReal } from './real-view.ts';

const exitCodes = { passed: 0, failed: 1, inconclusive: 2 } as const;
const defaultPoints = 200;
/** Without a terminal a line is written as often as this. */
const writeEveryMs = 10_000;

/** @param words the name of the system. @returns the exit code. */
export async function exploreProcesses(
  context: CommandContext,
  words: readonly string[],
  given: ExploreOptions,
): Promise<number> {
  const exploring = exploringOf(words[0] ?? '', given);
  const points = pointsOf(given);
  const exploration = await explore(context, exploring, points);
  const { output } = context;
  output.result(documentOfReal(exploring, exploration), describeReal(exploring, exploration, output.paint));
  return exitCodes[verdictOfReal(exploration)];
}

/** The numbers of the points. @throws TemblorError `no-scenario`, `no-point`. */
function pointsOf({ pairs, scenario, point, points = defaultPoints }: ExploreOptions): readonly number[] {
  if (pairs || scenario !== undefined) {
    throw usageError('no-scenario', 'on real processes there are neither scenarios nor pairs', 'leave --real out');
  }
  if (point === undefined) return Array.from({ length: points }, (_, at) => at + 1);
  if (point.length === 1) return point;
  throw usageError('no-point', 'on real processes one point is tried again', 'give one: --point <number>');
}

async function explore(
  context: CommandContext,
  { bug, seed }: Exploring,
  points: readonly number[],
): Promise<RealExploration> {
  const { output, interrupt } = context;
  const lost = new AbortController();
  const signal = AbortSignal.any([interrupt.signal, lost.signal]);
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'temblor-explore-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const onLost = (reason: string) => lost.abort(new TemblorError('guardian-lost', reason));
  const world = opened.use(await openProcessWorld({ journal: new Journal(), clock: monotonicClock, folder, onLost }));
  output.note(`starting ${reservations.name} for ${points.length} points …`);
  const environment = bug === undefined ? {} : { PLANTED_BUG: bug };
  const system = opened.use(
    await world.start(reservations, { id: reservations.name, ports: 'auto', seed, environment, signal }),
  );
  const onProgress = progressOn(context, points.length);
  const exploration = await exploreReal(system, { seed, points: drawPoints(seed, points), signal, onProgress });
  lost.signal.throwIfAborted();
  return exploration;
}

function progressOn({ output }: CommandContext, points: number): (done: number, point: RealPoint | undefined) => void {
  let writtenMs = performance.now();
  return (done, point) => {
    const what = point === undefined ? 'the books are read' : describePoint(point);
    const line = `${done} of ${points} points: ${what}`;
    if (output.area.live) return output.area.show([line]);
    if (performance.now() - writtenMs < writeEveryMs) return;
    writtenMs = performance.now();
    output.note(line);
  };
}
