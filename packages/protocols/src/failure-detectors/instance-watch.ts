/**
 * The life of one instance as its monitor sees it: UNKNOWN, ON or OFF, moved by samples of detectors that run side by
 * side, and back by a stricter rule. A machine without clock and I/O: the times are those of its inputs.
 *
 * Invariants: every effect tells of one transition and is given once; a detector that is not armed never turns anything
 * OFF, and what it would have done is told all the same; samples of what began before the last transition to ON change
 * nothing, so that late reports of a fault that is over cannot start it anew.
 */
import type { DetectorName, FailureDetector, Sample } from './failure-detector.ts';
import { isPass } from './failure-detector.ts';
import type { ProbeOutcome, Recovery, RecoveryRule } from './recovery.ts';
import { afterDissent, afterFailure, afterProbe, afterShadowRead, isRecovered, startRecovery } from './recovery.ts';

export type InstanceStatus =
  | { readonly kind: 'UNKNOWN'; readonly sinceUs: number; readonly reason: string }
  | { readonly kind: 'ON'; readonly sinceUs: number; readonly reason: string }
  | {
      readonly kind: 'OFF';
      readonly sinceUs: number;
      readonly detector: DetectorName;
      readonly reason: string;
      readonly recovery: Recovery;
    };

export interface InstanceWatch {
  readonly options: WatchOptions;
  readonly status: InstanceStatus;
  readonly detectors: readonly FailureDetector[];
  /** The detectors that would have given the instance up since it was last well. */
  readonly told: ReadonlySet<DetectorName | 'first-miss'>;
  /** When the last check ended, whatever it said; absent before the first. */
  readonly lastCheckUs: number | undefined;
  readonly consecutiveFailures: number;
  readonly consecutivePasses: number;
  /** Whether it ever passed a check: one that has not yet may still be starting. */
  readonly everPassed: boolean;
}

export interface WatchOptions {
  /** Fresh detectors, as after every transition to ON. */
  readonly detectors: readonly FailureDetector[];
  /** Those that may turn the instance OFF. */
  readonly armed: ReadonlySet<DetectorName>;
  /** Without a check for so long an instance that is ON becomes UNKNOWN. */
  readonly unknownAfterUs: number;
  /** How long an instance that never passed a check may take to start before it is given up. */
  readonly startGraceUs: number;
  /** Replaces the rules of recovery; absent: as after a failure, or after dissent. */
  readonly recoveryRule?: RecoveryRule;
}

export type WatchInput =
  | { readonly type: 'sample'; readonly sample: Sample; readonly startedUs: number }
  | { readonly type: 'probe'; readonly sequence: number; readonly outcome: ProbeOutcome; readonly atUs: number }
  | { readonly type: 'shadow-read'; readonly finding: 'agreed' | 'dissented' | 'void'; readonly atUs: number }
  /** Time passes. `inTime`: whether the observer was itself in time since the last check; else silence means nothing. */
  | { readonly type: 'tick'; readonly atUs: number; readonly inTime: boolean };

export type WatchEffect =
  /** What one detector alone would have said, at the moment at which it would have; `first-miss` is a single failed check. */
  | { readonly type: 'suspected'; readonly detector: DetectorName | 'first-miss'; readonly reason: string }
  | { readonly type: 'turned-off'; readonly detector: DetectorName; readonly reason: string }
  | { readonly type: 'turned-on'; readonly detector: DetectorName | 'first-pass'; readonly reason: string }
  | { readonly type: 'turned-unknown'; readonly reason: string };

type Step = readonly [InstanceWatch, readonly WatchEffect[]];

/** After so many checks in a row that passed, suspicions that led to nothing are over. */
const passesToClear = 5;

/** The state of an instance that was not checked yet. */
export function watchInstance(options: WatchOptions, nowUs: number): InstanceWatch {
  return {
    options,
    status: { kind: 'UNKNOWN', sinceUs: nowUs, reason: 'not checked yet' },
    detectors: options.detectors,
    told: new Set(),
    lastCheckUs: undefined,
    consecutiveFailures: 0,
    consecutivePasses: 0,
    everPassed: false,
  };
}

/** Takes one input, and tells the state after it and what is to be done. */
export function stepWatch(watch: InstanceWatch, input: WatchInput): Step {
  switch (input.type) {
    case 'sample':
      return afterSample(watch, input.sample, input.startedUs);
    case 'probe':
      if (watch.status.kind !== 'OFF') return [watch, []];
      return recovering(
        watch,
        watch.status,
        afterProbe(watch.status.recovery, input.sequence, input.outcome),
        input.atUs,
      );
    case 'shadow-read':
      if (watch.status.kind !== 'OFF') return [watch, []];
      return recovering(watch, watch.status, afterShadowRead(watch.status.recovery, input.finding), input.atUs);
    case 'tick':
      return input.inTime ? assess(afterSilence(watch, input.atUs), input.atUs) : afterSilence(watch, input.atUs);
    default:
      input satisfies never;
      return [watch, []];
  }
}

function afterSample(watch: InstanceWatch, sample: Sample, startedUs: number): Step {
  if (watch.status.kind === 'ON' && startedUs < watch.status.sinceUs) return [watch, []];
  const counted = sample.source === 'check' ? countCheck(watch, sample) : watch;
  const observed = { ...counted, detectors: counted.detectors.map((detector) => detector.observe(sample)) };
  if (sample.source === 'check' && isPass(sample) && watch.status.kind === 'UNKNOWN') {
    return turnOn(observed, 'first-pass', 'a check passed', sample.atUs);
  }
  return assess(tellFirstMiss(observed, sample), sample.atUs);
}

function countCheck(watch: InstanceWatch, sample: Sample): InstanceWatch {
  const passed = isPass(sample);
  const consecutivePasses = passed ? watch.consecutivePasses + 1 : 0;
  return {
    ...watch,
    lastCheckUs: sample.atUs,
    consecutivePasses,
    consecutiveFailures: passed ? 0 : watch.consecutiveFailures + 1,
    everPassed: watch.everPassed || passed,
  };
}

function tellFirstMiss(watch: InstanceWatch, sample: Sample): Step {
  if (watch.status.kind !== 'ON' || sample.source !== 'check' || isPass(sample) || watch.told.has('first-miss')) {
    return [watch, []];
  }
  const told = new Set(watch.told).add('first-miss');
  return [{ ...watch, told }, [{ type: 'suspected', detector: 'first-miss', reason: sample.detail }]];
}

function afterSilence(watch: InstanceWatch, nowUs: number): Step {
  if (watch.status.kind !== 'ON' || watch.lastCheckUs === undefined) return [watch, []];
  if (nowUs - watch.lastCheckUs <= watch.options.unknownAfterUs) return [watch, []];
  const reason = `no check for ${Math.round((nowUs - watch.lastCheckUs) / 1000)} ms`;
  return [{ ...watch, status: { kind: 'UNKNOWN', sinceUs: nowUs, reason } }, [{ type: 'turned-unknown', reason }]];
}

/** Asks every detector; tells of each that gives the instance up, and obeys the first that is armed. */
function assess([watch, earlier]: Step, nowUs: number): Step {
  if (!watch.everPassed && nowUs - watch.status.sinceUs < watch.options.startGraceUs) return [watch, earlier];
  const effects = [...earlier];
  const told = new Set(watch.consecutivePasses >= passesToClear ? stillFailing(watch, nowUs) : watch.told);
  let cause: { detector: DetectorName; reason: string } | undefined;
  for (const detector of watch.detectors) {
    const assessment = detector.assess(nowUs);
    if (assessment.kind === 'trusted') continue;
    if (!told.has(detector.name)) {
      told.add(detector.name);
      effects.push({ type: 'suspected', detector: detector.name, reason: assessment.reason });
    }
    if (cause === undefined && watch.options.armed.has(detector.name)) {
      cause = { detector: detector.name, reason: assessment.reason };
    }
  }
  const heard = { ...watch, told };
  if (cause === undefined || watch.status.kind === 'OFF') return [heard, effects];
  const usual = cause.detector === 'dissent' ? afterDissent : afterFailure;
  const recovery = startRecovery(watch.options.recoveryRule ?? usual);
  const off: InstanceWatch = { ...heard, status: { kind: 'OFF', sinceUs: nowUs, ...cause, recovery } };
  return [off, [...effects, { type: 'turned-off', ...cause }]];
}

/** What was told and holds still. */
function stillFailing(watch: InstanceWatch, nowUs: number): DetectorName[] {
  const failing = watch.detectors.filter((detector) => detector.assess(nowUs).kind === 'failed');
  return failing.map((detector) => detector.name).filter((name) => watch.told.has(name));
}

function recovering(
  watch: InstanceWatch,
  off: Extract<InstanceStatus, { kind: 'OFF' }>,
  recovery: Recovery,
  atUs: number,
): Step {
  if (!isRecovered(recovery)) return [{ ...watch, status: { ...off, recovery } }, []];
  const { passes, agreements } = recovery.rule;
  const earned = [
    ...(passes > 0 ? [`${passes} probes in a row passed`] : []),
    ...(agreements > 0 ? [`${agreements} shadow reads in a row agreed`] : []),
  ];
  return turnOn(watch, off.detector, earned.join(' and '), atUs);
}

function turnOn(watch: InstanceWatch, detector: DetectorName | 'first-pass', reason: string, nowUs: number): Step {
  const fresh: InstanceWatch = {
    ...watch,
    status: { kind: 'ON', sinceUs: nowUs, reason },
    detectors: watch.options.detectors,
    told: new Set(),
    consecutiveFailures: 0,
    // A recovery is a series of passed probes; the silence before it must not make the instance UNKNOWN.
    lastCheckUs: nowUs,
    everPassed: true,
  };
  return [fresh, [{ type: 'turned-on', detector, reason }]];
}
