/** Why a fault switch refused what it was asked for, by its own word. */
import type { Json } from '@temblor/checkers/history/operation';
import { z } from 'zod';

/** A problem document (RFC 9457) as far as it tells people something; a switch of another program need not have one. */
const problem = z.object({ detail: z.string().min(1), hint: z.string().min(1).optional() });

/** What a switch says comes into the journal: no more than so many characters of it. */
const mostCharacters = 300;

/** `the fault switch of shop answered 422: body.crash: expected boolean (Correct the named fields.)` */
export function describeRefusal(instance: string, { status, body }: { status: number; body: Json }): string {
  const refusal = `the fault switch of ${instance} answered ${status}`;
  const told = problem.safeParse(body);
  if (!told.success) return refusal;
  const { detail, hint } = told.data;
  const reason = hint === undefined ? detail : `${detail} (${hint})`;
  return `${refusal}: ${reason.length > mostCharacters ? `${reason.slice(0, mostCharacters - 1)}…` : reason}`;
}
