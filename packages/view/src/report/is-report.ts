/** Whether a document is a report: the shape of the lab's schema, without that. */
import type {
  LoadResult,
  PhaseResult,
  Report,
  ReportMeasurement,
  ReportSpread,
} from '@temblor/lab/report/report-schema';
import type { Simulation } from '@temblor/lab/report/simulation-schema';
import type { Shape } from '../model/shape.ts';
import { anything, flag, listOf, nullable, number, objectOf, oneOf, optional, recordOf, text } from '../model/shape.ts';

type Fields<T> = { readonly [K in keyof Required<T>]: Shape };

const figure = nullable(number);
const wordOrNumber: Shape = (value) => text(value) || number(value) || flag(value);

const spreadFields: Fields<ReportSpread> = {
  ...{ count: number, median: figure, p95: figure, worst: figure },
  ...{ values: listOf(figure), reason: nullable(text) },
};
const spread = objectOf(spreadFields);

const loadFields: Fields<LoadResult> = {
  ...{ samples: number, rps: figure, avg_latency_ms: figure, p50_latency_ms: figure, p95_latency_ms: figure },
  ...{ p99_latency_ms: figure, max_latency_ms: figure, uncorrected_p95_latency_ms: figure, success_rate: figure },
  ...{ failed: number, unknown: number, by_status: recordOf(number) },
  by_name: recordOf(objectOf({ ok: number, failed: number, unknown: number })),
};

const phaseFields: Fields<PhaseResult> = {
  ...{ phase: text, ttd_ms: figure, ttr_ms: figure, load_test_result: objectOf(loadFields) },
  ...{ under_fault: nullable(objectOf(loadFields)), verdict: text, completed: flag, detail: text },
  ...{ ttd: spread, first_suspicion: spread, ttr: spread, client_ttr: spread, by_detector: recordOf(spread) },
  ...{ availability: figure, returned_while_faulty: number },
  limits: listOf(
    objectOf({
      figure: oneOf('ttd', 'ttr', 'success', 'p95'),
      limit: figure,
      value: figure,
      outcome: text,
      reason: text,
    }),
  ),
};

const informationFields: Fields<Report['experiment_info']> = {
  ...{ start_time: text, end_time: text, total_duration_seconds: number, run: text, system: text, experiment: text },
  ...{ title: text, description: text, seed: number, repeats: number, quick: flag, command: text, version: text },
};

const summaryFields: Fields<Report['summary']> = {
  ...{ total_tests: number, successful_tests: number, avg_ttd_ms: figure, avg_ttr_ms: figure, max_p95_ms: figure },
  ...{ min_success_rate: figure, availability: figure, false_alarms: number, false_alarms_per_minute: figure },
  ...{ checks_passed: number, checks_total: number },
};

const votingFields: Fields<Report['voting']> = {
  ...{ votes: number, quorum_success: figure, fan_out: figure, quorum: figure, dissents: number },
  excluded_replicas: recordOf(number),
};

const faultFields: Fields<Report['faults'][number]> = {
  ...{ phase: text, repeat: number, kind: text, target: text, parameters: recordOf(anything), applied_at: text },
  ...{
    evidence: oneOf('confirmed', 'not-confirmed', 'cannot-tell'),
    evidence_detail: text,
    effect_at: nullable(text),
    lifted_at: nullable(text),
  },
};

const measurementFields: Fields<ReportMeasurement> = {
  ...{ figure: text, unit: text, value: figure, value_reason: text },
  reference: nullable(objectOf({ value: number, source: text })),
};

const alarm = objectOf({ instance: text, at: text, detector: text, reason: text });
const steady = nullable(objectOf({ holds: flag, detail: text }));
const grade = {
  figure: text,
  label: text,
  value: figure,
  unit: text,
  grade: nullable(oneOf('good', 'acceptable', 'poor', 'critical')),
  reason: text,
};
const detector = { detector: text, false_alarms: number, false_alarms_per_minute: figure };

const violation: Fields<NonNullable<Simulation['violation']>> = {
  ...{ rule: text, at_seconds: number, text, details: listOf(text), drawing: listOf(text) },
};
const simulation: Fields<Simulation> = {
  ...{ bug: nullable(text), nodes: number, simulated_seconds: number, steps: number, operations: number },
  ...{ rules: recordOf(text), violation: nullable(objectOf(violation)) },
  faults: listOf(objectOf({ at_seconds: number, until_seconds: figure, text })),
  events: listOf(objectOf({ at_seconds: number, text })),
  coverage: listOf(objectOf({ counter: text, group: text, text, count: number })),
  commands: listOf(objectOf({ what: text, command: text })),
  files: listOf(objectOf({ file: text, what: text })),
};

const fields: Fields<Report> = {
  simulation: optional(objectOf(simulation)),
  detection_awaited: optional(flag),
  ...{ schema_version: number, verdict: text, reasons: listOf(text) },
  ...{ experiment_info: objectOf(informationFields), results: listOf(objectOf(phaseFields)) },
  ...{ summary: objectOf(summaryFields), grades: listOf(objectOf(grade)) },
  measurements: optional(listOf(objectOf(measurementFields))),
  checks: listOf(objectOf({ check: text, verdict: text, summary: text, violations: listOf(text) })),
  steady_state: objectOf({ before: steady, after: steady }),
  load: objectOf({
    ...loadFields,
    validity: oneOf('valid', 'invalid', 'unknown'),
    validity_reason: text,
    max_lag_ms: number,
  }),
  voting: objectOf(votingFields),
  faults: listOf(objectOf(faultFields)),
  detectors: listOf(objectOf({ ...detector, false_suspicions: number, ttd: recordOf(spread) })),
  false_alarms: objectOf({
    ...{ count: number, per_minute: figure, fault_free_minutes: number },
    ...{ alarms: listOf(alarm), collateral: listOf(alarm) },
  }),
  ...{ machine: recordOf(wordOrNumber), environment: recordOf(wordOrNumber) },
};

const shape = objectOf(fields);

/** A verdict may be any: a newer version may know more of them. */
export function isReport(value: unknown): value is Report {
  return shape(value);
}
