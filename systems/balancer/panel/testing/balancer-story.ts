/** Journals of a balancer for tests: facts told one after the other, by the millisecond. */
import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import type { BalancerWindow } from '../balancer-windows.ts';

/** A fact and when it happened, in milliseconds. */
export type Told = readonly [atMs: number, fact: JournalFact];

type Row = BalancerWindow['replicas'][number];

/** The events of a journal that tells these facts in this order. */
export function tell(...told: readonly Told[]): readonly JournalEvent[] {
  return told.map(([atMs, fact], index) => ({ ...fact, sequence: index + 1, atUs: atMs * 1000, system: 'balancer' }));
}

/** Three replicas behind a balancer. */
export const starting: JournalFact = {
  type: 'system-starting',
  declaration: 'balancer',
  topology: {
    title: 'Balancer',
    instances: [
      { id: 'image-1', service: 'image', faultSwitch: true },
      { id: 'image-2', service: 'image', faultSwitch: true },
      { id: 'balancer', service: 'balancer', faultSwitch: false },
    ],
    links: [],
    stores: [],
  },
};

/** What a window says of a replica in rotation; `changed` is what is otherwise. */
export function row(id: string, requests: number, changed: Partial<Row> = {}): Row {
  return {
    ...{ id, state: 'in-rotation', breaker: 'closed', weight: 1, effectiveWeight: 1, inFlight: 2 },
    ...{ requests, failures: 0, meanMs: 4, maxMs: 9, ...changed },
  };
}

/** The window of the second before a moment. */
export function windowAt(endMs: number, changed: Partial<Omit<BalancerWindow, 'type'>> = {}): Told {
  return [
    endMs,
    {
      ...{ type: 'balancer-window', instance: 'balancer', startUs: (endMs - 1000) * 1000, endUs: endMs * 1000 },
      ...{ strategy: 'least-connections', panic: false, requests: 100, failures: 0, refused: 0, retries: 0, hedges: 0 },
      ...{ replicas: [row('image-1', 60), row('image-2', 40)], ...changed },
    },
  ];
}
