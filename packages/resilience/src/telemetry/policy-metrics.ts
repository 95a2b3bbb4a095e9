/**
 * What policies tell, as metrics and traces want it. No library is imported: the functions give plain names and values
 * for prom-client, OpenTelemetry, or anything of their kind.
 */
import { codeOf } from '@temblor/foundation/errors/temblor-error';
import type { PolicyEvent } from '../policy/policy-event.ts';

/** The counter of events, for `new Counter(policyEventsCounter)` of prom-client; its labels come from `labelsOf`. */
export const policyEventsCounter = {
  name: 'resilience_policy_events_total',
  help: 'Decisions of resilience policies',
  labelNames: ['policy', 'event', 'reason'],
};

/**
 * The labels of an event. All have few values: no error's text, no number. `reason` says why a retry was refused or a call
 * rejected, and is empty for other events.
 */
export type PolicyEventLabels = Readonly<Record<'policy' | 'event' | 'reason', string>>;

/** What to count an event under: `counter.inc(labelsOf(event))`. */
export function labelsOf(event: PolicyEvent): PolicyEventLabels {
  return { policy: event.policy, event: event.type, reason: boundedReason(event) };
}

function boundedReason(event: PolicyEvent): string {
  if (event.type === 'retry-refused') return event.why;
  return event.type === 'call-rejected' ? event.code : '';
}

/**
 * An event as attributes of OpenTelemetry, for `span.addEvent(event.type, attributesOf(event))`: every field by its name
 * in snake case below `resilience.`, with an error as its `error.type` and message (semantic conventions for errors).
 */
export function attributesOf(event: PolicyEvent): Record<string, string | number> {
  const attributes: Record<string, string | number> = {};
  for (const [field, value] of Object.entries(event)) {
    if (field === 'type') continue;
    if (field === 'reason' && event.type !== 'breaker-opened') {
      attributes['error.type'] = codeOf(value) ?? (value instanceof Error ? value.name : typeof value);
      if (value instanceof Error) attributes['error.message'] = value.message;
    } else if (typeof value === 'string' || typeof value === 'number') {
      attributes[`resilience.${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`] = value;
    }
  }
  return attributes;
}
