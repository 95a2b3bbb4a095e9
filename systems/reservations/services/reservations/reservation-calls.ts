/** What the steps of a reservation ask of the services, and what their answers mean for the saga. */
import type { CallAction, Plain, Reason, SavedSaga, StepOutcome } from '@temblor/protocols/saga/saga-types';
import type { CallAnswer, CallRequest, CallResult } from '../../model/calls.ts';
import type { PlantedBug } from '../../planted-bugs.ts';
import type { RemoteStep } from './reservation-saga.ts';
import { amountOf, inputOf, remoteStep } from './reservation-saga.ts';

/** A step of the saga, and what is wanted of it. */
export interface StepCall {
  /** Its number in the definition. */
  readonly step: number;
  readonly action: CallAction;
}

/** The call that a step is. The id of the reservation is the key under which every service knows it. */
export function requestFor(saga: SavedSaga, { step, action }: StepCall): CallRequest {
  const name = remoteStep(step);
  switch (action) {
    case 'do':
      return doRequest(saga, name);
    case 'query':
      return queryRequest(saga.id, name);
    case 'undo':
      return undoRequest(saga, name);
    default:
      return action satisfies never;
  }
}

function doRequest(saga: SavedSaga, name: RemoteStep): CallRequest {
  const { event_id, quantity, user_id } = inputOf(saga);
  switch (name) {
    case 'hold': {
      const body = { reservation_id: saga.id, event_id, quantity };
      return { service: 'inventory', method: 'POST', path: '/reserve', body };
    }
    case 'charge': {
      const body = { key: saga.id, user_id, amount: amountOf({ quantity }) };
      return { service: 'payments', method: 'POST', path: '/pay', body };
    }
    case 'sell': {
      const body = { reservation_id: saga.id, event_id };
      return { service: 'inventory', method: 'POST', path: '/confirm', body };
    }
    default:
      return name satisfies never;
  }
}

function queryRequest(id: string, name: RemoteStep): CallRequest {
  if (name === 'charge') return { service: 'payments', method: 'GET', path: `/payments/${id}`, body: null };
  return { service: 'inventory', method: 'GET', path: `/holds/${id}`, body: null };
}

function undoRequest(saga: SavedSaga, name: RemoteStep): CallRequest {
  if (name === 'charge') return { service: 'payments', method: 'POST', path: '/refund', body: { key: saga.id } };
  const body = { reservation_id: saga.id, event_id: inputOf(saga).event_id };
  return { service: 'inventory', method: 'POST', path: '/release', body };
}

/**
 * What became of a step by what became of its call.
 *
 * @param bug `no-payment-query` takes a charge without an answer for one that failed.
 */
export function outcomeOf({ step, action }: StepCall, result: CallResult, bug: PlantedBug | undefined): StepOutcome {
  const name = remoteStep(step);
  const outcome = result.kind === 'answered' ? answered(name, action, result.answer) : unanswered(name, action, result);
  const forgets = bug === 'no-payment-query' && name === 'charge' && action === 'do' && outcome.kind === 'unknown';
  return forgets ? { kind: 'failed', reason: outcome.reason } : outcome;
}

/**
 * A service that is not there to be asked is taken for one that knows nothing of the step: the saga asks for the step again
 * under its key, or goes back and voids it. To ask until the deadline would only keep the client waiting.
 */
function unanswered(
  name: RemoteStep,
  action: CallAction,
  result: Exclude<CallResult, { kind: 'answered' }>,
): StepOutcome {
  const service = serviceOf(name);
  switch (result.kind) {
    case 'refused':
    case 'broken': {
      const hadNoEffect = result.kind === 'refused' || action === 'query';
      // In words of ours: clients read it, and addresses behind the gateway are none of theirs.
      const detail =
        result.kind === 'refused' ? `${service} cannot be reached` : `the connection to ${service} broke off`;
      const reason = { code: `${service}_unreachable`, detail };
      return { kind: hadNoEffect ? 'failed' : 'unknown', reason };
    }
    case 'timed-out':
      return { kind: 'unknown', reason: { code: `${service}_timed_out`, detail: `${service} did not answer in time` } };
    default:
      return result satisfies never;
  }
}

function answered(name: RemoteStep, action: CallAction, answer: CallAnswer): StepOutcome {
  const { status, body } = answer;
  if (status >= 200 && status < 300) return action === 'query' ? found(name, body) : { kind: 'done', result: body };
  if (action === 'query') return notFound(name, answer);
  // Whatever is wrong with undoing, it is tried again: an operator is told in the end.
  if (action === 'undo') return { kind: 'failed', reason: reasonOf(name, answer) };
  const reason = reasonOf(name, answer);
  const isClientError = status >= 400 && status < 500;
  if (isClientError && (name !== 'charge' || hasCode(answer, paymentRefusals))) return { kind: 'refused', reason };
  if (!isClientError && !hasCode(answer, effectless)) return { kind: 'unknown', reason };
  // Should another copy of the call arrive later: a hold ends with its lease, while nobody gives money back by itself.
  return name === 'charge' ? { kind: 'failed', reason, mayArriveAgain: true } : { kind: 'failed', reason };
}

/**
 * Codes by which payments says that it will never charge the key as it was asked to. Any other refusal may be the word of
 * whatever stands before it, or for this moment only (404, 408, 429): it says nothing of a copy of the call.
 */
const paymentRefusals = ['payment_voided', 'payment_refunded', 'other_contents', 'invalid_request'];

/** Codes by which a service says that it did nothing. After any other failure of its it may have done what it was asked. */
const effectless = ['chaos_crash', 'database_unavailable', 'deadline_passed'];

function hasCode({ body }: CallAnswer, codes: readonly string[]): boolean {
  return codes.includes(textOf(body, 'code') ?? '');
}

/** What a service that was asked knows of the step. */
function found(name: RemoteStep, body: Plain): StepOutcome {
  const state = textOf(body, 'state');
  const reason = { code: `${serviceOf(name)}_failed`, detail: `${serviceOf(name)} says '${state}' of it` };
  switch (state) {
    case 'sold':
    case 'captured':
      return { kind: 'done', result: body };
    case 'held':
      return name === 'hold' ? { kind: 'done', result: body } : { kind: 'failed', reason };
    case 'expired':
    case 'released':
      return { kind: 'refused', reason: { ...reason, code: 'hold_ended' } };
    case 'refunded':
    case 'voided':
      return { kind: 'refused', reason };
    default:
      return { kind: 'unknown', reason };
  }
}

/** `failed` says that it is not there, which is no proof that it will not arrive: the saga knows that. */
function notFound(name: RemoteStep, answer: CallAnswer): StepOutcome {
  const code = textOf(answer.body, 'code');
  const isAbsent = answer.status === 404 && (code === 'hold_not_found' || code === 'payment_not_found');
  return { kind: isAbsent ? 'failed' : 'unknown', reason: reasonOf(name, answer) };
}

/** In the orchestrator's words: what a client is told is found by the code. */
function reasonOf(name: RemoteStep, { status, body }: CallAnswer): Reason {
  const service = serviceOf(name);
  const code = textOf(body, 'code') ?? 'no code';
  const detail = textOf(body, 'detail') ?? `${service} answered ${status}`;
  switch (code) {
    case 'no_seats':
      return { code, detail, facts: { free: numberOf(body, 'free'), held: numberOf(body, 'held') } };
    case 'unknown_event':
      return { code, detail };
    case 'hold_gone':
    case 'hold_released':
      return { code: 'hold_ended', detail };
    default:
      break;
  }
  if (status === 503) return { code: `${service}_unavailable`, detail };
  if (status === 504) return { code: `${service}_timed_out`, detail };
  return { code: `${service}_failed`, detail: `${service} answered ${status} (${code}): ${detail}` };
}

/** The service that performs a step. */
function serviceOf(name: RemoteStep): 'inventory' | 'payments' {
  return name === 'charge' ? 'payments' : 'inventory';
}

function memberOf(body: Plain, member: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, member) : undefined;
}

function textOf(body: Plain, member: string): string | undefined {
  const value = memberOf(body, member);
  return typeof value === 'string' ? value : undefined;
}

function numberOf(body: Plain, member: string): number {
  const value = memberOf(body, member);
  return typeof value === 'number' ? value : 0;
}
