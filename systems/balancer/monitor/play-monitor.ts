/** Plays the four steps of the health monitor, each on what the one before has built. */
import { formatMs } from '@temblor/lab/report/number-format';
import { heading, length } from '../demo/drawing.ts';
import type { MonitorStage } from './monitor-stage.ts';
import { checkInSequence } from './step-1-sequential.ts';
import type { SpeedUp } from './step-2-parallel.ts';
import { checkInParallel, measureSpeedUp } from './step-2-parallel.ts';
import type { GuardedHealth } from './step-3-guarded.ts';
import { describeDecision, guardChecks } from './step-3-guarded.ts';
import type { Change, Watched } from './step-4-continuous.ts';
import { firstSight, watch } from './step-4-continuous.ts';
import type { Health } from './target.ts';

/** The steps, by their numbers. */
export type StepNumber = 1 | 2 | 3 | 4;

/** What was found, by step; absent where a step was not played. */
export interface MonitorResults {
  sequential?: { readonly roundMs: number; readonly checks: readonly Health[] };
  parallel?: SpeedUp;
  guarded?: { readonly rounds: readonly (readonly GuardedHealth[])[]; readonly decisions: readonly string[] };
  continuous?: readonly Watched[];
}

export interface MonitorOptions {
  readonly steps: readonly StepNumber[];
  /** How long the last step watches; undefined: until the signal aborts. */
  readonly watchMs: number | undefined;
  /** What the lab adds to each answer in the first two steps. */
  readonly latencyMs: number;
  /** From check to check of a target in the last two steps. */
  readonly intervalMs: number;
}

/** Enough for a median, few enough to be waited for. */
const comparedRounds = 5;
const guardedRounds = 14;
/** After so many rounds of step 3 the last target is killed. */
const killAfterRounds = 3;
const heldMs = 2000;
const lossProbability = 0.5;

/** @throws the reason of the stage's signal, but not in the last step, which it ends. */
export async function playMonitor(stage: MonitorStage, options: MonitorOptions): Promise<MonitorResults> {
  const results: MonitorResults = {};
  for (const step of options.steps) {
    switch (step) {
      case 1:
        results.sequential = await playSequential(stage, options);
        break;
      case 2:
        results.parallel = await playParallel(stage, options);
        break;
      case 3:
        results.guarded = await playGuarded(stage, options);
        break;
      case 4:
        results.continuous = await playContinuous(stage, options);
        break;
      default:
        step satisfies never;
    }
  }
  return results;
}

async function playSequential(
  stage: MonitorStage,
  options: MonitorOptions,
): Promise<NonNullable<MonitorResults['sequential']>> {
  stage.print(heading(stage.paint, 1, 'sequential: one after the other'));
  await using _latency = await slowDown(stage, options.latencyMs);
  const startMs = stage.clock.nowMs();
  const checks = await checkInSequence(stage.targets, stage.check, stage.signal);
  const roundMs = stage.clock.nowMs() - startMs;
  for (const health of checks) stage.print(`  ${describeHealth(stage, health)}`);
  stage.print(`  the round took ${length(roundMs)}: as long as all of its checks together`);
  return { roundMs, checks };
}

async function playParallel(stage: MonitorStage, options: MonitorOptions): Promise<SpeedUp> {
  const { targets, check, signal, clock, paint } = stage;
  stage.print(heading(paint, 2, 'parallel: all at once'));
  await using _latency = await slowDown(stage, options.latencyMs);
  const speedUp = await measureSpeedUp(targets, check, { rounds: comparedRounds, signal, clock });
  const { sequentialMs, parallelMs, factor, rounds } = speedUp;
  stage.print(`  a round one after the other  ${length(sequentialMs)}`);
  stage.print(`  a round all at once          ${length(parallelMs)}: as long as its slowest check`);
  stage.print(
    `  ${paint.strong(`speed-up ${factor.toFixed(2)} ×`)} with ${targets.length} targets ` +
      paint.dim(`(medians of ${rounds} rounds each, in turns)`),
  );
  return speedUp;
}

async function playGuarded(
  stage: MonitorStage,
  options: MonitorOptions,
): Promise<NonNullable<MonitorResults['guarded']>> {
  const { targets, paint, inject } = stage;
  stage.print(heading(paint, 3, 'retries and circuit breaker'));
  const decisions: string[] = [];
  const surroundings = stage.surroundings((event) => {
    const words = describeDecision(event);
    if (words === undefined) return;
    decisions.push(words);
    stage.print(`    ${paint.dim(words)}`);
  });
  const monitor = guardChecks(targets, stage.check, surroundings);
  await using faults = new AsyncDisposableStack();
  const [, lossy] = targets;
  if (inject !== undefined && lossy !== undefined) {
    stage.print(`  the lab lets ${lossy.id} fail ${lossProbability * 100} % of what it is asked`);
    const instance = lossy.id;
    faults.use(
      await inject({ kind: 'intermittent', target: { instance }, probability: lossProbability, spareHealth: true }),
    );
  }
  const rounds: (readonly GuardedHealth[])[] = [];
  while (rounds.length < guardedRounds) {
    const dying = targets.at(-1);
    if (inject !== undefined && dying !== undefined && rounds.length === killAfterRounds) {
      stage.print(`  the lab kills ${dying.id}, and holds it down for ${heldMs / 1000} s`);
      faults.use(await inject({ kind: 'crash', target: { instance: dying.id }, durationMs: heldMs }));
    }
    const round = await checkInParallel<GuardedHealth>(targets, monitor.check, stage.signal);
    rounds.push(round);
    stage.print(
      `  round ${String(rounds.length).padStart(2)}  ${round.map((health) => describeGuarded(stage, health)).join('  ')}`,
    );
    await stage.sleep(options.intervalMs, stage.signal);
  }
  return { rounds, decisions };
}

async function playContinuous(stage: MonitorStage, options: MonitorOptions): Promise<readonly Watched[]> {
  const { targets, paint, clock } = stage;
  const forHowLong = options.watchMs === undefined ? 'until Ctrl-C' : `for ${inSeconds(options.watchMs)}`;
  stage.print(heading(paint, 4, `continuous: each at its own pace, ${forHowLong}`));
  const known = new Map(targets.map(({ id }) => [id, firstSight(id)]));
  const startMs = clock.nowMs();
  const observe = (watched: Watched) => {
    const change = watched.changes.at(-1);
    if (change !== undefined && watched.changes.length > (known.get(watched.target)?.changes.length ?? 0)) {
      const atSeconds = ((change.atMs - startMs) / 1000).toFixed(1).padStart(6);
      const words = `${watched.target} is ${describeChange(watched.changes)}`;
      stage.print(`  ${paint.dim(`${atSeconds} s`)}  ${change.to === 'up' ? paint.good(words) : paint.bad(words)}`);
    }
    known.set(watched.target, watched);
    stage.show([...known.values()].map((each) => `  ${describeWatched(stage, each)}`));
  };
  const { intervalMs } = options;
  const monitor = guardChecks(
    targets,
    stage.check,
    stage.surroundings(() => {}),
  );
  const until = stage.until(options.watchMs);
  const watched = await watch(targets, monitor, { intervalMs, until, clock, sleep: stage.sleep, observe });
  stage.show([]);
  for (const each of watched) stage.print(`  ${describeWatched(stage, each)}`);
  return watched;
}

/** The newest of some changes; of one that is up again also how long it was known to be down. */
function describeChange(changes: readonly Change[]): string {
  const [before, newest] = changes.slice(-2);
  if (before === undefined) return '';
  const { to, detail, atMs } = newest ?? before;
  const wasDown = newest !== undefined && before.to === 'down';
  return `${to}${wasDown ? ` again, after ${inSeconds(atMs - before.atMs)} down` : ''} (${detail})`;
}

/** As whole seconds where it is some. */
function inSeconds(durationMs: number): string {
  const seconds = durationMs / 1000;
  return `${Number.isInteger(seconds) ? seconds : seconds.toFixed(1)} s`;
}

/** Lets every target answer later, health checks spared, where the lab may do that. */
async function slowDown({ inject, targets, ...stage }: MonitorStage, latencyMs: number): Promise<AsyncDisposable> {
  // Disposed of here where the next one cannot be injected, or somebody leaves.
  await using faults = new AsyncDisposableStack();
  if (inject === undefined || latencyMs === 0) return faults.move();
  stage.print(`  the lab adds ${length(latencyMs)} to every answer, as if the targets were far away`);
  for (const { id: instance } of targets) {
    faults.use(await inject({ kind: 'latency', target: { instance }, latencyMs, spareHealth: true }));
  }
  return faults.move();
}

function describeHealth({ paint }: MonitorStage, { target, up, detail, latencyMs }: Health): string {
  return `${target}  ${up ? paint.good('up  ') : paint.bad('down')}  ${length(latencyMs).padStart(8)}  ${detail}`;
}

function describeGuarded({ paint }: MonitorStage, { target, up, attempts, latencyMs }: GuardedHealth): string {
  const asked = attempts === 1 ? '' : attempts === 0 ? ', circuit open' : `, ${attempts} attempts`;
  const words = `${target} ${up ? 'up' : 'down'} ${formatMs(latencyMs)} ms${asked}`;
  return up ? (attempts > 1 ? paint.warning(words) : paint.good(words)) : paint.bad(words);
}

function describeWatched({ paint }: MonitorStage, { target, state, checks, failures, last, changes }: Watched): string {
  const colour = state === 'up' ? paint.good : state === 'down' ? paint.bad : paint.dim;
  const newest = last === undefined ? '' : `  ${length(last.latencyMs).padStart(8)}  circuit ${last.breaker}`;
  const counts = `${checks} checks, ${failures} failed, ${Math.max(0, changes.length - 1)} changes`;
  return `${target}  ${colour(state.padEnd(7))}${newest}  ${counts}`;
}
