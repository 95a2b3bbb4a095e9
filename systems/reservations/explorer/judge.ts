import type { Problem } from '@temblor/simulator/crash-points/explore';
import { checkBooks } from '../model/books.ts';
import type { ClientRecord } from './client-program.ts';
import { intentsOf } from './client-program.ts';
import type { ReservationsScenario } from './scenarios.ts';
import type { Stores } from './stores.ts';

/** What is left of a run. */
export interface RunEnd {
  readonly scenario: ReservationsScenario;
  readonly stores: Stores;
  readonly clients: readonly ClientRecord[];
  /** Whether nothing was left to happen. */
  readonly isQuiet: boolean;
  /** From then on no fault acted. */
  readonly troubleUntilMs: number;
}

/** So soon after the last fault, or its acceptance, a saga has to be over. */
const sagaEndsWithinMs = 5000;

/** Everything that is wrong. */
export function problemsOf(end: RunEnd): Problem[] {
  const { stores, clients } = end;
  const books = checkBooks(stores.books(clients.flatMap(intentsOf)));
  return [
    ...books,
    ...lateSagas(end).map((detail) => ({ rule: 'saga-ends-in-time', detail })),
    ...unservedClients(end).map((detail) => ({ rule: 'clients-are-served', detail })),
    ...(end.isQuiet ? [] : [{ rule: 'comes-to-rest', detail: 'something went on for ever' }]),
  ];
}

function lateSagas({ scenario, stores, troubleUntilMs }: RunEnd): string[] {
  const { troubles, crashes, savesFailUntilMs } = scenario;
  const plannedMs = [
    ...Object.values(troubles).flatMap((list) => list.map(({ untilMs }) => untilMs)),
    ...crashes.map(({ atMs, after }) => atMs + (after.kind === 'restart' ? after.downMs : after.leftForOthersMs)),
  ];
  const calmMs = Math.max(troubleUntilMs, savesFailUntilMs, ...plannedMs);
  return [...stores.sagaTimes].flatMap(([id, { acceptedMs, endedMs }]) => {
    const byMs = Math.max(calmMs, acceptedMs) + sagaEndsWithinMs;
    if (endedMs === undefined || endedMs <= byMs) return [];
    return [`${id} ended ${(endedMs - byMs) / 1000} s too late, ${endedMs / 1000} s into the run`];
  });
}

function unservedClients({ scenario, stores, clients }: RunEnd): string[] {
  const { least, most } = scenario.confirmed;
  const confirmed = stores.reservations.list('reservations', { limit: Number.POSITIVE_INFINITY }).length;
  const unserved = clients.filter(({ finals }) => finals.some((status) => status === undefined));
  return [
    ...unserved.map(({ plan }) => `${plan.user} was never told what became of its request`),
    ...(confirmed >= least && confirmed <= most
      ? []
      : [`${confirmed} reservations are confirmed, and it should be ${most}`]),
  ];
}
