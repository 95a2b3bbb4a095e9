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
import { mostRealPoints } from '../explore-options.ts';
import type { Exploring } from '../explorers.ts';
import { exploringOf } from '../explorers.ts';
import { countPoints, describeReal, describeTry, documentOfReal, verdictOfReal } from './real-view.ts';

const exitCodes = { passed: 0, failed: 1, inconclusive: 2 } as const;
const defaultPoints = 200;

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

/** The numbers of the points. @throws TemblorError `no-scenario`, `unused-option`, `no-point`. */
function pointsOf({ pairs, limit, scenario, point, points }: ExploreOptions): readonly number[] {
  if (pairs || limit !== undefined || scenario !== undefined) {
    throw usageError('no-scenario', 'on real processes there are neither scenarios nor pairs', 'leave --real out');
  }
  if (point === undefined) return Array.from({ length: points ?? defaultPoints }, (_, at) => at + 1);
  if (points !== undefined) {
    throw usageError('unused-option', '--points tries many, and --point one of them', 'leave one of the two out');
  }
  const [number, other] = point;
  if (number === undefined || other !== undefined) {
    throw usageError('no-point', 'on real processes one point is tried again', 'give one: --point <number>');
  }
  if (number <= mostRealPoints) return [number];
  throw usageError('no-point', `there is no point ${number}`, `they are numbered from 1 to ${mostRealPoints}`);
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
  output.note(`starting ${reservations.name} for ${countPoints(points.length)} …`);
  const environment = bug === undefined ? {} : { PLANTED_BUG: bug };
  const system = opened.use(
    await world.start(reservations, { id: reservations.name, ports: 'auto', seed, environment, signal }),
  );
  const exploration = await exploreReal(system, {
    ...{ seed, points: drawPoints(seed, points), signal },
    onProgress: progressOn(context, points.length),
    onTried: (tried, findings) => output.note(describeTry(tried, findings, output.paint)),
  });
  lost.signal.throwIfAborted();
  return exploration;
}

/** Where lines can be redrawn; elsewhere the lines of the points that were tried tell how far it is. */
function progressOn({ output }: CommandContext, points: number): (done: number, point: RealPoint | undefined) => void {
  return (done, point) => {
    const what = point === undefined ? 'the books are read' : describePoint(point);
    if (output.area.live) output.area.show([`${done} of ${countPoints(points)}: ${what}`]);
  };
}
