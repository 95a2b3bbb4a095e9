/** What each kind of fact must have for a page to take it: the fields of the lab's schemas, without those. */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import type { Shape } from './shape.ts';
import {
  anything,
  flag,
  listOf,
  microseconds,
  nullable,
  number,
  objectOf,
  optional,
  recordOf,
  text,
  wallClock,
} from './shape.ts';

type FieldOf<T extends JournalEvent['type']> = Exclude<
  keyof JournalEventOf<T>,
  'type' | 'sequence' | 'atUs' | 'system'
>;
type FactFields = { readonly [T in JournalEvent['type']]: Readonly<Record<FieldOf<T>, Shape>> };

const window = { startUs: number, endUs: number };
const latency = objectOf({ count: number, meanMs: number, p50Ms: number, p95Ms: number, p99Ms: number, maxMs: number });
const outcomes = { ok: number, failed: number, unknown: number };
const fault = { fault: text };
const decision = { instance: text, by: text, reason: text };
const breaker = { instance: text, dependency: text };
const message = { from: text, to: text, sentAtUs: microseconds, label: text };
const phase = { phase: text, repeat: number };

const topology = objectOf({
  title: text,
  instances: listOf(
    objectOf({
      id: text,
      service: text,
      faultSwitch: flag,
      wrongAnswers: optional(flag),
      flags: optional(listOf(text)),
    }),
  ),
  links: listOf(objectOf({ id: text, consumer: text, provider: text })),
  stores: listOf(text),
});

const balancedReplica = objectOf({
  ...{ id: text, state: text, breaker: text, weight: number, effectiveWeight: number, inFlight: number },
  ...{ requests: number, failures: number, meanMs: number, maxMs: number },
});

const panic = { instance: text, inRotation: number, replicas: number };
const requestRow = { endpoint: text, method: text, status: number, count: number, meanMs: number, maxMs: number };
const phaseLimits = {
  ttdMs: nullable(number),
  ttrMs: nullable(number),
  successPercent: nullable(number),
  p95Ms: nullable(number),
};

// Words of which a newer version may know more, such as verdicts and causes, are texts here.
const fields: FactFields = {
  'lab-started': { pid: number, wallClockMs: wallClock, version: text },
  'journal-thinned': { kept: number, dropped: number, reason: text },
  'system-starting': { declaration: text, topology: optional(topology), spanish: optional(recordOf(text)) },
  'system-ready': { durationMs: number },
  'system-stopping': { reason: text },
  'system-stopped': {},
  'port-replaced': { instance: text, wanted: number, given: number, owner: text },
  'process-started': { instance: text, pid: number, port: number, attempt: number },
  'process-ready': { instance: text, pid: number, durationMs: number },
  'process-exited': { instance: text, pid: number, code: nullable(number), signal: nullable(text), expected: flag },
  'process-abandoned': { instance: text, reason: text },
  'output-cut': { instance: text, lines: number, bytes: number },
  'store-ready': { store: text, durationMs: number },
  'fault-applied': { ...fault, kind: text, target: anything, parameters: recordOf(anything), durationMs: number },
  'fault-confirmed': { ...fault, evidence: text, effectAtUs: microseconds },
  'fault-not-confirmed': { ...fault, reason: text },
  'fault-undetermined': { ...fault, reason: text },
  'fault-lifted': { ...fault, cause: text },
  'crash-asked': { instance: text, holdMs: number },
  'switch-acted': { instance: text, kind: text, fault: optional(text) },
  'instance-suspected': { ...decision, detector: text },
  'instance-off': { ...decision, detector: text },
  'instance-on': { ...decision, detector: text },
  'instance-unknown': decision,
  'leader-elected': { instance: text, term: number },
  'primary-promoted': { instance: text, group: text },
  'breaker-opened': { ...breaker, reason: text },
  'breaker-half-opened': breaker,
  'breaker-closed': breaker,
  'vote-window': {
    ...{ ...window, decided: number, withoutQuorum: number, dissents: number, meanFanOut: number, meanQuorum: number },
    ...{ excluded: recordOf(number), latency },
  },
  'quorum-lost': { valid: number, needed: number },
  'quorum-regained': {},
  'dissent-observed': { instance: text, offset: number, detail: text },
  'balancer-window': {
    ...{ ...window, instance: text, strategy: text, panic: flag, requests: number, failures: number, refused: number },
    ...{ retries: number, hedges: number, replicas: listOf(balancedReplica) },
  },
  'log-window': {
    ...{ ...window, instance: text, mode: text, role: text, leader: nullable(number), term: number },
    ...{ lamportTime: number, count: number, accepted: number, refused: number, unknown: number },
    ...{ causalityViolations: number, latency },
    latest: listOf(objectOf({ id: number, nodeId: number, lamport: number, content: text, violation: flag })),
    exchanged: listOf(objectOf({ from: number, sentAtUs: number, receivedAtUs: number, label: text })),
  },
  'saga-window': {
    ...{ ...window, instance: text, started: number, completed: number, compensated: number },
    ...{ forward: number, backward: number, committed: number, unknown: number, needsOperator: number },
    ...{ undelivered: number, latency },
  },
  'saga-changed': {
    ...{ instance: text, saga: text, phase: text, reason: nullable(text) },
    steps: listOf(objectOf({ name: text, state: text, attempt: number })),
  },
  'seats-window': {
    ...{ ...window, instance: text },
    events: listOf(objectOf({ event: text, capacity: number, free: number, held: number, sold: number })),
  },
  'strategy-changed': { instance: text, from: text, to: text },
  'replica-draining': { instance: text, replica: text, inFlight: number },
  'replica-drained': { instance: text, replica: text },
  'panic-started': panic,
  'panic-ended': panic,
  'load-started': { ratePerSecond: number, seed: number },
  'load-window': {
    ...{ ...window, ...outcomes, intended: number, sent: number, maxLagMs: number },
    ...{ byStatus: recordOf(number), byName: recordOf(objectOf(outcomes)) },
    ...{ corrected: latency, uncorrected: latency, correctedHistogram: text, uncorrectedHistogram: text },
  },
  'load-finished': { intended: number, sent: number, valid: flag, reason: text },
  'link-window': {
    ...{ ...window, link: text, connections: number, requests: number, errors: number },
    ...{ bytesForward: number, bytesBack: number, latency },
  },
  'link-probed': { link: text, roundTripsMs: listOf(number), unanswered: number },
  'request-window': { instance: text, rows: listOf(objectOf(requestRow)) },
  'message-delivered': message,
  'message-lost': { ...message, reason: text },
  'instance-noted': { instance: text, text },
  'violation-seen': {
    ...{ check: text, instances: listOf(text), text, details: optional(listOf(text)) },
    evidence: optional(listOf(objectOf({ instance: text, atUs: number }))),
  },
  'run-started': { run: text, experiment: text, seed: number, repeats: number, quick: flag },
  'warm-up-finished': {},
  'steady-state-checked': { when: text, holds: flag, detail: text },
  'phase-started': { ...phase, watch: optional(listOf(text)), limits: optional(objectOf(phaseLimits)) },
  'phase-finished': { ...phase, completed: flag, detail: text },
  'check-finished': { check: text, verdict: text, summary: text, violations: listOf(text) },
  'figure-measured': {
    ...{ figure: text, unit: text, value: nullable(number), reason: text },
    reference: nullable(objectOf({ value: number, source: text })),
  },
  verdict: { run: text, verdict: text, reasons: listOf(text) },
  'run-ended': { run: text, verdict: nullable(text), reason: text },
};

const place = objectOf({ sequence: microseconds, atUs: microseconds, type: text, system: nullable(text) });
const shapes = new Map(Object.entries(fields).map(([type, of]) => [type, objectOf(of)]));

/** Whether a value is a fact in its place. A kind of fact that this page does not know is one too. */
export function isEvent(value: unknown): value is JournalEvent {
  if (!place(value) || typeof value !== 'object' || value === null || !('type' in value)) return false;
  const shape = shapes.get(String(value.type));
  return shape === undefined || shape(value);
}
