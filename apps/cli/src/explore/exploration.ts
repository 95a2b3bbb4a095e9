/** Runs all points of all scenarios, and counts. */
import type { CrashFinding, CrashScenario, Tried } from '@temblor/simulator/crash-points/explore';
import { explorePairs, explorePoints } from '@temblor/simulator/crash-points/explore';

/** What came of a scenario. */
export interface ScenarioTally {
  readonly name: string;
  readonly text: string;
  /** Of the run without a fault. */
  effects: number;
  /** Faults at effects of that run, each of which was tried. */
  points: number;
  /** Pairs of faults that there are, and how many were tried. */
  pairs: number;
  pairsTried: number;
  runs: number;
  virtualMs: number;
  /** How many runs broke each rule, by its name. */
  readonly broken: Map<string, number>;
  /** Runs in which a rule was broken; the first of them are kept. */
  failed: number;
  readonly findings: CrashFinding[];
}

export interface Exploration {
  readonly tallies: readonly ScenarioTally[];
  readonly seconds: number;
  /** Whether the user ended it. */
  readonly isInterrupted: boolean;
  /** One pair in so many was tried; undefined where pairs were not asked for. */
  readonly pairsStride: number | undefined;
}

export interface ExplorationOptions {
  /** How many pairs of faults are tried at most, over all scenarios; undefined: none. */
  readonly mostPairs: number | undefined;
  /** Chooses which of them, where not all are. */
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** So many findings are kept of each scenario. */
const mostKept = 20;
/** How often it says how far it is at most, in ms. */
const tellEveryMs = 50;

/** Every point first, and then the pairs. An interruption ends it at once, with what was done by then. */
export async function exploreAll(
  scenarios: readonly CrashScenario[],
  options: ExplorationOptions,
): Promise<Exploration> {
  const { mostPairs, signal } = options;
  const startMs = performance.now();
  const tallies = scenarios.map(({ name, text }) => emptyTally(name, text));
  const jobs = scenarios.flatMap((scenario, place) => {
    const tally = tallies[place];
    return tally === undefined ? [] : [{ scenario, tally }];
  });
  for (const job of jobs) await tryPoints(job, options);
  const pairs = tallies.reduce((sum, tally) => sum + tally.pairs, 0);
  const stride = mostPairs === undefined ? undefined : Math.max(1, Math.ceil(pairs / mostPairs));
  if (stride !== undefined) for (const job of jobs) await tryPairs(job, stride, options);
  const seconds = (performance.now() - startMs) / 1000;
  return { tallies, seconds, isInterrupted: signal.aborted, pairsStride: stride };
}

interface Job {
  readonly scenario: CrashScenario;
  readonly tally: ScenarioTally;
}

async function tryPoints({ scenario, tally }: Job, options: ExplorationOptions): Promise<void> {
  let isFirst = true;
  await runAll(explorePoints(scenario), options, (tried) => {
    count(tally, tried);
    if (isFirst) tally.effects = tried.effects;
    else tally.points += 1;
    // A point that fails by itself is not tried together with others.
    if (!isFirst && tried.finding === undefined) tally.pairs += tried.next;
    isFirst = false;
    return `${scenario.name}: ${tally.points} points`;
  });
}

async function tryPairs({ scenario, tally }: Job, stride: number, options: ExplorationOptions): Promise<void> {
  const isChosen = (pair: number) => pair % stride === options.seed % stride;
  await runAll(explorePairs(scenario, isChosen), options, (tried) => {
    count(tally, tried);
    tally.pairsTried += 1;
    return `${scenario.name}: ${tally.pairsTried} of ${Math.ceil(tally.pairs / stride)} pairs`;
  });
}

async function runAll(
  runs: AsyncIterable<Tried>,
  { signal, onProgress }: ExplorationOptions,
  onTried: (tried: Tried) => string,
): Promise<void> {
  let lastMs = performance.now();
  for await (const tried of runs) {
    if (signal.aborted) return;
    const line = onTried(tried);
    if (performance.now() - lastMs < tellEveryMs) continue;
    onProgress(line);
    lastMs = performance.now();
  }
}

function emptyTally(name: string, text: string): ScenarioTally {
  const none = { effects: 0, points: 0, pairs: 0, pairsTried: 0, runs: 0, virtualMs: 0, failed: 0 };
  return { name, text, ...none, broken: new Map(), findings: [] };
}

function count(tally: ScenarioTally, { finding, virtualMs }: Tried): void {
  tally.runs += 1;
  tally.virtualMs += virtualMs;
  if (finding === undefined) return;
  tally.failed += 1;
  if (tally.findings.length < mostKept) tally.findings.push(finding);
  for (const rule of new Set(finding.problems.map((problem) => problem.rule))) {
    tally.broken.set(rule, (tally.broken.get(rule) ?? 0) + 1);
  }
}
