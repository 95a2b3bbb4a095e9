/** What is tried: each scenario in a world of its own, first without a fault of the explorer's. */
import type { AfterCrash } from '@temblor/simulator/crash-points/process-world';
import type { ClientPlan } from './client-program.ts';
import type { Trouble } from './service-program.ts';

/** A process that crashes whatever the explorer does. */
export interface PlannedCrash {
  readonly process: string;
  readonly atMs: number;
  readonly after: AfterCrash;
}

export interface ReservationsScenario {
  readonly name: string;
  readonly text: string;
  /** The seats of the event. */
  readonly capacity: number;
  readonly clients: readonly ClientPlan[];
  readonly holdLeaseMs: number;
  readonly troubles: Readonly<Record<'inventory' | 'payments' | 'notifications', readonly Trouble[]>>;
  /** Until then the orchestrator's store refuses every pivot; 0: never. */
  readonly savesFailUntilMs: number;
  readonly crashes: readonly PlannedCrash[];
  /** Whether an orchestrator that crashes never comes back: the other instance takes its sagas up. */
  readonly isOrchestratorGone: boolean;
  /** How many reservations are confirmed in the end; without a key a client does not ask again, and gets one or none. */
  readonly confirmed: { readonly least: number; readonly most: number };
}

/** The event of every scenario. */
export const eventId = 'play';

const ann: ClientPlan = {
  ...{ user: 'ann', key: 'key-of-ann', eventId, quantity: 2 },
  ...{ startMs: 0, patienceMs: 6000, atOnce: 1 },
};
const bob: ClientPlan = { ...ann, user: 'bob', key: 'key-of-bob' };

const plain: Omit<ReservationsScenario, 'name' | 'text'> = {
  capacity: 10,
  clients: [ann],
  holdLeaseMs: 15_000,
  troubles: { inventory: [], payments: [], notifications: [] },
  savesFailUntilMs: 0,
  crashes: [],
  isOrchestratorGone: false,
  confirmed: { least: 1, most: 1 },
};

const slowPayments = (at: 'before' | 'after', latencyMs: number, untilMs: number) => ({
  ...plain.troubles,
  payments: [{ kind: 'slow', latencyMs, at, operation: 'POST /pay', untilMs } as const],
});

/** In the order in which they are explored. */
export const scenarios: readonly ReservationsScenario[] = [
  { ...plain, name: 'confirmed', text: 'a client reserves two seats' },
  {
    ...plain,
    name: 'without-key',
    text: 'a client without an Idempotency-Key reserves two seats, and asks once',
    clients: [{ ...ann, key: null }],
    // What arrives twice without a key is two requests.
    confirmed: { least: 0, most: Number.POSITIVE_INFINITY },
  },
  {
    ...plain,
    name: 'no-seats',
    text: 'a client asks for two seats, and one is left',
    capacity: 1,
    confirmed: { least: 0, most: 0 },
  },
  {
    ...plain,
    name: 'last-seat',
    text: 'two clients ask for the last seat at once',
    capacity: 1,
    clients: [
      { ...ann, quantity: 1 },
      { ...bob, quantity: 1 },
    ],
  },
  {
    ...plain,
    name: 'payment-slow-before',
    text: 'payments waits five seconds before it charges; the client repeats its key',
    troubles: slowPayments('before', 5000, 6000),
  },
  {
    ...plain,
    name: 'payment-slow-after',
    text: 'payments charges, and answers five seconds later; the client repeats its key',
    troubles: slowPayments('after', 5000, 6000),
  },
  {
    ...plain,
    name: 'notifications-down',
    text: 'notifications is down for four seconds',
    troubles: { ...plain.troubles, notifications: [{ kind: 'refuses', untilMs: 4000 }] },
  },
  {
    ...plain,
    name: 'save-fails',
    text: 'the orchestrator cannot save for two seconds; the client repeats its key',
    savesFailUntilMs: 2000,
  },
  {
    ...plain,
    name: 'same-key-twice',
    text: 'the same request is sent twice at once',
    clients: [{ ...ann, atOnce: 2 }],
  },
  {
    ...plain,
    name: 'impatient',
    text: 'payments is slow, and a client that gives up after a second and a half repeats its key',
    clients: [{ ...ann, patienceMs: 1500 }],
    troubles: slowPayments('before', 2500, 2000),
  },
  {
    ...plain,
    name: 'inventory-instance-down',
    text: 'one of the two instances of inventory is down for three seconds',
    crashes: [{ process: 'inventory-1', atMs: 0, after: { kind: 'restart', downMs: 3000 } }],
  },
  {
    ...plain,
    name: 'hold-lease-ends',
    text: 'holds last for one second, and the charge takes two; the client repeats its key',
    holdLeaseMs: 1000,
    troubles: slowPayments('before', 2000, 2500),
  },
  {
    ...plain,
    name: 'orchestrators-away',
    text: 'both orchestrators crash in mid-saga and stay away for twenty seconds, holds last for two',
    holdLeaseMs: 2000,
    troubles: slowPayments('before', 500, 1000),
    crashes: ['reservations-1', 'reservations-2'].map((process) => ({
      ...{ process, atMs: 200, after: { kind: 'restart', downMs: 20_000 } },
    })),
  },
  {
    ...plain,
    name: 'orchestrator-gone',
    text: 'an orchestrator that crashes never comes back: the other one takes over',
    isOrchestratorGone: true,
  },
];
