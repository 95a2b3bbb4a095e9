import { isNotConnected } from '@temblor/kit/http/balanced-client';
import type { HttpClient, HttpRequest, HttpResult } from '@temblor/kit/http/http-client';
import { idempotencyKey, replayedHeader } from '@temblor/kit/idempotency/idempotent-request';
import { ProblemError, problemSchema, sendProblem } from '@temblor/kit/service/problem';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import type { Bulkhead } from '@temblor/resilience/bulkhead/bulkhead';
import { deadlineHeader, parseDeadline } from '@temblor/resilience/deadline/deadline-header';
import { Rejection } from '@temblor/resilience/policy/rejection';
import { Scope } from '@temblor/resilience/policy/scope';
import type { Time } from '@temblor/resilience/policy/surroundings';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  confirmedBody,
  reservationBody,
  reservationParameters,
  reserveBody,
} from '../reservations/reservation-bodies.ts';

interface GatewayParts {
  /** Of the orchestrator. */
  readonly client: HttpClient;
  /** Bounds how many reservations are under way at a time. */
  readonly bulkhead: Bulkhead;
  readonly time: Time;
  /** The longest that a request may take, in ms. */
  readonly timeoutMs: number;
}

/** Headers of a request that the orchestrator is to see, and of its answer that the client is. */
const passedOn = ['idempotency-key', 'accept-language'];
const passedBack = ['retry-after', replayedHeader, 'content-language'];

/** So much earlier than its own time is over the gateway stops waiting: what the way back takes. */
const wayBackMs = 20;

const headers = z.looseObject({ 'idempotency-key': idempotencyKey, [deadlineHeader]: z.string().optional() });
const tags = ['reservations'];

/** Adds the routes of the gateway. What is not valid is refused here already. */
export function addGatewayRoutes(app: ServiceApp, parts: GatewayParts): void {
  const reserving = { tags, summary: 'Reserve seats', headers, body: reserveBody, response: { 200: confirmedBody } };
  app.post('/reserve', { schema: reserving }, async (request, reply) => {
    const deadlineMs = deadlineOf(request, parts);
    const { body } = request;
    const pass = () => passOn(parts, request, deadlineMs, { method: 'POST', path: '/reserve', body });
    return answer(request, reply, await withinBulkhead(parts.bulkhead, request, deadlineMs, pass));
  });
  const finding = {
    tags,
    summary: 'What became of a reservation',
    params: reservationParameters,
    response: { 200: reservationBody },
  };
  app.get('/reservations/:id', { schema: finding }, async (request, reply) => {
    const path = `/reservations/${encodeURIComponent(request.params.id)}`;
    return answer(request, reply, await passOn(parts, request, deadlineOf(request, parts), { path }));
  });
}

/** When the answer is due, on the clock of the policies: what the client says, or the gateway's own limit if that is less. */
function deadlineOf({ headers: given }: FastifyRequest, { time, timeoutMs }: GatewayParts): number {
  const nowMs = time.nowMs();
  const asked = given[deadlineHeader];
  return Math.min(nowMs + timeoutMs, parseDeadline(asked, nowMs) ?? Number.POSITIVE_INFINITY);
}

/** @throws ProblemError 429 `gateway_full`, 504 `deadline_passed`: nothing was passed on. */
async function withinBulkhead(
  bulkhead: Bulkhead,
  request: FastifyRequest,
  deadlineMs: number,
  operation: () => Promise<HttpResult>,
): Promise<HttpResult> {
  try {
    return await bulkhead.run(operation, new Scope(deadlineMs));
  } catch (error) {
    if (error instanceof Rejection && error.code === 'deadline-exceeded') throw tooLate(request);
    if (!(error instanceof Rejection) || error.code !== 'bulkhead-full') throw error;
    const detail = `${bulkhead.running} reservations are under way, as many as the gateway takes.`;
    throw new ProblemError(429, 'gateway_full', detail, {
      hint: hintOfNothing(request, 'after the time in Retry-After'),
      headers: { 'retry-after': '1' },
      members: { outcome: outcomeOfNothing(request) },
      cause: error,
    });
  }
}

async function passOn(
  { client, time }: GatewayParts,
  request: FastifyRequest,
  deadlineMs: number,
  wanted: Pick<HttpRequest, 'method' | 'path' | 'body'>,
): Promise<HttpResult> {
  const leftMs = deadlineMs - time.nowMs() - wayBackMs;
  if (leftMs <= 0) throw tooLate(request);
  const sent: Record<string, string> = { [deadlineHeader]: String(Math.floor(leftMs)) };
  for (const name of passedOn) {
    const value = request.headers[name];
    if (typeof value === 'string') sent[name] = value;
  }
  const { trace } = request;
  return await client.request({ ...wanted, trace, headers: sent, timeoutMs: leftMs, answerHeaders: passedBack });
}

function answer(request: FastifyRequest, reply: FastifyReply, result: HttpResult): FastifyReply {
  switch (result.kind) {
    case 'answered':
      return passBack(reply.headers(result.headers ?? {}), result.status, result.body);
    case 'timed-out':
    case 'aborted':
      throw new ProblemError(504, 'reservations_timed_out', 'The orchestrator did not answer in time.', {
        hint: 'Repeat the request with the same Idempotency-Key to learn what became of it.',
        members: { outcome: 'unknown' },
      });
    case 'unreachable': {
      const changedNothing = isNotConnected(result);
      const detail = changedNothing
        ? 'The orchestrator cannot be reached.'
        : 'The connection to the orchestrator broke off before it answered.';
      throw new ProblemError(503, 'reservations_unreachable', detail, {
        hint: changedNothing
          ? hintOfNothing(request, 'in a second')
          : 'Repeat the request with the same Idempotency-Key in a second, to learn what became of it.',
        headers: { 'retry-after': '1' },
        members: { outcome: changedNothing ? outcomeOfNothing(request) : 'unknown' },
      });
    }
    default:
      return result satisfies never;
  }
}

/** What the orchestrator answered, as it is, if it is an answer of its. */
function passBack(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  if (status === 200) return reply.send(body);
  const told = problemSchema.safeParse(body);
  if (told.success) return sendProblem(reply, told.data);
  throw new ProblemError(502, 'reservations_failed', `The orchestrator answered ${status}, and no problem document.`, {
    hint: 'Repeat the request with the same Idempotency-Key to learn what became of it.',
    members: { outcome: 'unknown' },
  });
}

function tooLate(request: FastifyRequest): ProblemError {
  return new ProblemError(504, 'deadline_passed', 'The time for the request was over before it was passed on.', {
    hint: hintOfNothing(request, `with more time in ${deadlineHeader}`),
    members: { outcome: outcomeOfNothing(request) },
  });
}

/** What became of the purchase of a request that was not passed on: an earlier request under its key may be under way. */
function outcomeOfNothing(request: FastifyRequest): 'cancelled' | 'unknown' {
  return hasKey(request) ? 'unknown' : 'cancelled';
}

/** @param how the request is to be repeated, in words. */
function hintOfNothing(request: FastifyRequest, how: string): string {
  return hasKey(request)
    ? `Nothing was done by this request, but an earlier one under its key may be confirmed: repeat it ${how}, with the same Idempotency-Key.`
    : `Nothing was changed: repeat the request ${how}.`;
}

function hasKey({ headers: given }: FastifyRequest): boolean {
  return given['idempotency-key'] !== undefined;
}
