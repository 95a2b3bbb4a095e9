/** What the checks of the reservations look at beside the books: what clients asked for, and what they were told. */
import type { Json, Operation } from '@temblor/checkers/history/operation';
import { z } from 'zod';
import type { ToldIntent } from './model/books-types.ts';

const reserveInput = z.object({
  event_id: z.string(),
  quantity: z.number(),
  user_id: z.string(),
  idempotency_key: z.string(),
});

const namesReservation = z.object({ reservation_id: z.string() });
const isNothing = z.object({ outcome: z.enum(['cancelled', 'cancelling']) });

const isCancelled = z.object({ outcome: z.literal('cancelled') });

/** One attempt of a client to reserve. */
export interface ReserveAttempt {
  readonly key: string;
  readonly input: z.infer<typeof reserveInput>;
  readonly operation: Operation;
}

/** Every attempt to reserve, of all clients, in the order in which they were made. */
export function toReserveAttempts(history: readonly Operation[]): ReserveAttempt[] {
  return history.flatMap((operation) => {
    const input = reserveInput.safeParse(operation.input).data;
    if (operation.name !== 'reserve' || input === undefined) return [];
    return [{ key: input.idempotency_key, input, operation }];
  });
}

/** What an answer says of which reservation; undefined where it names none. */
export function readNamed(
  status: number,
  body: Json,
): { id: string; says: 'confirmed' | 'cancelled' | 'open' } | undefined {
  const id = namesReservation.safeParse(body).data?.reservation_id;
  if (id === undefined) return undefined;
  if (status === 200) return { id, says: 'confirmed' };
  return { id, says: isNothing.safeParse(body).success ? 'cancelled' : 'open' };
}

/** What each client wanted once, and all that it was told. */
export function toToldIntents(history: readonly Operation[]): ToldIntent[] {
  return [...Map.groupBy(toReserveAttempts(history), ({ key }) => key)].flatMap(([key, attempts]) => {
    const [first] = attempts;
    if (first === undefined) return [];
    const told = attempts.flatMap(({ operation }) => readNamed(operation.status, operation.output) ?? []);
    const ids = (says?: string) => [
      ...new Set(told.filter((word) => says === undefined || word.says === says).map(({ id }) => id)),
    ];
    const { event_id: eventId, quantity, user_id: userId } = first.input;
    const denied = toDenials(attempts);
    const cancelled = [...new Set([...ids('cancelled'), ...denied.ids])];
    const words = { named: ids(), confirmed: ids('confirmed'), cancelled, isDenied: denied.isLast };
    return [{ key, eventId, quantity, userId, ...words }];
  });
}

/**
 * Answers that say, without naming a reservation, that nothing came of what the key is for: the reservations that requests
 * sent before such an answer came were told of, and whether no request was sent after it.
 */
function toDenials(attempts: readonly ReserveAttempt[]): { ids: readonly string[]; isLast: boolean } {
  const operations = attempts.map(({ operation }) => operation);
  const denials = operations.filter(
    ({ status, output }) =>
      status !== 200 && isCancelled.safeParse(output).success && readNamed(status, output) === undefined,
  );
  const deniedUs = Math.max(0, ...denials.map(({ completedUs }) => completedUs));
  const before = operations.filter(({ invokedUs }) => invokedUs < deniedUs);
  const ids = before.flatMap(({ status, output }) => readNamed(status, output)?.id ?? []);
  return { ids, isLast: denials.length > 0 && before.length === operations.length };
}

const readInput = z.object({ reservation_id: z.string() });
const shown = z.object({ status: z.string() });

/** What clients were shown of reservations that they had been told are confirmed, where it was anything else. */
export function toWrongReadings(history: readonly Operation[]): { read: number; wrong: string[] } {
  const reads = history.filter(({ name, status }) => name === 'look' && (status === 200 || status === 404));
  const wrong = reads.flatMap(({ id, input, output, status }) => {
    const what = status === 404 ? 'nothing' : shown.safeParse(output).data?.status;
    const reservation = readInput.safeParse(input).data?.reservation_id;
    return what === 'confirmed'
      ? []
      : [`operation ${id} was shown ${what} for ${reservation}, which was confirmed before`];
  });
  return { read: reads.length, wrong };
}
