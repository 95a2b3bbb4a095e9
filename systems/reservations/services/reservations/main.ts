/** The orchestrator: takes requests for seats through a saga, and brings each to its end whatever fails meanwhile. */
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { drawSeed, seededRandom } from '@temblor/foundation/randomness/random';
import { openCrashPoints } from '@temblor/kit/crash-points/crash-point-routes';
import { openFlags } from '@temblor/kit/flags/flag-routes';
import { openOutboxSender } from '@temblor/kit/outbox/outbox-sender';
import { openSagaHost } from '@temblor/kit/saga/open-saga-host';
import { addOperatorRoutes } from '@temblor/kit/saga/operator-routes';
import { SagaFacts } from '@temblor/kit/saga/saga-facts';
import { plantedBug, readEnvironment, serviceEnvironment, urlList } from '@temblor/kit/service/environment';
import { runService } from '@temblor/kit/service/run-service';
import type { ServiceParts } from '@temblor/kit/service/start-service';
import { systemTime } from '@temblor/resilience/time/system-time';
import { z } from 'zod';
import { plantedBugs } from '../../planted-bugs.ts';
import { openServiceStore } from '../service-calls/open-service-store.ts';
import { addBookRoutes } from './book-routes.ts';
import { flappingStore } from './flapping-store.ts';
import { ReservationDesk } from './reservation-desk.ts';
import { addReservationRoutes } from './reservation-routes.ts';
import { localWorkFor } from './reservation-rows.ts';
import { reservationSaga } from './reservation-saga.ts';
import { reservationsTables } from './reservations-tables.ts';
import { SagaCalls } from './saga-calls.ts';
import { ServiceClients } from './service-clients.ts';

const reservationsEnvironment = serviceEnvironment.extend({
  RESERVATIONS_DB_URL: z.string().startsWith('postgres'),
  INVENTORY_URLS: urlList,
  PAYMENTS_URLS: urlList,
  NOTIFICATIONS_URLS: urlList,
  /** How long a saga is left alone by other instances after its driver has last been heard of. */
  SAGA_LEASE_MS: z.coerce.number().int().min(500).default(4000),
  PLANTED_BUG: plantedBug(plantedBugs),
});
type ReservationsEnvironment = z.infer<typeof reservationsEnvironment>;

/** The flag of the orchestrator: half of the transactions of its store fail. */
interface ReservationsFlags {
  readonly db_flapping: boolean;
}

/** The store, unreliable while the flag is on. */
function openStore(parts: ServiceParts, environment: ReservationsEnvironment, surroundings: Surroundings) {
  const { flags, crashPoints, random } = surroundings;
  const store = openServiceStore(parts, {
    url: environment.RESERVATIONS_DB_URL,
    instance: environment.INSTANCE_ID,
    tables: reservationsTables,
    probed: 'reservations',
    crashPoints,
  });
  return flappingStore(store, {
    flaps: () => flags.value('db_flapping') === true,
    acted: () => flags.acted('db_flapping'),
    random: random.fork('db_flapping'),
  });
}

function openSurroundings(parts: ServiceParts, environment: ReservationsEnvironment) {
  const { TEMBLOR_LAB, TEMBLOR_SEED, INSTANCE_ID } = environment;
  return {
    flags: openFlags<ReservationsFlags>(parts, environment, { db_flapping: { schema: z.boolean() } }),
    crashPoints: openCrashPoints(parts, environment),
    random: seededRandom(TEMBLOR_LAB === undefined ? drawSeed() : TEMBLOR_SEED).fork(INSTANCE_ID),
  };
}
type Surroundings = ReturnType<typeof openSurroundings>;

function build(parts: ServiceParts, environment: ReservationsEnvironment): void {
  const { app, logger, facts, clock, resources } = parts;
  const { INSTANCE_ID: instance, SAGA_LEASE_MS: leaseMs, PLANTED_BUG: bug } = environment;
  const surroundings = openSurroundings(parts, environment);
  const { random } = surroundings;
  const store = openStore(parts, environment, surroundings);
  const clients = resources.use(
    new ServiceClients(
      {
        inventory: environment.INVENTORY_URLS,
        payments: environment.PAYMENTS_URLS,
        notifications: environment.NOTIFICATIONS_URLS,
      },
      systemTime,
      surroundings.crashPoints,
    ),
  );
  const wallClock = () => Date.now();
  const outbox = resources.use(
    openOutboxSender({
      ...{ store, wallClock, time: systemTime, random: random.fork('outbox') },
      deliver: (message, timeoutMs, signal) => clients.notify(message.payload, { timeoutMs, signal }),
      onTrouble: (error) => logger.warn({ err: error }, 'a message could not be sent; trying again'),
    }),
  );
  const sagaFacts = new SagaFacts({ definition: reservationSaga, instance, clock, facts });
  const calls = new SagaCalls({ clients, time: systemTime, bug });
  const host = resources.use(
    openSagaHost({
      ...{ definition: reservationSaga, store, owner: instance, leaseMs, wallClock, time: systemTime },
      random: random.fork('sagas'),
      call: (saga, call, signal) => calls.call(saga, call, signal),
      localWorkFor: (saga) => localWorkFor(saga, wallClock()),
      onChange: (change) => {
        sagaFacts.changed(change);
        desk.changed(change);
      },
      onTrouble: (error) => logger.warn({ err: error }, 'a saga could not go on; trying again'),
      withoutLease: bug === 'no-saga-lease',
    }),
  );
  resources.use(sagaFacts.report(host, () => outbox.undelivered));
  const desk = new ReservationDesk({
    ...{ store, host, outbox, instance, leaseMs, wallClock },
    random: random.fork('desk'),
  });
  addReservationRoutes(app, { desk, store, answered: (latencyMs) => sagaFacts.answered(latencyMs) });
  addBookRoutes(app, store);
  addOperatorRoutes(app, host);
}

await runService(() => {
  const environment = readEnvironment(process.env, reservationsEnvironment);
  return {
    name: 'reservations',
    title: 'Reservations',
    description: 'Takes a request for seats through a saga: hold, charge, sell, save; or undoes all of it.',
    environment,
    clock: monotonicClock,
    build: (parts) => build(parts, environment),
  };
});
