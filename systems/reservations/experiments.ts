/** The experiments on the reservations, the default one first. */
import type {
  Check,
  ExperimentDeclaration,
  PhaseDeclaration,
  PhaseLimits,
  SteadyState,
} from '@temblor/lab/experiment/declaration';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import type { LoadDeclaration } from '@temblor/lab/load/workload';
import {
  booksBalanced,
  chargedOnce,
  clientsWereToldTheTruth,
  confirmedAreNotified,
  duplicatesHaveOneAnswer,
  noSagaLeft,
  overloadIsRefused,
  seatsNeverOversold,
} from './checks.ts';
import { reservationFigures, sagaFigures } from './measurements.ts';

/** A client waits a little longer than the gateway, whose answer tells more than none. */
const load: LoadDeclaration = {
  ratePerSecond: 40,
  timeoutMs: 6000,
  workload: { module: new URL('./workload.ts', import.meta.url) },
};

const steadyState: SteadyState = {
  requests: ['gateway', 'reservations', 'inventory', 'payments', 'notifications'].map((service) => ({
    service,
    path: '/health',
    status: 200,
  })),
  withinMs: 10_000,
};

/** Nobody says OFF here: the services are called, and fail or not; what is judged is what clients get, and the books. */
const unlimited: PhaseLimits = { ttdMs: null, ttrMs: null, successPercent: null, p95Ms: null };

/** Where nothing is broken nothing may fail. */
const calm: PhaseLimits = { ...unlimited, successPercent: 99, p95Ms: 500 };

/** What must be true after every experiment, whatever was broken in it. */
const balanced: readonly Check[] = [
  noSagaLeft,
  booksBalanced,
  chargedOnce,
  seatsNeverOversold,
  confirmedAreNotified,
  clientsWereToldTheTruth,
];

/** What all of them have; phases say themselves how long they last. */
const common = {
  steadyState,
  load,
  // The first requests meet code that is not compiled yet.
  warmUpMs: 4000,
  limits: unlimited,
  measurements: [reservationFigures, sagaFigures],
  checks: balanced,
} as const;

const baseline: PhaseDeclaration = { name: 'baseline', limits: calm, minimumMs: 3000, quickMinimumMs: 1000 };
/** Requests of the phase before may still be under way when it begins; all others are confirmed again. */
const afterwards: PhaseDeclaration = { ...baseline, name: 'afterwards', limits: { ...unlimited, successPercent: 75 } };

type Flag = Extract<FaultRequest, { kind: 'flag' }>;

const crashFlags: readonly Flag[] = ['inventory-1', 'inventory-2'].map((instance) => ({
  kind: 'flag',
  target: { instance },
  flag: 'crash',
  value: true,
}));
const slowPayments: Flag = { kind: 'flag', target: { instance: 'payments' }, flag: 'latency_seconds', value: 5 };
const flappingDatabase: Flag = {
  kind: 'flag',
  target: { instance: 'reservations' },
  flag: 'db_flapping',
  value: true,
};
const silentNotifications: Flag = { kind: 'flag', target: { instance: 'notifications' }, flag: 'down', value: true };

/** So many requests wait behind a slow service that the gateway's usual limit would be what is measured. */
const wideGateway = { MAX_INFLIGHT: '500' };

/** How long a flag or a cut link is held, and that the phase goes on a little after it. */
const held = { watch: [], holdMs: 3000, quickHoldMs: 1500, minimumMs: 4500, quickMinimumMs: 2300 } as const;

/** Longer than payments takes: charges arrive after their reservation was given up. */
const outlasting = { holdMs: 7000, quickHoldMs: 6000, minimumMs: 8500, quickMinimumMs: 6500 } as const;

const faults: ExperimentDeclaration = {
  ...common,
  title: 'Each of the flags, one after another',
  description:
    'Inventory answers 503, payments takes five seconds, half of the transactions of the orchestrator fail, notifications is down: one at a time, under 40 requests a second. Clients are told what became of their reservation, and afterwards the books balance.',
  environment: wideGateway,
  phases: [
    baseline,
    { ...held, name: 'inventory-crash', faults: crashFlags },
    { ...held, ...outlasting, name: 'payments-slow', faults: [slowPayments] },
    { ...held, name: 'database-flapping', faults: [flappingDatabase] },
    // Whoever reserves is told so, and the notification comes later; requests of the phases before are under way no more.
    { ...held, name: 'notifications-down', faults: [silentNotifications], limits: { successPercent: 90 } },
    afterwards,
  ],
};

const flagsTogether: ExperimentDeclaration = {
  ...common,
  title: 'All flags at once',
  description:
    'One replica of inventory answers 503, payments takes two seconds, half of the transactions of the orchestrator fail and notifications is down, all for the same while: what is confirmed comes late or not, sagas go back, and what was promised is kept. Then all of inventory refuses and the database goes on failing: nothing can be confirmed. Afterwards no saga is left and the books balance.',
  environment: wideGateway,
  phases: [
    baseline,
    {
      ...held,
      name: 'all-flags',
      // So that some get as far as each of them: past the other replica, and within the time that payments is given.
      faults: [...crashFlags.slice(0, 1), { ...slowPayments, value: 2 }, flappingDatabase, silentNotifications],
      holdMs: 8000,
      quickHoldMs: 5000,
      minimumMs: 12_000,
      quickMinimumMs: 7000,
    },
    // Nobody gets as far as payments or notifications: a flag of theirs would have nothing to act on.
    { ...held, name: 'nothing-confirmed', faults: [...crashFlags, flappingDatabase] },
    afterwards,
  ],
};

/** Dead at once, down for a second, and up again within the phase. */
const crashed = { watch: [], holdMs: 0, minimumMs: 4500, quickMinimumMs: 2800 } as const;

function crashOf(instance: string): PhaseDeclaration {
  return {
    ...crashed,
    name: `${instance}-crash`,
    faults: [{ kind: 'crash', target: { instance }, durationMs: 1000 }],
  };
}

const crashes: ExperimentDeclaration = {
  ...common,
  title: 'Each service is killed in turn',
  description:
    'Gateway, orchestrator, a replica of inventory, payments and notifications are killed one after another under load (SIGKILL) and come back after a second. Every saga goes on or back, and nobody is charged for what they did not get.',
  environment: wideGateway,
  phases: [
    baseline,
    ...['gateway', 'reservations', 'inventory-1', 'payments', 'notifications'].map(crashOf),
    afterwards,
  ],
};

/** Whom a link leads to and from, apart from clients. */
const links: readonly (readonly [consumer: string, provider: string])[] = [
  ['gateway', 'reservations'],
  ['reservations', 'inventory-1'],
  ['reservations', 'payments'],
  ['reservations', 'notifications'],
  ['reservations', 'reservations-db'],
  ['inventory-1', 'inventory-db'],
  ['payments', 'payments-db'],
];

const partitions: ExperimentDeclaration = {
  ...common,
  title: 'Each link is cut in turn',
  description:
    'The links between the services, and from them to their databases, swallow everything for a while, one after another: requests, answers, or commits whose outcome nobody hears. Unknown outcomes are asked after or undone, and the books balance.',
  environment: wideGateway,
  phases: [
    baseline,
    ...links.map(([consumer, provider]) => ({
      ...held,
      holdMs: 3500,
      quickHoldMs: 1200,
      minimumMs: 4400,
      quickMinimumMs: 1900,
      name: `${consumer}-to-${provider}`,
      faults: [{ kind: 'partition', target: { groups: [[consumer], [provider]] } } satisfies FaultRequest],
    })),
    { ...afterwards, minimumMs: 5000, quickMinimumMs: 2000 },
  ],
};

const duplicates: ExperimentDeclaration = {
  ...common,
  title: 'Every request is sent twice',
  description:
    'Each reservation is asked for twice at once under one key, while the link to payments is slow and the orchestrator is killed once: both get one answer, one reservation, one charge.',
  load: { ...load, workload: { module: new URL('./duplicating-workload.ts', import.meta.url) } },
  environment: wideGateway,
  checks: [...balanced, duplicatesHaveOneAnswer],
  phases: [
    { ...baseline, minimumMs: 4000, quickMinimumMs: 2000 },
    {
      ...held,
      name: 'slow-link',
      faults: [{ kind: 'latency', target: { link: 'reservations->payments' }, latencyMs: 200 }],
    },
    crashOf('reservations'),
    afterwards,
  ],
};

const overload: ExperimentDeclaration = {
  ...common,
  title: 'More than the gateway takes in',
  description:
    'The gateway takes in ten requests at a time, payments takes 300 ms longer, and 100 requests a second come: most are refused with 429 at once, those that were taken in are answered in time, and the books balance.',
  environment: { MAX_INFLIGHT: '10', MAX_QUEUE: '0' },
  load: { ...load, ratePerSecond: 100 },
  checks: [...balanced, overloadIsRefused],
  phases: [
    { ...baseline, limits: unlimited },
    {
      ...held,
      name: 'overload',
      faults: [{ kind: 'latency', target: { link: 'reservations->payments' }, latencyMs: 300 }],
      holdMs: 6000,
      minimumMs: 7000,
    },
    { ...afterwards, limits: unlimited },
  ],
};

const orchestratorKilled: ExperimentDeclaration = {
  ...common,
  title: 'The orchestrator is killed again and again',
  description:
    'The orchestrator is killed five times under load (SIGKILL), in the middle of whatever sagas are under way, and started again at once: it takes each of them up where it stood, and none is charged twice or left behind.',
  environment: wideGateway,
  phases: [
    baseline,
    ...[1, 2, 3, 4, 5].map((kill) => ({
      ...crashed,
      name: `kill-${kill}`,
      faults: [{ kind: 'crash', target: { instance: 'reservations' }, durationMs: 200 } satisfies FaultRequest],
    })),
    afterwards,
  ],
};

const quiet: ExperimentDeclaration = {
  ...common,
  title: 'Reservations without any fault',
  description: 'Ten minutes of reservations in which nothing is broken: all are confirmed, none twice.',
  limits: calm,
  phases: [{ name: 'quiet', minimumMs: 600_000, quickMinimumMs: 10_000 }],
};

/** By name; the first one is the default. */
export const experiments: Readonly<Record<string, ExperimentDeclaration>> = {
  faults,
  'flags-together': flagsTogether,
  crashes,
  partitions,
  duplicates,
  overload,
  'orchestrator-killed': orchestratorKilled,
  quiet,
};
