/**
 * The saga of a reservation as a workflow of DBOS: the same five steps over the same services by the same client. Each step
 * is one of DBOS's, so that it is recorded when it is done and not done again; what may have happened is undone by steps
 * that are repeated until they succeed. The id of the workflow is the client's Idempotency-Key.
 *
 * It is as sparing as DBOS allows: `save` is an idempotent INSERT in a step, which costs one commit less than DBOS's
 * transactions over a data source; and it has neither deadlines nor questions after unknown outcomes, as ours has.
 */
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { CallRequest } from '@temblor/system-reservations/model/calls';
import type { ServiceClients } from '@temblor/system-reservations/services/reservations/service-clients';
import type { Pool } from 'pg';

/** What a client asked for; plain data, since DBOS writes it down. */
export interface WorkflowInput {
  readonly reservationId: string;
  readonly eventId: string;
  readonly quantity: number;
  readonly userId: string;
}

export type WorkflowOutcome = { readonly kind: 'confirmed'; readonly sent: boolean } | { readonly kind: 'cancelled' };

interface Surroundings {
  readonly clients: ServiceClients;
  /** Where reservations are saved. */
  readonly pool: Pool;
}

const centsForSeat = 5000;
const untilItSucceeds = { retriesAllowed: true, intervalSeconds: 0.1, backoffRate: 2, maxAttempts: 10 };
const timeoutsMs = { hold: 2000, charge: 3000, sell: 2000, undo: 2000, notify: 2000 };

/** Registers the workflow; to be called before DBOS is launched. */
export function registerReservationWorkflow(around: Surroundings): (input: WorkflowInput) => Promise<WorkflowOutcome> {
  return DBOS.registerWorkflow((input: WorkflowInput) => reserve(around, input), { name: 'reservation' });
}

async function reserve({ clients, pool }: Surroundings, input: WorkflowInput): Promise<WorkflowOutcome> {
  const { reservationId: reservation_id, eventId: event_id, quantity, userId: user_id } = input;
  const post = (service: CallRequest['service'], path: string, body: CallRequest['body'], timeoutMs: number) =>
    succeed(clients, { service, method: 'POST', path, body }, timeoutMs);
  const compensations: { readonly name: string; readonly run: () => Promise<void> }[] = [];
  const release = () => post('inventory', '/release', { reservation_id, event_id }, timeoutsMs.undo);
  const refund = () => post('payments', '/refund', { key: reservation_id }, timeoutsMs.undo);
  try {
    compensations.push({ name: 'release', run: release });
    const wanted = { reservation_id, event_id, quantity };
    await DBOS.runStep(() => post('inventory', '/reserve', wanted, timeoutsMs.hold), { name: 'hold' });
    compensations.push({ name: 'refund', run: refund });
    const charge = { key: reservation_id, user_id, amount: quantity * centsForSeat };
    await DBOS.runStep(() => post('payments', '/pay', charge, timeoutsMs.charge), { name: 'charge' });
    const held = { reservation_id, event_id };
    await DBOS.runStep(() => post('inventory', '/confirm', held, timeoutsMs.sell), { name: 'sell' });
    await DBOS.runStep(() => save(pool, input), { name: 'save', ...untilItSucceeds, maxAttempts: 3 });
  } catch {
    for (const { name, run } of compensations.reverse()) await DBOS.runStep(run, { name, ...untilItSucceeds });
    return { kind: 'cancelled' };
  }
  const notify = () => clients.notify({ reservation_id, user_id }, { timeoutMs: timeoutsMs.notify, signal: never });
  return { kind: 'confirmed', sent: await DBOS.runStep(notify, { name: 'notify' }) };
}

async function save(pool: Pool, { reservationId, eventId, quantity, userId }: WorkflowInput): Promise<void> {
  await pool.query({
    name: 'save',
    text: 'INSERT INTO reservations VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
    values: [reservationId, eventId, quantity, userId, Date.now()],
  });
}

const never = new AbortController().signal;

/** @throws Error where the answer is no success. */
async function succeed(clients: ServiceClients, request: CallRequest, timeoutMs: number): Promise<void> {
  const options = { timeoutMs, signal: never, traceparent: null, tellsDeadline: true };
  const result = await clients.call(request, options);
  if (result.kind === 'answered' && result.answer.status === 200) return;
  const what = result.kind === 'answered' ? `${result.answer.status}` : result.kind;
  throw new Error(`${request.service} ${request.path}: ${what}`);
}
