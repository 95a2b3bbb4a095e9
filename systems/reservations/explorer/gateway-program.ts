import type { CallEnd } from '@temblor/simulator/crash-points/process-port';
import type { CallAnswer } from '../model/calls.ts';
import type { ReservationsProgram } from './message.ts';
import { callOf } from './message.ts';

/** How long the gateway gives a request, in ms, where its client gives it no less. */
const longestMs = 5000;

/**
 * The gateway: passes a request on with its deadline, to the instances in turn, and to the other one at once where no
 * connection came about. Its semaphore is not modelled: it only says no before anything happened.
 */
export function gatewayProgram(instances: readonly string[]): ReservationsProgram {
  return (port) => {
    let turn = 0;
    return (message, reply) => {
      const deadlineMs = port.nowMs + Math.min(message.timeoutMs, longestMs);
      const [first = '', ...others] = instances.map((_, place) => instances[(turn + place) % instances.length] ?? '');
      turn += 1;
      const pass = (instance: string, left: readonly string[]) => {
        const timeoutMs = deadlineMs - port.nowMs;
        port.call(callOf(instance, { ...message, service: 'reservations', timeoutMs }), (end) => {
          const [next, ...rest] = left;
          if (end.kind === 'refused' && next !== undefined) pass(next, rest);
          else reply(answerOf(end));
        });
      };
      pass(first, others);
    };
  };
}

function answerOf(end: CallEnd<CallAnswer>): CallAnswer {
  switch (end.kind) {
    case 'answered':
      return end.answer;
    case 'refused':
      return { status: 503, body: { code: 'reservations_unreachable' } };
    case 'broken':
      return { status: 503, body: { code: 'reservations_unreachable', outcome: 'unknown' } };
    case 'timed-out':
      return { status: 504, body: { code: 'reservations_timed_out', outcome: 'unknown' } };
    default:
      return end satisfies never;
  }
}
