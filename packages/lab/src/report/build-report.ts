/** The report of a run, from its outcome: the same figures that the verdict was decided by, with names and units. */
import type { ClockAnchor } from '@temblor/foundation/clock/clock';
import { toWallClock } from '@temblor/foundation/clock/clock';
import type { RunOutcome } from '../experiment/run-experiment.ts';
import type { Judgement } from '../experiment/verdict.ts';
import type { Alarm } from '../measure/false-alarms.ts';
import type { FaultRecord } from '../measure/fault-records.ts';
import { effectOf } from '../measure/fault-records.ts';
import type { LoadFigures } from '../measure/load-figures.ts';
import type { Measured } from '../measure/measured.ts';
import { valueOrNull } from '../measure/measured.ts';
import type { OwnFigure } from '../measure/own-figures.ts';
import type { PhaseFigures, RepeatFigures } from '../measure/phase-figures.ts';
import type { RunFigures } from '../measure/run-figures.ts';
import { awaitsDetection, worstP95, worstSuccess } from '../measure/run-figures.ts';
import type { Spread } from '../measure/spread.ts';
import { buildGrades } from './grade-table.ts';
import { roundOf, roundPercent } from './number-format.ts';
import type { LoadResult, PhaseResult, Report, ReportMeasurement, ReportSpread } from './report-schema.ts';

export interface ReportContext {
  readonly outcome: RunOutcome;
  /** Translates the journal's timestamps to dates. */
  readonly anchor: ClockAnchor;
  /** The command that replays the run, with its seed: see `replayCommand`. */
  readonly command: string;
  /** The version of Temblor. */
  readonly version: string;
  /** What the figures were measured on: operating system, CPU, cores, memory, Node, commit. */
  readonly machine: Report['machine'];
  /** How it was set up: ports, stores, planted bugs. */
  readonly environment: Report['environment'];
}

/**
 * The command that runs the same again.
 * @param settings the environment that the run was given, as reports show it: see `maskSecrets`.
 */
export function replayCommand(
  outcome: Pick<RunOutcome, 'system' | 'experiment' | 'seed' | 'repeats' | 'quick' | 'phases'>,
  settings: Readonly<Record<string, string>> = {},
): string {
  const parts = ['temblor run', outcome.system, outcome.experiment, `--seed ${outcome.seed}`];
  if (outcome.repeats > 1) parts.push(`--repeats ${outcome.repeats}`);
  if (outcome.quick) parts.push('--quick');
  if (outcome.phases !== undefined) parts.push(`--phases ${outcome.phases.join(',')}`);
  parts.push(...Object.entries(settings).map(([name, value]) => `--set ${name}=${value}`));
  return parts.join(' ');
}

/** Builds the report; pure. */
export function buildReport(context: ReportContext): Report {
  const { outcome, anchor } = context;
  const { figures } = outcome;
  const startUs = outcome.events[0]?.atUs ?? figures.span.startUs;
  const endUs = Math.max(startUs, ...outcome.events.slice(-1).map(({ atUs }) => atUs));
  const at = (atUs: number): string => toWallClock(anchor, atUs).toISOString();
  const results = figures.phases.map((phase) => buildPhase(phase, outcome));
  return {
    schema_version: 1,
    verdict: outcome.verdict,
    reasons: [...outcome.reasons],
    experiment_info: {
      start_time: at(startUs),
      end_time: at(endUs),
      total_duration_seconds: round((endUs - startUs) / 1e6),
      run: outcome.run,
      system: outcome.system,
      experiment: outcome.experiment,
      title: outcome.declaration.title,
      description: outcome.declaration.description,
      seed: outcome.seed,
      repeats: outcome.repeats,
      quick: outcome.quick,
      command: context.command,
      version: context.version,
    },
    results,
    ...(awaitsDetection(figures.phases) ? {} : { detection_awaited: false }),
    summary: buildSummary(figures, results),
    grades: buildGrades(figures),
    ...(figures.own.length === 0 ? {} : { measurements: figures.own.map(buildMeasurement) }),
    checks: figures.checks.map((check) => ({ ...check, violations: [...check.violations] })),
    steady_state: { before: steady(figures.steadyBefore), after: steady(figures.steadyAfter) },
    load: {
      ...buildLoad(figures.load),
      validity: figures.loadValidity.kind,
      validity_reason: figures.loadValidity.kind === 'valid' ? '' : figures.loadValidity.reason,
      max_lag_ms: round(figures.load.maxLagMs),
    },
    voting: buildVoting(figures),
    faults: figures.phases.flatMap(({ repeats }) =>
      repeats.flatMap((repeat) => repeat.run.faults.map((fault) => buildFault(fault, repeat, at))),
    ),
    detectors: buildDetectors(figures),
    false_alarms: {
      count: figures.falseAlarms.alarms.length,
      per_minute: numberOf(figures.falseAlarms.perMinute),
      fault_free_minutes: round(figures.falseAlarms.faultFreeMinutes),
      alarms: figures.falseAlarms.alarms.map((alarm) => buildAlarm(alarm, at)),
      collateral: figures.falseAlarms.collateral.map((alarm) => buildAlarm(alarm, at)),
    },
    machine: context.machine,
    environment: context.environment,
  };
}

function buildPhase(phase: PhaseFigures, outcome: RunOutcome): PhaseResult {
  const limits = outcome.judgements.filter((judgement) => judgement.phase === phase.phase);
  const { repeats } = phase;
  const open = repeats.filter(({ run }) => !run.completed);
  return {
    phase: phase.phase,
    ttd_ms: numberOf(phase.ttdMs.median),
    ttr_ms: numberOf(phase.ttrMs.median),
    load_test_result: buildLoad(phase.load),
    under_fault: phase.underFault === undefined ? null : buildLoad(phase.underFault),
    verdict: phaseVerdict(limits, open.length === 0),
    completed: open.length === 0,
    detail: open.map(({ run }) => `repeat ${run.repeat}: ${run.detail}`).join('; '),
    ttd: buildSpread(
      phase.ttdMs,
      repeats.map(({ ttdMs }) => ttdMs),
    ),
    first_suspicion: buildSpread(
      phase.suspicionMs,
      repeats.map(({ suspicionMs }) => suspicionMs),
    ),
    ttr: buildSpread(
      phase.ttrMs,
      repeats.map(({ ttrMs }) => ttrMs),
    ),
    client_ttr: buildSpread(
      phase.clientTtrMs,
      repeats.map(({ clientTtrMs }) => clientTtrMs),
    ),
    by_detector: Object.fromEntries(
      Object.entries(phase.byDetector).map(([name, spread]) => [name, buildSpread(spread, [])]),
    ),
    availability: percentOrNull(phase.availabilityPercent),
    returned_while_faulty: phase.returnedWhileFaulty,
    limits: limits.map(({ figure, limit, value, outcome: found, reason }) => ({
      figure,
      limit,
      value: value === null ? null : roundOf(value, figure === 'success' ? '%' : 'ms', limit),
      outcome: found,
      reason,
    })),
  };
}

function phaseVerdict(limits: readonly Judgement[], isComplete: boolean): PhaseResult['verdict'] {
  const hasOne = (wanted: Judgement['outcome']): boolean => limits.some(({ outcome }) => outcome === wanted);
  if (hasOne('failed')) return 'failed';
  if (hasOne('inconclusive') || !isComplete) return 'inconclusive';
  return hasOne('passed') ? 'passed' : 'not-limited';
}

function buildSpread(spread: Spread, repeats: readonly Measured[]): ReportSpread {
  return {
    count: spread.count,
    median: numberOf(spread.median),
    p95: numberOf(spread.p95),
    worst: numberOf(spread.worst),
    values: repeats.map(numberOf),
    reason: spread.median.kind === 'absent' ? spread.median.reason : null,
  };
}

function buildLoad(load: LoadFigures): LoadResult {
  const { corrected, uncorrected } = load;
  return {
    samples: load.samples,
    rps: numberOf(load.ratePerSecond),
    avg_latency_ms: roundOrNull(corrected?.meanMs),
    p50_latency_ms: roundOrNull(corrected?.p50Ms),
    p95_latency_ms: roundOrNull(corrected?.p95Ms),
    p99_latency_ms: roundOrNull(corrected?.p99Ms),
    max_latency_ms: roundOrNull(corrected?.maxMs),
    uncorrected_p95_latency_ms: roundOrNull(uncorrected?.p95Ms),
    success_rate: percentOrNull(load.successPercent),
    failed: load.failed,
    unknown: load.unknown,
    by_status: { ...load.byStatus },
    by_name: { ...load.byName },
  };
}

function buildSummary(figures: RunFigures, results: readonly PhaseResult[]): Report['summary'] {
  return {
    total_tests: results.filter(({ verdict }) => verdict !== 'not-limited').length,
    successful_tests: results.filter(({ verdict }) => verdict === 'passed').length,
    avg_ttd_ms: numberOf(figures.ttdMs.mean),
    avg_ttr_ms: numberOf(figures.ttrMs.mean),
    max_p95_ms: numberOf(worstP95(figures.phases)),
    min_success_rate: percentOrNull(worstSuccess(figures.phases)),
    availability: percentOrNull(figures.availabilityPercent),
    false_alarms: figures.falseAlarms.alarms.length,
    false_alarms_per_minute: numberOf(figures.falseAlarms.perMinute),
    checks_passed: figures.checks.filter(({ verdict }) => verdict === 'passed').length,
    checks_total: figures.checks.length,
  };
}

function buildMeasurement({ figure, unit, measured, reference }: OwnFigure): ReportMeasurement {
  const value_reason = measured.kind === 'absent' ? measured.reason : '';
  const value = valueOrNull(measured);
  return {
    figure,
    unit,
    value: value === null ? null : roundOf(value, unit),
    value_reason,
    reference: reference ?? null,
  };
}

function buildVoting({ votes }: RunFigures): Report['voting'] {
  return {
    votes: votes.votes,
    quorum_success: percentOrNull(votes.quorumSuccessPercent),
    fan_out: numberOf(votes.meanFanOut),
    quorum: numberOf(votes.meanQuorum),
    dissents: votes.dissents,
    excluded_replicas: { ...votes.excluded },
  };
}

function buildFault(fault: FaultRecord, repeat: RepeatFigures, at: (atUs: number) => string): Report['faults'][number] {
  const effectAtUs = effectOf(fault);
  return {
    phase: repeat.run.phase,
    repeat: repeat.run.repeat,
    kind: fault.kind,
    target: fault.target,
    parameters: { ...fault.parameters },
    applied_at: at(fault.appliedAtUs),
    evidence: fault.evidence.kind,
    evidence_detail: fault.evidence.kind === 'confirmed' ? fault.evidence.evidence : fault.evidence.reason,
    effect_at: effectAtUs === undefined ? null : at(effectAtUs),
    lifted_at: fault.liftedAtUs === undefined ? null : at(fault.liftedAtUs),
  };
}

/** Every detector that said a word: its times beside its false alarms. */
function buildDetectors(figures: RunFigures): Report['detectors'] {
  const { byDetector, suspicionsByDetector, faultFreeMinutes } = figures.falseAlarms;
  const named = figures.phases.flatMap((phase) => Object.keys(phase.byDetector));
  const names = [...new Set([...named, ...Object.keys(byDetector), ...Object.keys(suspicionsByDetector)])].sort();
  return names.map((detector) => ({
    detector,
    false_alarms: byDetector[detector] ?? 0,
    false_suspicions: suspicionsByDetector[detector] ?? 0,
    false_alarms_per_minute: faultFreeMinutes === 0 ? null : round((byDetector[detector] ?? 0) / faultFreeMinutes),
    ttd: Object.fromEntries(
      figures.phases.flatMap((phase) => {
        const spread = phase.byDetector[detector];
        return spread === undefined ? [] : [[phase.phase, buildSpread(spread, [])]];
      }),
    ),
  }));
}

function buildAlarm(alarm: Alarm, at: (atUs: number) => string): Report['false_alarms']['alarms'][number] {
  return { instance: alarm.instance, at: at(alarm.atUs), detector: alarm.detector, reason: alarm.reason };
}

function steady(event: RunFigures['steadyBefore']): { holds: boolean; detail: string } | null {
  return event === undefined ? null : { holds: event.holds, detail: event.detail };
}

function numberOf(figure: Measured): number | null {
  const value = valueOrNull(figure);
  return value === null ? null : round(value);
}

function percentOrNull(figure: Measured): number | null {
  const value = valueOrNull(figure);
  return value === null ? null : roundPercent(value);
}

function roundOrNull(value: number | undefined): number | null {
  return value === undefined ? null : round(value);
}

function round(value: number): number {
  return roundOf(value, 'ms');
}
