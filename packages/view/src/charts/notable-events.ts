/** The moments worth going to: faults that began and ended, OFF and ON, and beginnings of phases. */
import type { Marks } from './marks.ts';

export interface NotableEvent {
  readonly kind: 'fault' | 'lifted' | 'OFF' | 'ON' | 'phase';
  /** The fault, the instance or the phase. */
  readonly subject: string;
  readonly atUs: number;
}

/** In order of time. */
export function notableEvents({ faults, health, phases }: Marks): readonly NotableEvent[] {
  const events: NotableEvent[] = [
    ...faults.map(({ name, startUs }) => ({ kind: 'fault' as const, subject: name, atUs: startUs })),
    ...faults.flatMap(({ name, endUs }) =>
      endUs === null ? [] : { kind: 'lifted' as const, subject: name, atUs: endUs },
    ),
    ...health.map(({ state, instance, atUs }) => ({ kind: state, subject: instance, atUs })),
    ...phases.map(({ name, startUs }) => ({ kind: 'phase' as const, subject: name, atUs: startUs })),
  ];
  return events.sort((left, right) => left.atUs - right.atUs);
}

/** The first event after a moment. */
export function nextEvent(events: readonly NotableEvent[], atUs: number): NotableEvent | undefined {
  return events.find((event) => event.atUs > atUs);
}

/** The last event before a moment. */
export function previousEvent(events: readonly NotableEvent[], atUs: number): NotableEvent | undefined {
  return events.findLast((event) => event.atUs < atUs);
}

/** The event at a moment, or the nearest one to it that is not further away than `withinUs`. */
export function nearestEvent(
  events: readonly NotableEvent[],
  atUs: number,
  withinUs: number,
): NotableEvent | undefined {
  let nearest: NotableEvent | undefined;
  for (const event of events) {
    const distance = Math.abs(event.atUs - atUs);
    if (distance > withinUs) continue;
    if (nearest === undefined || distance < Math.abs(nearest.atUs - atUs)) nearest = event;
  }
  return nearest;
}
