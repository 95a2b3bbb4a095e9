/**
 * The report of a run as JSON. `experiment_info`, `results` and `summary` have the names of the voting brief; the rest
 * is what the lab adds. Times of day are ISO 8601; null means that a figure could not be measured, and a field whose name
 * ends in `_reason` beside it says why.
 */
import { z } from 'zod';
import { simulation } from './simulation-schema.ts';

const figure = z.number().nullable();
const verdict = z.enum(['passed', 'failed', 'inconclusive']);
/** `not-limited`: measured, and held against nothing. */
const phaseVerdict = z.enum([...verdict.options, 'not-limited']);

/** Over the repeats, in ms; percentiles by nearest rank. `values` has one entry a repeat, null where it is absent. */
const spread = z.object({
  count: z.number(),
  median: figure,
  p95: figure,
  worst: figure,
  values: z.array(figure),
  reason: z.string().nullable(),
});
export type ReportSpread = z.infer<typeof spread>;

const loadResult = z.object({
  samples: z.number(),
  rps: figure,
  /** Latencies from the intended start (corrected for coordinated omission). */
  avg_latency_ms: figure,
  p50_latency_ms: figure,
  p95_latency_ms: figure,
  p99_latency_ms: figure,
  max_latency_ms: figure,
  /** From the moment of sending. */
  uncorrected_p95_latency_ms: figure,
  /** Of operations, in percent. */
  success_rate: figure,
  failed: z.number(),
  unknown: z.number(),
  by_status: z.record(z.string(), z.number()),
  by_name: z.record(z.string(), z.object({ ok: z.number(), failed: z.number(), unknown: z.number() })),
});
export type LoadResult = z.infer<typeof loadResult>;

const judgement = z.object({
  figure: z.enum(['ttd', 'ttr', 'success', 'p95']),
  limit: figure,
  value: figure,
  outcome: z.enum(['passed', 'failed', 'inconclusive', 'not-limited']),
  reason: z.string(),
});

const phaseResult = z.object({
  phase: z.string(),
  /** The median over the repeats; with one repeat, its value. */
  ttd_ms: figure,
  ttr_ms: figure,
  load_test_result: loadResult,
  /** The part of the load between the application of the fault and its lifting; null without a fault. */
  under_fault: loadResult.nullable(),
  verdict: phaseVerdict,
  completed: z.boolean(),
  detail: z.string(),
  ttd: spread,
  first_suspicion: spread,
  ttr: spread,
  /** From lifting to the last failure that a client saw, as fine as the load's windows. */
  client_ttr: spread,
  /** From the fault's effect to each detector's first word. */
  by_detector: z.record(z.string(), spread),
  availability: figure,
  /** How often an instance was taken back while its fault still acted. */
  returned_while_faulty: z.number(),
  limits: z.array(judgement),
});
export type PhaseResult = z.infer<typeof phaseResult>;

const grade = z.object({
  figure: z.string(),
  label: z.string(),
  value: figure,
  unit: z.string(),
  grade: z.enum(['good', 'acceptable', 'poor', 'critical']).nullable(),
  reason: z.string(),
});
export type ReportGrade = z.infer<typeof grade>;

const measurement = z.object({
  figure: z.string(),
  unit: z.string(),
  value: figure,
  value_reason: z.string(),
  /** A value to see it against, and who gives it. */
  reference: z.object({ value: z.number(), source: z.string() }).nullable(),
});
export type ReportMeasurement = z.infer<typeof measurement>;

const alarm = z.object({ instance: z.string(), at: z.string(), detector: z.string(), reason: z.string() });

export const report = z.object({
  schema_version: z.literal(1),
  verdict,
  /** Why it is not passed, in plain words; empty when passed. */
  reasons: z.array(z.string()),
  experiment_info: z.object({
    start_time: z.string(),
    end_time: z.string(),
    total_duration_seconds: z.number(),
    run: z.string(),
    system: z.string(),
    experiment: z.string(),
    title: z.string(),
    description: z.string(),
    seed: z.number(),
    repeats: z.number(),
    quick: z.boolean(),
    /** What replays it. */
    command: z.string(),
    version: z.string(),
  }),
  results: z.array(phaseResult),
  /** Whether it was awaited in any phase that somebody is put OFF: without that there is no TTD and no TTR. Absent: it was. */
  detection_awaited: z.boolean().optional(),
  summary: z.object({
    /** Phases that have a verdict: those without any limit have none. */
    total_tests: z.number(),
    /** Phases that were completed within their limits. */
    successful_tests: z.number(),
    avg_ttd_ms: figure,
    avg_ttr_ms: figure,
    max_p95_ms: figure,
    min_success_rate: figure,
    availability: figure,
    false_alarms: z.number(),
    false_alarms_per_minute: figure,
    checks_passed: z.number(),
    checks_total: z.number(),
  }),
  grades: z.array(grade),
  /** What only this experiment measures. Absent where it measures nothing of its own. */
  measurements: z.array(measurement).optional(),
  checks: z.array(z.object({ check: z.string(), verdict, summary: z.string(), violations: z.array(z.string()) })),
  steady_state: z.object({
    before: z.object({ holds: z.boolean(), detail: z.string() }).nullable(),
    after: z.object({ holds: z.boolean(), detail: z.string() }).nullable(),
  }),
  load: loadResult.extend({
    validity: z.enum(['valid', 'invalid', 'unknown']),
    validity_reason: z.string(),
    max_lag_ms: z.number(),
  }),
  voting: z.object({
    votes: z.number(),
    quorum_success: figure,
    fan_out: figure,
    quorum: figure,
    dissents: z.number(),
    excluded_replicas: z.record(z.string(), z.number()),
  }),
  faults: z.array(
    z.object({
      phase: z.string(),
      repeat: z.number(),
      kind: z.string(),
      target: z.string(),
      parameters: z.record(z.string(), z.json()),
      applied_at: z.string(),
      evidence: z.enum(['confirmed', 'not-confirmed', 'cannot-tell']),
      evidence_detail: z.string(),
      effect_at: z.string().nullable(),
      lifted_at: z.string().nullable(),
    }),
  ),
  detectors: z.array(
    z.object({
      detector: z.string(),
      false_alarms: z.number(),
      false_alarms_per_minute: figure,
      /** In fault-free time, whether or not it may decide: what it would have done alone. */
      false_suspicions: z.number(),
      ttd: z.record(z.string(), spread),
    }),
  ),
  false_alarms: z.object({
    count: z.number(),
    per_minute: figure,
    fault_free_minutes: z.number(),
    alarms: z.array(alarm),
    /** OFF of an instance at which the fault of that moment was not aimed. */
    collateral: z.array(alarm),
  }),
  /** Of a run in the simulator, in place of all that only a service has; absent otherwise. */
  simulation: simulation.optional(),
  machine: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  environment: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

/** A report; `report.json` is one. */
export type Report = z.infer<typeof report>;
