/** What a run says about the system: passed, failed or inconclusive, with reasons in plain words. */
import type { InstanceDetection } from '../measure/detection.ts';
import type { Measured } from '../measure/measured.ts';
import { absent } from '../measure/measured.ts';
import type { PhaseFigures } from '../measure/phase-figures.ts';
import type { RunFigures } from '../measure/run-figures.ts';
import { formatFigure } from '../report/number-format.ts';

export type Verdict = 'passed' | 'failed' | 'inconclusive';

export type LimitedFigure = 'ttd' | 'ttr' | 'success' | 'p95';

/** One limit of one phase, held against what was measured. */
export interface Judgement {
  readonly phase: string;
  readonly figure: LimitedFigure;
  /** The limit, in ms, of success in percent; null where there is none. */
  readonly limit: number | null;
  /** What was held against it: of TTD and TTR the p95 over the repeats (nearest rank: below 20 the worst). */
  readonly value: number | null;
  readonly outcome: Verdict | 'not-limited';
  /** One sentence; empty when passed or not limited. */
  readonly reason: string;
}

export interface Decision {
  readonly verdict: Verdict;
  /** Why it is not passed, failures first; empty when passed. */
  readonly reasons: readonly string[];
  readonly judgements: readonly Judgement[];
}

/**
 * Decides. A limit that is broken or a check that failed makes the run failed; a needed figure that could not be
 * measured makes it inconclusive. Where the load was not valid no limit can be called broken.
 *
 * @param interruption why the run ended early; absent when it did not.
 */
export function decideVerdict(figures: RunFigures, interruption?: string): Decision {
  const judgements = figures.phases.flatMap((phase) => judgePhase(phase, figures));
  const failures = judgements.filter(({ outcome }) => outcome === 'failed').map(({ reason }) => reason);
  const invalid = figures.loadValidity.kind === 'invalid';
  // Where the load is not valid it is said once, and not again for every limit.
  const open = invalid ? [] : judgements.filter(({ outcome }) => outcome === 'inconclusive');
  const doubts = open.map(({ reason }) => reason);
  // The cause before what may follow from it.
  if (figures.loadValidity.kind === 'invalid') doubts.unshift(`the load is not valid: ${figures.loadValidity.reason}`);
  for (const check of figures.checks) {
    const why = check.violations[0] ?? check.summary;
    if (check.verdict === 'failed') failures.push(`check ${check.check} failed: ${why}`);
    if (check.verdict === 'inconclusive') doubts.push(`check ${check.check} is inconclusive: ${why}`);
  }
  if (figures.steadyBefore?.holds === false) {
    doubts.push(
      `the steady state did not hold before the first phase, so nothing was broken: ${figures.steadyBefore.detail}`,
    );
  }
  if (interruption !== undefined) doubts.push(interruption);
  else doubts.push(...missingSteps(figures));
  if (figures.steadyAfter?.holds === false) {
    // A machine too busy for its load may also be too busy for its system.
    const told = invalid ? doubts : failures;
    told.push(`the steady state did not return after the last phase: ${figures.steadyAfter.detail}`);
  }
  const reasons = [...new Set([...failures, ...doubts])];
  const verdict = failures.length > 0 ? 'failed' : doubts.length > 0 ? 'inconclusive' : 'passed';
  return { verdict, reasons, judgements };
}

/** What a run that was not interrupted must have brought. */
function missingSteps(figures: RunFigures): string[] {
  if (figures.steadyBefore?.holds === false) return [];
  const doubts: string[] = [];
  if (figures.phases.length === 0) doubts.push('no phase was carried out');
  if (figures.steadyAfter === undefined) doubts.push('the steady state was not checked after the last phase');
  if (figures.loadValidity.kind === 'unknown') doubts.push(figures.loadValidity.reason);
  for (const { phase, repeats } of figures.phases) {
    for (const { run } of repeats) {
      for (const { target, kind, evidence } of run.faults) {
        if (evidence.kind === 'not-confirmed') {
          doubts.push(`${phase}: ${kind} on ${target} was not seen to take effect: ${evidence.reason}`);
        }
        if (evidence.kind === 'cannot-tell') {
          doubts.push(`${phase}: cannot tell whether ${kind} on ${target} took effect: ${evidence.reason}`);
        }
      }
      if (!run.completed && run.faults.every(({ evidence }) => evidence.kind === 'confirmed')) {
        doubts.push(`${phase}, repeat ${run.repeat}, was not completed: ${run.detail}`);
      }
    }
  }
  return doubts;
}

function judgePhase(phase: PhaseFigures, figures: RunFigures): Judgement[] {
  const { limits, load } = phase;
  const p95: Measured =
    load.corrected === undefined
      ? absent('no latency was recorded')
      : { kind: 'measured', value: load.corrected.p95Ms };
  const invalid = reasonToDoubt(phase, figures);
  return [
    judgeTimes(phase, 'ttd', invalid),
    judgeTimes(phase, 'ttr', invalid),
    judgeValue(phase.phase, 'success', limits.successPercent, load.successPercent, invalid),
    judgeValue(phase.phase, 'p95', limits.p95Ms, p95, invalid),
  ];
}

/** Why the figures of a phase say nothing, whatever they are; undefined where they do. */
function reasonToDoubt(phase: PhaseFigures, figures: RunFigures): string | undefined {
  if (figures.loadValidity.kind === 'invalid') return 'the load is not valid';
  return phase.repeats.every(({ run }) => run.finished) ? undefined : 'the run ended within it';
}

/** Names of the figures in sentences, and their units. */
const words = {
  ttd: { name: 'TTD', unit: 'ms' },
  ttr: { name: 'TTR', unit: 'ms' },
  success: { name: 'success', unit: '%' },
  p95: { name: 'p95', unit: 'ms' },
} as const;

function judgeValue(
  phase: string,
  figure: LimitedFigure,
  limit: number | null,
  value: Measured,
  invalid: string | undefined,
): Judgement {
  const given = { phase, figure, limit, value: value.kind === 'measured' ? value.value : null };
  if (limit === null) return { ...given, outcome: 'not-limited', reason: '' };
  const { name, unit } = words[figure];
  if (value.kind === 'absent') {
    return { ...given, outcome: 'inconclusive', reason: `${phase}: ${name} could not be measured: ${value.reason}` };
  }
  const kept = figure === 'success' ? value.value > limit : value.value < limit;
  if (kept && invalid === undefined) return { ...given, outcome: 'passed', reason: '' };
  const bound = figure === 'success' ? 'more than' : 'less than';
  const written = formatFigure(value.value, unit, limit);
  const sentence = `${phase}: ${name} is ${written}, and should be ${bound} ${limit} ${unit}`;
  if (invalid !== undefined) {
    return { ...given, outcome: 'inconclusive', reason: `${phase}: ${name} says nothing, because ${invalid}` };
  }
  return { ...given, outcome: 'failed', reason: sentence };
}

/**
 * TTD and TTR are judged only where there is something to detect. A watched instance that was not put OFF, or not taken
 * back, although the fault was confirmed, breaks the limit: the figure is then larger than the time it was watched. One
 * that was taken back while it still failed breaks it too, whether or not recovery is limited or the load was valid: no
 * load makes that right.
 */
function judgeTimes(phase: PhaseFigures, figure: 'ttd' | 'ttr', invalid: string | undefined): Judgement {
  const limit = figure === 'ttd' ? phase.limits.ttdMs : phase.limits.ttrMs;
  const spread = figure === 'ttd' ? phase.ttdMs : phase.ttrMs;
  const given = { phase: phase.phase, figure, limit };
  const watched = phase.repeats.filter(({ run }) => run.faults.length > 0 && run.watch.length > 0);
  if (watched.length === 0) {
    return { ...given, limit: null, value: null, outcome: 'not-limited', reason: '' };
  }
  const returned = figure === 'ttr' ? tellMisses(phase, returnWhileFaulty) : undefined;
  if (returned !== undefined) return { ...given, value: null, outcome: 'failed', reason: returned };
  const sentence = tellMisses(phase, figure === 'ttd' ? missedDetection : missedRecovery);
  const mustHappen = limit !== null || figure === 'ttr';
  if (sentence !== undefined && mustHappen) {
    const outcome = invalid === undefined ? 'failed' : 'inconclusive';
    return { ...given, value: null, outcome, reason: invalid === undefined ? sentence : `${sentence}, but ${invalid}` };
  }
  if (figure === 'ttr' && spread.count === 0 && phase.limits.ttdMs === null) {
    return { ...given, value: null, outcome: 'not-limited', reason: '' };
  }
  return judgeValue(phase.phase, figure, limit, spread.p95, invalid);
}

/**
 * One sentence about the repeats in which an instance did wrong, of those that went through, with faults that acted and
 * ended for certain; undefined where none did. @param miss what an instance did wrong, in words.
 */
function tellMisses(
  { phase, repeats }: PhaseFigures,
  miss: (detection: InstanceDetection) => string | undefined,
): string | undefined {
  const proven = repeats.filter(
    ({ run }) =>
      run.finished &&
      run.faults.every(({ evidence, liftedAtUs }) => evidence.kind === 'confirmed' && liftedAtUs !== undefined),
  );
  const [first, ...others] = proven.flatMap(({ run, detections }) =>
    detections.flatMap((detection) => {
      const what = miss(detection);
      return what === undefined ? [] : [`${detection.instance} ${what} in repeat ${run.repeat}`];
    }),
  );
  if (first === undefined) return undefined;
  return `${phase}: ${first}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
}

function missedDetection({ ttdMs }: InstanceDetection): string | undefined {
  return ttdMs.kind === 'absent' ? 'was not put OFF' : undefined;
}

function missedRecovery({ ttdMs, ttrMs, onWhenLifted }: InstanceDetection): string | undefined {
  const missed = ttdMs.kind === 'measured' && ttrMs.kind === 'absent' && !onWhenLifted;
  return missed ? 'was not taken back after the fault was lifted' : undefined;
}

function returnWhileFaulty({ returnedWhileFaulty: returns }: InstanceDetection): string | undefined {
  if (returns === 0) return undefined;
  return `came back ON ${returns === 1 ? 'once' : `${returns} times`} while it still failed`;
}
