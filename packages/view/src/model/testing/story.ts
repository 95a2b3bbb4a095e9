/** Journals for tests: facts told one after the other, by the millisecond. */
import type { JournalEvent, JournalEventOf, JournalFact, SystemTopology } from '@temblor/lab/journal/event';
import { journalFact } from '@temblor/lab/journal/event';
import { Journal } from '@temblor/lab/journal/journal';
import { OrderedFacts } from '../ordered-facts.ts';

/** Two replicas behind a voter, with a store. */
export const topology: SystemTopology = {
  title: 'Voting',
  instances: [
    { id: 'voter', service: 'voter', faultSwitch: false },
    { id: 'inventory-1', service: 'inventory', faultSwitch: true },
    { id: 'inventory-2', service: 'inventory', faultSwitch: true },
  ],
  links: [
    { id: 'client->voter', consumer: 'client', provider: 'voter' },
    { id: 'voter->inventory-1', consumer: 'voter', provider: 'inventory-1' },
    { id: 'voter->inventory-2', consumer: 'voter', provider: 'inventory-2' },
    { id: 'voter->postgres', consumer: 'voter', provider: 'postgres' },
  ],
  stores: ['postgres'],
};

/** A fact of the system `voting` and when it happened, in milliseconds. */
export type Told = readonly [atMs: number, fact: JournalFact];

/** The events of a journal that tells these facts in this order. */
export function tell(...told: readonly Told[]): readonly JournalEvent[] {
  const journal = new Journal();
  return told.map(([atMs, fact]) => journal.append('voting', atMs * 1000, fact));
}

/** Events, arrived in this order. */
export function ordered(events: readonly JournalEvent[]): OrderedFacts {
  const facts = new OrderedFacts();
  for (const event of events) facts.add(event);
  return facts;
}

/** The lines of a journal, as they stand in its file. */
export function linesOf(events: readonly JournalEvent[]): readonly string[] {
  return events.map((event) => JSON.stringify(event));
}

/** The line of a fact with its fields in the order of the schema, as a lab writes it. */
export function writtenLine([atMs, fact]: Told): string {
  return JSON.stringify(new Journal().append('voting', atMs * 1000, journalFact.parse(fact)));
}

/** The system starts, its topology known. */
export const starting: JournalFact = { type: 'system-starting', declaration: 'voting', topology };

/** A process of `inventory-1` starts, for the first time unless another attempt is given. */
export function processStarted(attempt = 1): JournalFact {
  return { type: 'process-started', instance: 'inventory-1', pid: 100 + attempt, port: 5001, attempt };
}

/** It passes its health check. */
export function processReady(attempt = 1): JournalFact {
  return { type: 'process-ready', instance: 'inventory-1', pid: 100 + attempt, durationMs: 5 };
}

/** A fault of ten seconds. */
export function faultApplied(
  fault: string,
  kind: string,
  target: JournalEventOf<'fault-applied'>['target'],
): JournalFact {
  return { type: 'fault-applied', fault, kind, target, parameters: {}, durationMs: 10_000 };
}

/** It was seen to act. */
export function faultConfirmed(fault: string, effectAtMs: number): JournalFact {
  return { type: 'fault-confirmed', fault, evidence: 'seen', effectAtUs: effectAtMs * 1000 };
}

/** Its lease is over. */
export function faultLifted(fault: string): JournalFact {
  return { type: 'fault-lifted', fault, cause: 'expired' };
}

/** A detector says that an instance is OFF, or ON. */
export function health(type: 'instance-off' | 'instance-on', instance: string): JournalFact {
  return { type, instance, by: 'monitor', detector: 'window', reason: 'it was looked at' };
}

const noLatency = { count: 0, meanMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 };

/** A window of load, from one millisecond to another. */
export function loadWindow(
  startMs: number,
  endMs: number,
  counts: { ok: number; failed: number; p95Ms: number },
): Told {
  const { ok, failed, p95Ms } = counts;
  const corrected = { ...noLatency, count: ok + failed, p50Ms: p95Ms / 2, p95Ms, p99Ms: p95Ms * 2 };
  return [
    endMs,
    {
      type: 'load-window',
      ...{ startUs: startMs * 1000, endUs: endMs * 1000, ok, failed, corrected },
      ...{ intended: ok + failed, sent: ok + failed, unknown: 0, byStatus: {}, byName: {}, maxLagMs: 0 },
      ...{ uncorrected: corrected, correctedHistogram: 'HISTFAAA+/=', uncorrectedHistogram: 'HISTFBBB+/=' },
    },
  ];
}

/** What crossed a link in the second before a moment. */
export function linkWindow(link: string, endMs: number, counts: { requests: number; p95Ms: number }): Told {
  const { requests, p95Ms } = counts;
  return [
    endMs,
    {
      type: 'link-window',
      ...{ link, startUs: (endMs - 1000) * 1000, endUs: endMs * 1000, connections: 1, requests, errors: 1 },
      ...{ bytesForward: 10, bytesBack: 10, latency: { ...noLatency, count: requests, p50Ms: 1, p95Ms, p99Ms: p95Ms } },
    },
  ];
}
