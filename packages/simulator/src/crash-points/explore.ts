/**
 * Tries every fault at every effect: a scenario is run without a fault, which numbers its effects; then once for each fault
 * that fits one of them, and for each pair of faults. Exhaustive testing of small scopes, as Jackson argues for it
 * ("Software Abstractions", 2006), on crash points as in CrashMonkey (Mohan et al., OSDI 2018).
 */
import type { Act, Effect, EffectFault } from './effect.ts';
import { faultsOf } from './effect.ts';
import type { Happening } from './virtual-world.ts';

/** Something that must not be. */
export interface Problem {
  /** The name of the promise that it breaks. */
  readonly rule: string;
  readonly detail: string;
}

/** What came of one run. */
export interface ScenarioRun {
  readonly effects: readonly Effect[];
  /** How many of the faults struck. */
  readonly struck: number;
  readonly problems: readonly Problem[];
  /** How long it took, in virtual time. */
  readonly virtualMs: number;
  /** Empty where the run was not traced. */
  readonly happenings: readonly Happening[];
}

/** A scenario runs the same way each time: what differs is only the faults. */
export interface CrashScenario {
  readonly name: string;
  /** What happens in it, for a person. */
  readonly text: string;
  run(faults: readonly EffectFault[], isTraced: boolean): Promise<ScenarioRun>;
}

/** A fault with the effect that it strikes. */
export interface Strike {
  readonly effect: Effect;
  readonly act: Act;
}

/** A run in which something was wrong. */
export interface CrashFinding {
  readonly scenario: string;
  /** The points that were tried, by their numbers from 1: empty for the run without a fault; see `runPoints`. */
  readonly points: readonly number[];
  readonly strikes: readonly Strike[];
  readonly problems: readonly Problem[];
}

/** One run that was made, and what it leads to. */
export interface Tried {
  readonly finding: CrashFinding | undefined;
  /** How many points can be tried after those of this run. */
  readonly next: number;
  readonly effects: number;
  readonly virtualMs: number;
}

/** The run without a fault first, then one for each point, in their order. */
export async function* explorePoints(scenario: CrashScenario): AsyncGenerator<Tried, void> {
  const clean = await runFaults(scenario, [], false);
  const faults = faultsOf(clean.effects);
  yield triedOf(scenario, [], [], clean);
  for (const [index, fault] of faults.entries()) {
    yield triedOf(scenario, [index + 1], [fault], await runFaults(scenario, [fault], false));
  }
}

/**
 * Two faults each: the second at a later effect of the run that the first has changed.
 *
 * @param isChosen says of every pair, in their order and counted from 0, whether it is run.
 */
export async function* explorePairs(
  scenario: CrashScenario,
  isChosen: (pair: number) => boolean,
): AsyncGenerator<Tried, void> {
  let pair = 0;
  for (const [index, first] of faultsOf((await runFaults(scenario, [], false)).effects).entries()) {
    const once = await runFaults(scenario, [first], false);
    if (once.problems.length > 0) continue;
    for (const [nextIndex, second] of faultsOf(once.effects, first.effect).entries()) {
      const isTried = isChosen(pair);
      pair += 1;
      if (!isTried) continue;
      const faults = [first, second];
      yield triedOf(scenario, [index + 1, nextIndex + 1], faults, await runFaults(scenario, faults, false));
    }
  }
}

/**
 * Runs the points of a finding again, traced.
 *
 * @param points none for the run without a fault; else the number of a point of that run, and after it one of the run that
 * the first point has changed.
 * @returns undefined where there is no such point.
 */
export async function runPoints(
  scenario: CrashScenario,
  points: readonly number[],
): Promise<{ readonly run: ScenarioRun; readonly strikes: readonly Strike[] } | undefined> {
  let faults: readonly EffectFault[] = [];
  for (const point of points) {
    const { effects } = await runFaults(scenario, faults, false);
    const fault = faultsOf(effects, faults.at(-1)?.effect)[point - 1];
    if (fault === undefined) return undefined;
    faults = [...faults, fault];
  }
  const run = await runFaults(scenario, faults, true);
  return { run, strikes: strikesOf(run, faults) };
}

/** @throws Error where a fault did not strike, and nothing is wrong: the scenario did not run as it did before. */
async function runFaults(
  scenario: CrashScenario,
  faults: readonly EffectFault[],
  isTraced: boolean,
): Promise<ScenarioRun> {
  const run = await scenario.run(faults, isTraced);
  if (run.struck === faults.length || run.problems.length > 0) return run;
  throw new Error(`${scenario.name} is not the same each time: ${run.struck} of ${faults.length} faults struck`);
}

function triedOf(
  scenario: CrashScenario,
  points: readonly number[],
  faults: readonly EffectFault[],
  run: ScenarioRun,
): Tried {
  const { effects, problems, virtualMs } = run;
  const next = faultsOf(effects, faults.at(-1)?.effect).length;
  if (problems.length === 0) return { finding: undefined, next, effects: effects.length, virtualMs };
  const finding = { scenario: scenario.name, points, strikes: strikesOf(run, faults), problems };
  return { finding, next, effects: effects.length, virtualMs };
}

function strikesOf({ effects }: ScenarioRun, faults: readonly EffectFault[]): Strike[] {
  return faults.flatMap(({ effect: number, act }) => {
    const effect = effects[number - 1];
    return effect === undefined ? [] : [{ effect, act }];
  });
}
