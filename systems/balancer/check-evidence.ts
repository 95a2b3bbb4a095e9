/** What the checks of the balancer look at, read from a run's journal and from the history of its clients. */
import type { Operation } from '@temblor/checkers/history/operation';
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import type { FaultRecord } from '@temblor/lab/measure/fault-records';
import { readFaults } from '@temblor/lab/measure/fault-records';
import type { PhaseRun } from '@temblor/lab/measure/phase-runs';
import { readPhaseRuns } from '@temblor/lab/measure/phase-runs';
import type { Span } from '@temblor/lab/measure/span';
import { z } from 'zod';

/** The replicas by instance id, as the declaration numbers them. */
export const replicas = ['image-1', 'image-2', 'image-3'] as const;

/** One second of the balancer, in its own words. */
export type BalancerWindow = JournalEventOf<'balancer-window'>;

/** The journal in order of time: facts of several processes arrive in another order now and then. */
export function inOrderOfTime(journal: readonly JournalEvent[]): JournalEvent[] {
  return journal.toSorted((left, right) => left.atUs - right.atUs || left.sequence - right.sequence);
}

/** The windows of the balancer, in order of time. */
export function readWindows(journal: readonly JournalEvent[]): BalancerWindow[] {
  return inOrderOfTime(journal).filter((event) => event.type === 'balancer-window');
}

/** Whether a window lies in a span as a whole: nothing that was counted in it happened outside. */
export function liesWithin(window: Span, span: Span): boolean {
  return window.startUs >= span.startUs && window.endUs <= span.endUs;
}

/** When the load began to count; 0 where it did from the beginning. */
export function readWarmUpEnd(journal: readonly JournalEvent[]): number {
  return journal.find(({ type }) => type === 'warm-up-finished')?.atUs ?? 0;
}

/** Whether the machine was too busy to send the load on time: it was then too busy for the system as well. */
export function isLoadInvalid(journal: readonly JournalEvent[]): boolean {
  return journal.some((event) => event.type === 'load-finished' && !event.valid);
}

/** The faults of a run, and why they prove nothing: none was applied, or one was not seen to act. */
export function readProvenFaults(journal: readonly JournalEvent[]): {
  faults: FaultRecord[];
  doubt: string | undefined;
} {
  const faults = readFaults(inOrderOfTime(journal));
  const unproven = faults.find(({ evidence }) => evidence.kind !== 'confirmed');
  if (unproven !== undefined) return { faults, doubt: `${unproven.kind} on ${unproven.target} was not seen to act` };
  return { faults, doubt: faults.length === 0 ? 'nothing was broken' : undefined };
}

/** From where to where a fault acted; to the end of the journal where it was not seen to end. */
export function spanOf({ appliedAtUs, liftedAtUs }: FaultRecord, journal: readonly JournalEvent[]): Span {
  return { startUs: appliedAtUs, endUs: liftedAtUs ?? inOrderOfTime(journal).at(-1)?.atUs ?? appliedAtUs };
}

/** The last phase, if nothing was broken in it; what it shows is how the system is after everything before. */
export function readLastQuietPhase(journal: readonly JournalEvent[]): PhaseRun | undefined {
  const last = readPhaseRuns(inOrderOfTime(journal)).at(-1);
  return last?.faults.length === 0 ? last : undefined;
}

/** What became of one replica's breaker: from the moment it opened until it closed for good. */
export interface BreakerOutage extends Span {
  readonly replica: string;
  /** When it was half-open meanwhile: each time one probe may have been let through. */
  readonly halfOpenedUs: readonly number[];
}

/** Every time that a breaker was not closed, in order; one that did not close again lasts to the end of the journal. */
export function readOutages(journal: readonly JournalEvent[]): BreakerOutage[] {
  const ordered = inOrderOfTime(journal);
  const endUs = ordered.at(-1)?.atUs ?? 0;
  const outages: BreakerOutage[] = [];
  const places = new Map<string, number>();
  for (const event of ordered) {
    if (event.type === 'breaker-opened' && !places.has(event.dependency)) {
      const outage = { replica: event.dependency, startUs: event.atUs, endUs, halfOpenedUs: [] };
      places.set(event.dependency, outages.push(outage) - 1);
    }
    if (event.type !== 'breaker-half-opened' && event.type !== 'breaker-closed') continue;
    const place = places.get(event.dependency) ?? -1;
    const outage = outages[place];
    if (outage === undefined) continue;
    if (event.type === 'breaker-half-opened') {
      outages[place] = { ...outage, halfOpenedUs: [...outage.halfOpenedUs, event.atUs] };
    } else {
      outages[place] = { ...outage, endUs: event.atUs };
      places.delete(event.dependency);
    }
  }
  return outages;
}

const whoamiAnswer = z.object({ instance: z.string() });

/** Who says that it gave this answer to `GET /whoami`; undefined where the answer does not tell. */
export function answeredBy({ output }: Operation): string | undefined {
  return whoamiAnswer.safeParse(output).data?.instance;
}
