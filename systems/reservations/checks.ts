/** What must be true of the reservations after an experiment. Which experiment promises what stands in `experiments.ts`. */
import { cannotTell, conclude } from '@temblor/checkers/findings/findings';
import type { CheckResult, Operation } from '@temblor/checkers/history/operation';
import type { CheckContext } from '@temblor/lab/experiment/declaration';
import { nearestRank } from '@temblor/lab/measure/spread';
import { z } from 'zod';
import { toReserveAttempts, toToldIntents, toWrongReadings } from './check-evidence.ts';
import { checkBooks } from './model/books.ts';
import type { Books, BooksRule } from './model/books-types.ts';
import { readSettledBooks } from './read-books.ts';

/** A gateway that is full says so at once: the p95 of such answers stays below this. */
const refusedWithinMs = 250;

/** The gateway's time for a whole request, and a little for the way. */
const answeredWithinMs = 5500;

/** Seats are free, held or sold, none is lost, none stays held, and exactly the confirmed reservations have some. */
export function booksBalanced(context: CheckContext): Promise<CheckResult> {
  return checkRule(context, 'books-balanced');
}

/** Every saga ended soon after nothing was broken any more, and agrees with what is confirmed. */
export function noSagaLeft(context: CheckContext): Promise<CheckResult> {
  return checkRule(context, 'no-saga-left');
}

/** Who has a reservation was charged once, and nobody else was charged, or got the money back. */
export function chargedOnce(context: CheckContext): Promise<CheckResult> {
  return checkRule(context, 'charged-once');
}

/** No event sold more seats than it has, and no number of seats is below zero. */
export function seatsNeverOversold(context: CheckContext): Promise<CheckResult> {
  return checkRule(context, 'seats-never-oversold');
}

/** Each confirmed reservation was notified under one key, and nothing else was; no message waits any more. */
export async function confirmedAreNotified(context: CheckContext): Promise<CheckResult> {
  const books = await readSettledBooks(context.observe);
  const late = books.outbox.map(({ message_key: key }) => `the notification of ${key} was not delivered in time`);
  return judge(context, books, 'confirmed-are-notified', late);
}

/**
 * What was called confirmed is, what was called undone is not, and each key was confirmed once at most, with what was
 * asked for under it; whoever looked at a confirmed reservation saw it.
 */
export async function clientsWereToldTheTruth(context: CheckContext): Promise<CheckResult> {
  const books = { ...(await readSettledBooks(context.observe)), told: toToldIntents(context.history) };
  return judge(context, books, 'clients-were-told-the-truth', toWrongReadings(context.history).wrong);
}

async function checkRule(context: CheckContext, rule: BooksRule): Promise<CheckResult> {
  return judge(context, await readSettledBooks(context.observe), rule, []);
}

/** Books of which nobody asked for anything say nothing. @param more what else breaks the rule. */
function judge({ history }: CheckContext, books: Books, rule: BooksRule, more: readonly string[]): CheckResult {
  if (toReserveAttempts(history).length === 0) return cannotTell(rule, 'nobody asked for a reservation');
  const { reservations, holds, payments } = books;
  const findings = checkBooks(books).filter((finding) => finding.rule === rule);
  return conclude(
    rule,
    `${reservations.length} reservations, ${holds.length} holds and ${payments.length} payments were compared`,
    [...findings.map(({ detail }) => detail), ...more],
  );
}

const gatewayFull = z.object({ code: z.literal('gateway_full') });

/** A full gateway refuses at once, and what it took in it answers in its time. Undecided where it was never full. */
export async function overloadIsRefused({ history }: CheckContext): Promise<CheckResult> {
  const name = 'overload-is-refused';
  const attempts = toReserveAttempts(history).map(({ operation }) => operation);
  const refused = attempts.filter(({ status }) => status === 429);
  if (refused.length === 0) return cannotTell(name, 'the gateway was never full');
  const strange = refused.filter(({ output }) => !gatewayFull.safeParse(output).success);
  const refusedMs = nearestRank(refused.map(latencyMs), 95) ?? 0;
  const taken = attempts.filter(({ status }) => status === 200);
  const slowestMs = Math.max(0, ...taken.map(latencyMs));
  return conclude(
    name,
    `of ${attempts.length} requests to reserve, repeated ones among them, ${refused.length} were answered 429 (p95 ${refusedMs.toFixed(1)} ms) and ${taken.length} with a confirmation (at most ${slowestMs.toFixed(0)} ms)`,
    [
      ...strange.map(({ id }) => `operation ${id} was answered 429, and not that the gateway is full`),
      ...(refusedMs < refusedWithinMs
        ? []
        : [`95 % of the refusals took up to ${refusedMs.toFixed(0)} ms, and should take less than ${refusedWithinMs}`]),
      ...(slowestMs < answeredWithinMs ? [] : [`a reservation was confirmed after ${slowestMs.toFixed(0)} ms`]),
      ...(taken.length > 0 ? [] : ['nothing was confirmed']),
    ],
  );
}

/** Requests that were under way twice at once under one key had one answer. Undecided where none were. */
export async function duplicatesHaveOneAnswer({ history }: CheckContext): Promise<CheckResult> {
  const name = 'duplicates-have-one-answer';
  const byKey = Map.groupBy(toReserveAttempts(history), ({ key }) => key);
  const together = [...byKey].filter(([, attempts]) => overlap(attempts.map(({ operation }) => operation)));
  if (together.length === 0) return cannotTell(name, 'no two requests were under way under one key at once');
  const confirmed = together.map(([key, attempts]) => ({ key, ids: confirmedIds(attempts.map((a) => a.operation)) }));
  const both = confirmed.filter(({ ids }) => ids.length > 1);
  return conclude(
    name,
    `${together.length} requests were under way twice at once, ${both.length} of them confirmed to both`,
    [
      ...confirmed
        .filter(({ ids }) => new Set(ids).size > 1)
        .map(({ key, ids }) => `key ${key} was answered with ${[...new Set(ids)].join(' and ')}`),
      ...(both.length > 0 ? [] : ['none was confirmed to both']),
    ],
  );
}

const answer = z.object({ reservation_id: z.string() });

function confirmedIds(operations: readonly Operation[]): string[] {
  return operations.flatMap(({ status, output }) => {
    const id = answer.safeParse(output).data?.reservation_id;
    return status === 200 && id !== undefined ? [id] : [];
  });
}

function overlap(operations: readonly Operation[]): boolean {
  const ordered = operations.toSorted((left, right) => left.invokedUs - right.invokedUs);
  return ordered.some((operation, index) => operation.invokedUs < (ordered[index - 1]?.completedUs ?? 0));
}

function latencyMs({ invokedUs, completedUs }: Operation): number {
  return (completedUs - invokedUs) / 1000;
}
