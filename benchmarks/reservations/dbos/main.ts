/** An orchestrator of reservations on DBOS, with the HTTP front of ours: the same framework, the same checks of its input. */
import { randomUUID } from 'node:crypto';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { readEnvironment, serviceEnvironment, urlList } from '@temblor/kit/service/environment';
import { ProblemError } from '@temblor/kit/service/problem';
import { runService } from '@temblor/kit/service/run-service';
import type { ServiceParts } from '@temblor/kit/service/start-service';
import { systemTime } from '@temblor/resilience/time/system-time';
import { confirmedBody, reserveBody } from '@temblor/system-reservations/services/reservations/reservation-bodies';
import { ServiceClients } from '@temblor/system-reservations/services/reservations/service-clients';
import { Pool } from 'pg';
import { z } from 'zod';
import { registerReservationWorkflow } from './reservation-workflow.ts';

const dbosEnvironment = serviceEnvironment.extend({
  DBOS_DB_URL: z.string().startsWith('postgres'),
  INVENTORY_URLS: urlList,
  PAYMENTS_URLS: urlList,
  NOTIFICATIONS_URLS: urlList,
  /** Connections of DBOS to its database. More than its default of 10 gives it a better rate. */
  DBOS_POOL: z.coerce.number().int().min(1).default(20),
});

async function build({ app, resources }: ServiceParts, environment: z.infer<typeof dbosEnvironment>): Promise<void> {
  const { INVENTORY_URLS, PAYMENTS_URLS, NOTIFICATIONS_URLS, DBOS_DB_URL: url, DBOS_POOL } = environment;
  const urls = { inventory: INVENTORY_URLS, payments: PAYMENTS_URLS, notifications: NOTIFICATIONS_URLS };
  const clients = resources.use(new ServiceClients(urls, systemTime, undefined));
  const pool = resources.adopt(new Pool({ connectionString: url, max: 8 }), (opened) => opened.end());
  const reserve = registerReservationWorkflow({ clients, pool });
  DBOS.setConfig({
    ...{ name: 'reservations', applicationVersion: '1', executorID: environment.INSTANCE_ID, logLevel: 'error' },
    ...{ systemDatabaseUrl: url, systemDatabasePoolSize: DBOS_POOL },
  });
  await DBOS.launch();
  resources.defer(() => DBOS.shutdown());
  const schema = { summary: 'Reserve seats', body: reserveBody, response: { 200: confirmedBody } };
  app.post('/reserve', { schema }, async (request) => {
    const { event_id: eventId, quantity, user_id: userId } = request.body;
    const reservationId = `RSV-${randomUUID()}`;
    const key = request.headers['idempotency-key'];
    const input = { reservationId, eventId, quantity, userId };
    const outcome = await DBOS.withNextWorkflowID(typeof key === 'string' ? key : reservationId, () => reserve(input));
    if (outcome.kind === 'cancelled') throw new ProblemError(502, 'cancelled', 'The reservation was undone.');
    return { message: 'Confirmed', reservation_id: reservationId, notification: { sent: outcome.sent } };
  });
}

await runService(() => {
  const environment = readEnvironment(process.env, dbosEnvironment);
  return {
    name: 'dbos-orchestrator',
    title: 'Reservations on DBOS',
    description: 'The saga of the reservations as a workflow of DBOS.',
    environment,
    clock: monotonicClock,
    build: (parts) => build(parts, environment),
  };
});
