/** Journals of reservations for tests: facts told one after the other, by the millisecond. */
import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import type { ReservationsState } from '../reservations-state.ts';
import { reservationsFold } from '../reservations-state.ts';
import type { SagaWindow } from '../saga-windows.ts';
import type { EventSeats } from '../seat-balance.ts';
import type { SagaPhase, SagaStep } from '../told-sagas.ts';

/** A fact and when it happened, in milliseconds. */
export type Told = readonly [atMs: number, fact: JournalFact];

/** The events of a journal that tells these facts in this order. */
export function tell(...told: readonly Told[]): readonly JournalEvent[] {
  return told.map(([atMs, fact], index) => ({ ...fact, sequence: index + 1, atUs: atMs * 1000, system: 'seats' }));
}

/** The state after facts, which stand in order of time. */
export function after(...told: readonly Told[]): ReservationsState {
  return tell(...told).reduce(reservationsFold.step, reservationsFold.initial);
}

/** One orchestrator, and inventory twice. */
export const starting: Told = [
  0,
  {
    type: 'system-starting',
    declaration: 'reservations',
    topology: {
      title: 'Reservations',
      instances: ['gateway', 'reservations', 'inventory-1', 'inventory-2', 'payments', 'notifications'].map((id) => ({
        ...{ id, service: id.replace(/-\d$/, ''), faultSwitch: false },
      })),
      links: [['gateway', 'reservations'] as const, ['reservations', 'payments'] as const].map(
        ([consumer, provider]) => ({ id: `${consumer}->${provider}`, consumer, provider }),
      ),
      stores: ['reservations-db', 'inventory-db'],
    },
  },
];

/** The window of the orchestrator over the half second before a moment. */
export function windowOf(endMs: number, changed: Partial<Omit<SagaWindow, 'type'>> = {}): Told {
  return [
    endMs,
    {
      ...{ type: 'saga-window', instance: 'reservations', startUs: (endMs - 500) * 1000, endUs: endMs * 1000 },
      ...{ started: 10, completed: 8, compensated: 1, forward: 3, backward: 0, committed: 0, unknown: 0 },
      ...{ needsOperator: 0, undelivered: 0 },
      latency: { count: 9, meanMs: 20, p50Ms: 18, p95Ms: 40, p99Ms: 50, maxMs: 60 },
      ...changed,
    },
  ];
}

/** A window in which nothing was under way. */
export function idleWindow(endMs: number): Told {
  const latency = { count: 0, meanMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 };
  return windowOf(endMs, { started: 0, completed: 0, compensated: 0, forward: 0, latency });
}

/**
 * Where a saga stands.
 *
 * @param states of hold, charge, sell and save, such as `done unknown waiting waiting`; `undoing×3` is the third try.
 */
export function sagaAt(
  atMs: number,
  saga: string,
  phase: SagaPhase,
  states: string,
  reason: string | null = null,
): Told {
  const names = ['hold', 'charge', 'sell', 'save'];
  const steps = states.split(' ').map((text, index): SagaStep => {
    const [state = '', attempt] = text.split('×');
    return { name: names[index] ?? '', state: stateOf(state), attempt: Number(attempt ?? 1) };
  });
  return [atMs, { type: 'saga-changed', instance: 'reservations', saga, phase, reason, steps }];
}

/** Where the seats of events are, as an inventory saw them. */
export function seatsAt(atMs: number, ...events: readonly EventSeats[]): Told {
  const [startUs, endUs] = [(atMs - 500) * 1000, atMs * 1000];
  return [atMs, { type: 'seats-window', instance: 'inventory-1', startUs, endUs, events: [...events] }];
}

/** The seats of an event that has a hundred; what is neither held nor sold is free. */
export function hundred(event: string, held: number, sold: number): EventSeats {
  return { event, capacity: 100, free: 100 - held - sold, held, sold };
}

/** That the orchestrator's process was killed. */
export function exited(atMs: number, instance = 'reservations'): Told {
  return [atMs, { type: 'process-exited', instance, pid: 7, code: null, signal: 'SIGKILL', expected: true }];
}

/** That the orchestrator's process was started again. */
export function started(atMs: number): Told {
  return [atMs, { type: 'process-started', instance: 'reservations', pid: 8, port: 5001, attempt: 2 }];
}

/** What a check of a run said. */
export function checked(atMs: number, check: string, verdict: 'passed' | 'failed' | 'inconclusive' = 'passed'): Told {
  return [atMs, { type: 'check-finished', check, verdict, summary: 'It was compared.', violations: [] }];
}

function stateOf(text: string): SagaStep['state'] {
  const states = ['waiting', 'doing', 'unknown', 'done', 'refused', 'undoing', 'undone'] as const;
  const state = states.find((known) => known === text);
  if (state === undefined) throw new Error(`'${text}' is no state of a step`);
  return state;
}
