/** HTTP around the rules of a service: nothing is decided here. */
import { ProblemError } from '@temblor/kit/service/problem';
import type { RowStore } from '@temblor/protocols/transactions/transaction';
import { deadlineHeader, parseDeadline } from '@temblor/resilience/deadline/deadline-header';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CallAnswer, CallRequest, ServiceName } from '../../model/calls.ts';
import type { RuleContext, ServiceRules } from '../../model/service-rules.ts';

/** Answers a call by the rules of its service. @throws StoreFailure */
export type AnswerCall = (call: Omit<CallRequest, 'service'>) => Promise<CallAnswer>;

/** @param context what a decision depends on, read for each call. */
export function answerCalls<T extends object>(
  service: ServiceName,
  rules: ServiceRules<T>,
  store: RowStore<T>,
  context: () => RuleContext,
): AnswerCall {
  return (call) => {
    const transaction = rules.transactionFor({ ...call, service }, context());
    if (transaction === undefined)
      throw new Error(`${service} has a route, and no rule, for ${call.method} ${call.path}`);
    return store.transact(transaction);
  };
}

/**
 * Of calls that go forward: the gateway logs each reservation, and when all went well nobody else has anything to add. What
 * fails, and what is undone, is logged where it happens.
 */
export const toldByGateway = { isChatter: true } as const;

const refused = z.looseObject({ code: z.string(), detail: z.string(), hint: z.string() });

/** Sends an answer. @throws ProblemError where it is a problem. */
export function sendAnswer(reply: FastifyReply, { status, body }: CallAnswer): FastifyReply {
  if (status < 400) return reply.code(status).send(body);
  const { code, detail, hint, ...members } = refused.parse(body);
  throw new ProblemError(status, code, detail, { hint, members });
}

/**
 * A hook for calls that go forward: one that comes when its caller has stopped waiting is refused before it does anything.
 * To undo something is never too late.
 */
export async function refuseLateCall(request: FastifyRequest): Promise<void> {
  const header = request.headers[deadlineHeader];
  const deadlineMs = parseDeadline(header, 0);
  if (deadlineMs === undefined || deadlineMs > 0) return;
  throw new ProblemError(504, 'deadline_passed', `The header ${deadlineHeader} is 0: nobody waits for the answer.`, {
    hint: 'Nothing was done; give the call more time.',
  });
}
