/** What the virtual world of the reservations carries between its processes. */
import { answerEffect, callEffect } from '@temblor/kit/crash-points/effect-names';
import type { Call, ProcessPort, Program } from '@temblor/simulator/crash-points/process-port';
import type { VirtualWorld } from '@temblor/simulator/crash-points/virtual-world';
import type { CallAnswer, CallRequest } from '../model/calls.ts';
import { memberOf } from './member-of.ts';

/** A call with what its headers would say. */
export interface Message extends CallRequest {
  /** The Idempotency-Key; null where there is none. */
  readonly idempotencyKey: string | null;
  /** How long its caller waits, in ms. */
  readonly timeoutMs: number;
}

export type ReservationsWorld = VirtualWorld<Message, CallAnswer>;
export type ReservationsPort = ProcessPort<Message, CallAnswer>;
export type ReservationsProgram = Program<Message, CallAnswer>;

/** A call of an instance of the message's service, with its effects named as in a real process. */
export function callOf(to: string, message: Message): Call<Message> {
  const { service, method, path, timeoutMs } = message;
  const effect = callEffect(service, method, path);
  const route = effect.slice(`call ${service} ${method} `.length);
  return { to, effect, answerEffect: answerEffect(method, route), ask: message, timeoutMs };
}

/** `200 held`, `504 payments_timed_out, RSV-1 cancelled`. */
export function inWords({ status, body }: CallAnswer): string {
  const outcome = memberOf(body, 'outcome');
  const said = memberOf(body, 'code') ?? memberOf(body, 'state') ?? '';
  const of = memberOf(body, 'key') === undefined ? memberOf(body, 'reservation_id') : undefined;
  const rest = [of, outcome].filter((word) => typeof word === 'string').join(' ');
  return `${[status, said].join(' ').trim()}${rest === '' ? '' : `, ${rest}`}`;
}
