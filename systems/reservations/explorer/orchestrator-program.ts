/**
 * The orchestrator in the virtual world: the kit's saga host and outbox sender as they are, over a store, calls and a time
 * that are the world's. What takes requests for it, the desk, is written anew here, smaller.
 */
import type { Random } from '@temblor/foundation/randomness/random';
import { hashRequest } from '@temblor/kit/idempotency/idempotent-request';
import type { OutboxSender } from '@temblor/kit/outbox/outbox-sender';
import { openOutboxSender } from '@temblor/kit/outbox/outbox-sender';
import { openSagaHost } from '@temblor/kit/saga/open-saga-host';
import type { SagaChange, SagaHost } from '@temblor/kit/saga/saga-host';
import type { SavedSaga } from '@temblor/protocols/saga/saga-types';
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import type { CallAnswer } from '../model/calls.ts';
import type { PlantedBug } from '../planted-bugs.ts';
import { outcomeOf, requestFor } from '../services/reservations/reservation-calls.ts';
import { confirmationMessage, localWorkFor } from '../services/reservations/reservation-rows.ts';
import { reservationSaga } from '../services/reservations/reservation-saga.ts';
import { memberOf } from './member-of.ts';
import type { ReservationsPort, ReservationsProgram } from './message.ts';
import { portStore } from './port-store.ts';
import { portTime } from './port-time.ts';
import { RequestDesk } from './request-desk.ts';
import { ServiceCalls } from './service-calls.ts';
import type { Stores } from './stores.ts';

export interface OrchestratorOptions {
  readonly stores: Stores;
  readonly bug: PlantedBug | undefined;
  readonly random: Random;
  readonly sagaLeaseMs: number;
  readonly inventories: readonly string[];
  /** Draws the id of an attempt. */
  readonly nextId: () => string;
  /** Asked before the local rows of a saga are written; may throw StoreFailure. */
  readonly beforeRecord: (saga: SavedSaga, nowMs: number) => void;
  /** Told of what went wrong and is no failure of the store. */
  readonly onDefect: (error: unknown) => void;
}

/** How long the notification is tried while the client waits, in ms. */
const notifyMs = 2000;

/** The orchestrator: accepts requests, drives their sagas, and answers when they are decided or the time is over. */
export function orchestratorProgram(options: OrchestratorOptions): ReservationsProgram {
  return (port) => {
    const { stores, sagaLeaseMs: leaseMs, nextId, onDefect } = options;
    const store = portStore(port, stores);
    const random = options.random.fork(`life ${port.life}`);
    const calls = new ServiceCalls(port, options.inventories);
    const parts = { port, options, store, calls, random };
    const outbox = openOutbox(parts);
    const changed = ({ saga, kind }: SagaChange) => {
      port.note(() => inWords(saga));
      if (saga.phase !== 'completed' || kind !== 'recorded') return;
      const { key: message_key, ...message } = confirmationMessage(saga);
      void outbox.deliverNow({ message_key, ...message }, notifyMs).then((isSent) => desk.delivered(saga.id, isSent));
    };
    const host = openHost(parts, changed);
    const desk = new RequestDesk({ port, store, host, leaseMs, nextId, random });
    return (message, reply) => {
      desk.reserve(message, hashRequest('POST', '/reserve', message.body)).then(reply, (error: unknown) => {
        onDefect(error);
        reply({ status: 500, body: { code: 'internal' } } satisfies CallAnswer);
      });
    };
  };
}

interface Parts {
  readonly port: ReservationsPort;
  readonly options: OrchestratorOptions;
  readonly store: ReturnType<typeof portStore>;
  readonly calls: ServiceCalls;
  readonly random: Random;
}

function openHost(parts: Parts, onChange: (change: SagaChange) => void): SagaHost {
  const { port, options, store, calls, random } = parts;
  const { bug, beforeRecord } = options;
  return openSagaHost({
    ...{ definition: reservationSaga, store, owner: port.name, leaseMs: options.sagaLeaseMs, onChange },
    ...{ wallClock: () => port.nowMs, time: portTime(port), random: random.fork('sagas') },
    call: async (saga, { step, action, timeoutMs }) =>
      outcomeOf({ step, action }, await calls.call(requestFor(saga, { step, action }), timeoutMs), bug),
    localWorkFor: (saga) => {
      const work = localWorkFor(saga, port.nowMs);
      if (work === undefined) return undefined;
      const writes: typeof work.writes = (rows) => {
        beforeRecord(saga, port.nowMs);
        return work.writes(rows);
      };
      return { ...work, writes };
    },
    onTrouble: troubleOf(options),
    withoutLease: bug === 'no-saga-lease',
  });
}

function openOutbox({ port, options, store, calls, random }: Parts): OutboxSender {
  return openOutboxSender({
    ...{ store, wallClock: () => port.nowMs, time: portTime(port), random: random.fork('outbox') },
    deliver: async ({ message_key: key, payload }, timeoutMs) => {
      const body = {
        ...{ key, reservation_id: String(memberOf(payload, 'reservation_id')) },
        user_id: String(memberOf(payload, 'user_id')),
      };
      const request = { service: 'notifications', method: 'POST', path: '/notify', body } as const;
      const end = await calls.call(request, timeoutMs);
      return end.kind === 'answered' && end.answer.status === 200;
    },
    onTrouble: troubleOf(options),
  });
}

/** That the store fails belongs to what is tried. */
function troubleOf({ onDefect }: OrchestratorOptions): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof StoreFailure)) onDefect(error);
  };
}

/** `RSV-1 is forward: hold done, charge doing`. */
function inWords({ id, phase, steps }: SavedSaga): string {
  const words = steps.flatMap(({ kind }, place) =>
    kind === 'waiting' || kind === 'planned' ? [] : [`${reservationSaga.steps[place]?.name ?? ''} ${kind}`],
  );
  return `${id} is ${phase}: ${words.join(', ')}`;
}
