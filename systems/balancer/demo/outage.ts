/** What the journal tells of a replica that died. Pure. */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';

/** By so much the lab may see an end later than the balancer does. */
const seenLateUs = 1_000_000;

/** A replica that died or stopped answering, as far as it is known. Times are of the journal's clock. */
export interface Outage {
  readonly replica: string;
  /** When it died: by the evidence of the lab's fault, else when its end was seen. Null where it did not end at all. */
  readonly diedAtUs: number | null;
  /** When the balancer took it out of rotation, and what found it first; null before. */
  readonly found: { readonly atUs: number; readonly detector: string; readonly reason: string } | null;
  /** When its next process was ready, by the lab's check; null before. */
  readonly ready: { readonly atUs: number; readonly pid: number } | null;
  /** When the balancer took it back; null before. */
  readonly backAtUs: number | null;
}

/** How long everything took, in milliseconds; null where it did not come to that. */
export interface OutageTimes {
  /** From death to its being out of rotation; 0 where the balancer knew before the lab saw the end of the process. */
  readonly foundAfterMs: number | null;
  /** From death until its next process was ready: the hold of the fault, and its start. */
  readonly downForMs: number | null;
  /** From then until it was back in rotation; 0 where the balancer saw it before the lab did. */
  readonly backAfterReadyMs: number | null;
}

/**
 * The first outage among facts, whoever brought it about: the lab, or somebody with `kill`.
 *
 * @param facts in the order of the journal; a service's own may stand after what the lab saw later, or before.
 */
export function readOutage(facts: readonly JournalEvent[], replicas: readonly string[]): Outage | undefined {
  const isExit = (event: JournalEvent) => event.type === 'process-exited' && replicas.includes(event.instance);
  const exit = facts.find((event): event is JournalEventOf<'process-exited'> => isExit(event));
  const anyOff = facts.find((event): event is JournalEventOf<'instance-off'> => isOff(event, replicas));
  const replica = exit?.instance ?? anyOff?.instance;
  if (replica === undefined) return undefined;
  const diedAtUs = smallest(crashEffectUs(facts, replica), exit?.atUs);
  const found = findOff(facts, replica, diedAtUs);
  const ready = facts.find(
    (event): event is JournalEventOf<'process-ready'> =>
      event.type === 'process-ready' && event.instance === replica && event.atUs > (diedAtUs ?? 0),
  );
  const back = facts.find(
    ({ type, atUs, ...event }) =>
      type === 'instance-on' &&
      'instance' in event &&
      event.instance === replica &&
      atUs >= Math.max(found?.atUs ?? Number.POSITIVE_INFINITY, diedAtUs ?? 0),
  );
  return {
    replica,
    diedAtUs: diedAtUs ?? null,
    found: found === undefined ? null : { atUs: found.atUs, detector: found.detector, reason: found.reason },
    ready: ready === undefined ? null : { atUs: ready.atUs, pid: ready.pid },
    backAtUs: back?.atUs ?? null,
  };
}

/** How long the parts of an outage took. */
export function timesOf({ diedAtUs, found, ready, backAtUs }: Outage): OutageTimes {
  const between = (fromUs: number | null | undefined, toUs: number | null | undefined) =>
    typeof fromUs === 'number' && typeof toUs === 'number' ? Math.max(0, toUs - fromUs) / 1000 : null;
  return {
    foundAfterMs: between(diedAtUs, found?.atUs),
    downForMs: between(diedAtUs, ready?.atUs),
    backAfterReadyMs: between(ready?.atUs, backAtUs),
  };
}

/** The event by which a replica left for having died: not an earlier one that was a false alarm, unless it never came back. */
function findOff(
  facts: readonly JournalEvent[],
  replica: string,
  diedAtUs: number | undefined,
): JournalEventOf<'instance-off'> | undefined {
  const offs = facts.filter((event): event is JournalEventOf<'instance-off'> => isOff(event, [replica]));
  const fromUs = (diedAtUs ?? 0) - seenLateUs;
  return offs.find(({ atUs }) => atUs >= fromUs) ?? offs.at(-1);
}

function smallest(...values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function isOff(event: JournalEvent, replicas: readonly string[]): boolean {
  return event.type === 'instance-off' && event.by === 'balancer' && replicas.includes(event.instance);
}

/** When the lab's crash of a replica took effect; undefined where the lab did not crash it. */
function crashEffectUs(facts: readonly JournalEvent[], replica: string): number | undefined {
  const crash = facts.find(
    (event) => event.type === 'fault-applied' && event.kind === 'crash' && isTarget(event.target, replica),
  );
  if (crash?.type !== 'fault-applied') return undefined;
  const confirmed = facts.find((event) => event.type === 'fault-confirmed' && event.fault === crash.fault);
  return confirmed?.type === 'fault-confirmed' ? confirmed.effectAtUs : undefined;
}

function isTarget(target: unknown, replica: string): boolean {
  return typeof target === 'object' && target !== null && 'instance' in target && target.instance === replica;
}
