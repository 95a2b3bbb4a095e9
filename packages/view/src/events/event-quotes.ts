import type { JournalEvent } from '@temblor/lab/journal/event';

/** An event whose words of a system, a check or the lab are put into other words. */
export function withWords(event: JournalEvent, tell: (text: string) => string): JournalEvent {
  switch (event.type) {
    case 'fault-confirmed':
      return { ...event, evidence: tell(event.evidence) };
    case 'phase-started':
      return { ...event, phase: tell(event.phase) };
    case 'phase-finished':
      return { ...event, phase: tell(event.phase), detail: tell(event.detail) };
    case 'steady-state-checked':
    case 'dissent-observed':
      return { ...event, detail: tell(event.detail) };
    case 'check-finished':
      return { ...event, check: tell(event.check), summary: tell(event.summary) };
    case 'violation-seen':
      return { ...event, check: tell(event.check), text: tell(event.text) };
    case 'figure-measured':
      return { ...event, figure: tell(event.figure), reason: tell(event.reason) };
    case 'verdict':
      return { ...event, reasons: event.reasons.map(tell) };
    case 'system-stopping':
    case 'process-abandoned':
    case 'journal-thinned':
    case 'fault-not-confirmed':
    case 'fault-undetermined':
    case 'instance-suspected':
    case 'instance-off':
    case 'instance-on':
    case 'instance-unknown':
    case 'breaker-opened':
    case 'load-finished':
    case 'message-lost':
    case 'run-ended':
      return { ...event, reason: tell(event.reason) };
    default:
      return event;
  }
}
