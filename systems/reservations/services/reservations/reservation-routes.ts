import { randomUUID } from 'node:crypto';
import { hashRequest, idempotencyKey, keyReused, replayedHeader } from '@temblor/kit/idempotency/idempotent-request';
import { formatTraceparent } from '@temblor/kit/logs/trace-context';
import { ProblemError } from '@temblor/kit/service/problem';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import { readSaga } from '@temblor/protocols/saga/saga-store';
import type { SagaPhase, SavedSaga } from '@temblor/protocols/saga/saga-types';
import type { RowStore } from '@temblor/protocols/transactions/transaction';
import { deadlineHeader, parseDeadline } from '@temblor/resilience/deadline/deadline-header';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { ReservationsTables } from '../../model/rows.ts';
import { toldByGateway } from '../service-calls/answer-calls.ts';
import { confirmationIn, languageOf } from './answer-language.ts';
import { tooLateToBegin } from './reservation-answer.ts';
import { confirmedBody, reservationBody, reservationParameters, reserveBody } from './reservation-bodies.ts';
import type { DeskAnswer, ReservationDesk } from './reservation-desk.ts';
import { reservationSaga } from './reservation-saga.ts';

interface ReservationRouteParts {
  readonly desk: Pick<ReservationDesk, 'reserve' | 'openSaga'>;
  readonly store: RowStore<ReservationsTables>;
  /** Told how long each request for a reservation took. */
  readonly answered: (latencyMs: number) => void;
}

/** How long a client waits that does not say. */
const defaultTimeoutMs = 5000;

/** So much before its caller stops waiting the answer is sent. */
const answerEarlyMs = 100;

const headers = z.looseObject({ 'idempotency-key': idempotencyKey, [deadlineHeader]: z.string().optional() });
const tags = ['reservations'];

/** Adds the routes of reservations. */
export function addReservationRoutes(app: ServiceApp, parts: ReservationRouteParts): void {
  addReserve(app, parts);
  const finding = {
    tags,
    summary: 'What became of a reservation',
    params: reservationParameters,
    response: { 200: reservationBody },
  };
  app.get('/reservations/:id', { schema: finding }, async ({ params: { id } }) => {
    const isStorable = id.isWellFormed() && !id.includes('\0');
    const row = isStorable ? await parts.store.transact(readSaga<ReservationsTables>(id)) : null;
    if (row === null) {
      throw new ProblemError(404, 'reservation_not_found', `There is no reservation ${JSON.stringify(id)}.`, {
        hint: 'Use the reservation_id of the answer to POST /reserve.',
      });
    }
    // On disk its steps stand as they were at its last record, which on the way forward is the first.
    return describe(parts.desk.openSaga(id) ?? row.saga);
  });
}

function addReserve(app: ServiceApp, { desk, answered }: ReservationRouteParts): void {
  const schema = { tags, summary: 'Reserve seats', headers, body: reserveBody, response: { 200: confirmedBody } };
  app.post('/reserve', { schema, config: toldByGateway }, async (request, reply) => {
    const startedMs = performance.now();
    const nowMs = Date.now();
    const callerDeadlineMs = parseDeadline(request.headers[deadlineHeader], nowMs) ?? nowMs + defaultTimeoutMs;
    const answerByMs = callerDeadlineMs - answerEarlyMs;
    const { event_id: eventId, quantity, user_id: userId } = request.body;
    const key = request.headers['idempotency-key'];
    const idempotency = key === undefined ? null : { key, hash: hashRequest('POST', '/reserve', request.body) };
    const reservationId = `RSV-${randomUUID()}`;
    const traceparent = formatTraceparent(request.trace);
    const wanted = { reservationId, eventId, quantity, userId, idempotency, traceparent, deadlineMs: answerByMs };
    const answer =
      answerByMs <= nowMs ? tooLateToBegin(reservationId, key !== undefined) : await desk.reserve(wanted, answerByMs);
    answered(performance.now() - startedMs);
    return send(reply, answer, request.headers['accept-language']);
  });
}

function send(reply: FastifyReply, answer: DeskAnswer, acceptLanguage: string | undefined): FastifyReply {
  switch (answer.kind) {
    case 'confirmed': {
      const { reservationId: reservation_id, sent, replayed } = answer;
      const language = languageOf(acceptLanguage);
      if (replayed) reply.header(replayedHeader, 'true');
      reply.header('content-language', language);
      return reply.send({ message: confirmationIn(language), reservation_id, notification: { sent } });
    }
    case 'problem': {
      const { status, code, detail, hint, retryAfterS, members } = answer;
      const headersOfIt = retryAfterS === null ? {} : { 'retry-after': String(retryAfterS) };
      throw new ProblemError(status, code, detail, { hint, members, headers: headersOfIt });
    }
    case 'other-request':
      throw keyReused();
    default:
      return answer satisfies never;
  }
}

const statuses = {
  forward: 'in_progress',
  committed: 'confirmed',
  completed: 'confirmed',
  backward: 'cancelling',
  compensated: 'cancelled',
} as const satisfies Record<SagaPhase, string>;

function describe(saga: SavedSaga): z.infer<typeof reservationBody> {
  const steps = saga.steps.map((state, at) => ({
    name: reservationSaga.steps[at]?.name ?? '',
    state: state.kind,
    attempt: 'attempt' in state ? state.attempt : 0,
  }));
  return { reservation_id: saga.id, status: statuses[saga.phase], reason: saga.reason?.code ?? null, steps };
}
