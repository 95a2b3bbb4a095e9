/**
 * The trace of a run as facts of a journal, so that reports, diagrams and the page read it as they read any other run.
 * Timers and syncs are left out: a journal tells what crossed from one node to another, and what nodes said.
 */
import type { JournalFact } from '@temblor/lab/journal/event';
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { Violation } from '../outcome/outcome.ts';
import type { TraceEvent } from '../trace/trace.ts';
import { evidenceOf, faultApplied, faultLifted } from './fault-facts.ts';
import { clientOf, instanceOf } from './instance-names.ts';

/** A fact and the virtual time at which it came about. */
export interface TimedFact {
  readonly atUs: number;
  readonly fact: JournalFact;
}

/** In order of time. */
export function factsOf(trace: readonly TraceEvent[]): TimedFact[] {
  const messages = new Map<number, Extract<TraceEvent, { kind: 'sent' }>>();
  const facts: TimedFact[] = [];
  for (const [place, event] of trace.entries()) {
    if (event.kind === 'sent') messages.set(event.message, event);
    const { atUs } = event;
    facts.push(...factsAt(event, messages).map((fact) => ({ atUs, fact })));
    if (event.kind === 'fault-began') facts.push(evidenceOf(event.fault, trace.slice(place)));
  }
  return facts.toSorted((left, right) => left.atUs - right.atUs);
}

function factsAt(
  event: TraceEvent,
  messages: ReadonlyMap<number, Extract<TraceEvent, { kind: 'sent' }>>,
): JournalFact[] {
  switch (event.kind) {
    case 'sent':
    case 'timer':
    case 'synced':
    case 'paused': // its fault tells it
    case 'resumed':
      return [];
    case 'received': {
      const { from, to, label, atUs } = event;
      const sentAtUs = messages.get(event.message)?.atUs ?? atUs;
      return [{ type: 'message-delivered', from: instanceOf(from), to: instanceOf(to), sentAtUs, label }];
    }
    case 'dropped': {
      const sent = messages.get(event.message);
      if (sent === undefined) return [];
      const { from, to, label, atUs: sentAtUs } = sent;
      const { reason } = event;
      return [{ type: 'message-lost', from: instanceOf(from), to: instanceOf(to), sentAtUs, label, reason }];
    }
    case 'started': {
      const instance = instanceOf(event.node);
      const started: JournalFact = { type: 'process-started', instance, pid: 0, port: 0, attempt: event.life };
      const ready: JournalFact = { type: 'process-ready', instance, pid: 0, durationMs: 0 };
      if (event.log === 'intact') return [started, ready];
      return [started, ready, { type: 'instance-noted', instance, text: `finds its log ${event.log}` }];
    }
    case 'stopped':
      return [stopped(instanceOf(event.node))];
    case 'fault-began':
      return [faultApplied(event.fault)];
    case 'fault-ended':
      return [faultLifted(event.fault)];
    case 'note':
      return noteFacts(instanceOf(event.node), event.text);
    case 'invoked':
      return [{ type: 'instance-noted', instance: clientOf(event.client), text: `asks: ${event.text}` }];
    case 'completed':
      return [{ type: 'instance-noted', instance: clientOf(event.client), text: `gets: ${event.text}` }];
    case 'asked': {
      const { client, node, sentUs: sentAtUs, text: label } = event;
      return [{ type: 'message-delivered', from: clientOf(client), to: instanceOf(node), sentAtUs, label }];
    }
    case 'answered': {
      const { client, node, sentUs: sentAtUs, text: label } = event;
      return [{ type: 'message-delivered', from: instanceOf(node), to: clientOf(client), sentAtUs, label }];
    }
    case 'violation': {
      const { check, text, nodes, evidence } = event;
      return [violationSeen({ check, text, atUs: event.atUs, ...(evidence === undefined ? {} : { evidence }) }, nodes)];
    }
    default:
      return event satisfies never;
  }
}

/** The fact that a rule was broken. @param nodes those that it was seen at; none where it was seen by clients. */
export function violationSeen({ check, text, details, evidence }: Violation, nodes: readonly NodeId[]): JournalFact {
  const moments = evidence?.map((moment) => ({
    instance: 'node' in moment ? instanceOf(moment.node) : clientOf(moment.client),
    atUs: moment.atUs,
  }));
  return {
    ...{ type: 'violation-seen', check, text, instances: nodes.map(instanceOf) },
    ...(details === undefined ? {} : { details: [...details] }),
    ...(moments === undefined ? {} : { evidence: moments }),
  };
}

/** What is known from other runs by a fact of its own is told by that too, for whoever looks for leaders. */
function noteFacts(instance: string, text: string): JournalFact[] {
  const [, term] = /^became leader of term (\d+)/.exec(text) ?? [];
  const noted: JournalFact = { type: 'instance-noted', instance, text };
  return term === undefined ? [noted] : [noted, { type: 'leader-elected', instance, term: Number(term) }];
}

function stopped(instance: string): JournalFact {
  return { type: 'process-exited', instance, pid: 0, code: null, signal: null, expected: true };
}
