/** `temblor explore`: every fault at every effect of a system's services, in virtual time. */
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { runPoints } from '@temblor/simulator/crash-points/explore';
import type { CommandContext } from '../command-context.ts';
import { exploreAll } from './exploration.ts';
import { describeExploration, documentOfExploration, verdictOf } from './exploration-view.ts';
import type { ExploreOptions } from './explore-options.ts';
import type { Exploring } from './explorers.ts';
import { exploringOf } from './explorers.ts';
import { describeHappenings, describeProblems, describeStrike, replayCommand } from './finding-view.ts';

const exitCodes = { passed: 0, failed: 1, inconclusive: 2 } as const;
const defaultMostPairs = 100_000;
const redrawEveryMs = 100;
/** Without a terminal a line is written to standard error. */
const writeEveryMs = 10_000;

/** @param words the name of the system. @returns the exit code. */
export async function explore(
  context: CommandContext,
  words: readonly string[],
  given: ExploreOptions,
): Promise<number> {
  checkOptions(given);
  const exploring = exploringOf(words[0] ?? '', given);
  if (given.point !== undefined) return replay(context, exploring, given.point);
  const { output, interrupt } = context;
  const exploration = await exploreAll(exploring.scenarios, {
    mostPairs: given.pairs ? (given.limit ?? defaultMostPairs) : undefined,
    seed: given.seed,
    signal: interrupt.signal,
    onProgress: progressOn(context),
  });
  const text = describeExploration(exploring, exploration, output.paint);
  output.result(documentOfExploration(exploring, exploration), text);
  return exitCodes[verdictOf(exploration)];
}

/** @throws TemblorError `unused-option` where an option was given that says nothing here. */
function checkOptions({ pairs, limit, point, points }: ExploreOptions): void {
  if (points !== undefined) {
    const hint = 'add --real, or leave --points out: in virtual time every point is tried';
    throw usageError('unused-option', '--points is of --real', hint);
  }
  if (limit !== undefined && !pairs) {
    throw usageError('unused-option', '--limit is of --pairs', 'add --pairs, or leave --limit out');
  }
  if (pairs && point !== undefined) {
    throw usageError('unused-option', '--pairs tries all, and --point one', 'a pair is run again by --point N,M');
  }
}

function progressOn({ output }: CommandContext): (line: string) => void {
  let drawnMs = performance.now();
  return (line) => {
    const nowMs = performance.now();
    if (nowMs - drawnMs < (output.area.live ? redrawEveryMs : writeEveryMs)) return;
    drawnMs = nowMs;
    if (output.area.live) output.area.show([line]);
    else output.warn(line);
  };
}

/** One run again, with everything that happens in it. @throws TemblorError `no-scenario`, `no-point`. */
async function replay({ output }: CommandContext, exploring: Exploring, points: readonly number[]): Promise<number> {
  const [scenario, other] = exploring.scenarios;
  if (scenario === undefined || other !== undefined) {
    throw usageError('no-scenario', 'a point is one of a scenario', 'name it: --scenario <name>');
  }
  const found = await runPoints(scenario, points);
  if (found === undefined) {
    const hint = `its points are counted from 1, in the order in which temblor explore ${exploring.system} tries them`;
    throw usageError('no-point', `${scenario.name} has no point ${points.join(',')}`, hint);
  }
  const { run, strikes } = found;
  const { paint } = output;
  const isBroken = run.problems.length > 0;
  const lines = [
    `${paint.strong(scenario.name)}: ${scenario.text}`,
    ...(strikes.length === 0 ? ['without a fault'] : strikes.map(describeStrike)),
    '',
    ...describeHappenings(run.happenings, paint),
    '',
    ...(isBroken ? describeProblems(run.problems, paint) : [paint.good('nothing was found wrong')]),
  ];
  const { problems, happenings } = run;
  const name = { scenario: scenario.name, points };
  const again = replayCommand(exploring, name);
  output.result({ ...name, strikes, problems, happenings, replay: again }, lines.join('\n'));
  return exitCodes[isBroken ? 'failed' : 'passed'];
}
