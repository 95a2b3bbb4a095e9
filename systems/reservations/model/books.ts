/**
 * The books of the reservations: whether what the services hold adds up, and agrees with what clients were told. Pure; the
 * checks of the experiments, the race and the crash-point explorer all ask here. They are balanced once nothing is under
 * way: a saga that is still open is a finding itself, and may be the cause of others.
 */
import type { Books, BooksFinding, ToldIntent } from './books-types.ts';
import { checkMoney } from './money-books.ts';
import type { ReservationRow } from './rows.ts';
import { checkSeats } from './seat-books.ts';

/** Everything that is wrong with the books; nothing where they are balanced. */
export function checkBooks(books: Books): readonly BooksFinding[] {
  return [
    ...checkSeats(books),
    ...checkMoney(books).map((detail) => ({ rule: 'charged-once' as const, detail })),
    ...checkSagas(books).map((detail) => ({ rule: 'no-saga-left' as const, detail })),
    ...checkNotifications(books).map((detail) => ({ rule: 'confirmed-are-notified' as const, detail })),
    ...checkTold(books).map((detail) => ({ rule: 'clients-were-told-the-truth' as const, detail })),
  ];
}

function checkSagas({ sagas, reservations }: Books): string[] {
  const confirmed = new Set(reservations.map(({ reservation_id }) => reservation_id));
  return sagas.flatMap(({ saga_id, phase, open }) => {
    if (open) return [`the saga of ${saga_id} has not ended: it is ${phase}`];
    if (phase === 'completed' && !confirmed.has(saga_id)) return [`${saga_id} is completed, and is no reservation`];
    if (phase === 'compensated' && confirmed.has(saga_id)) return [`${saga_id} was undone, and yet is a reservation`];
    return [];
  });
}

/** A message that is still to be sent stands for its notification. */
function checkNotifications({ notifications, reservations, outbox }: Books): string[] {
  const byId = new Map(reservations.map((reservation) => [reservation.reservation_id, reservation]));
  const waiting = new Set(
    outbox.flatMap(({ message_key, delivered_at_ms }) => (delivered_at_ms === null ? [message_key] : [])),
  );
  const taken = Map.groupBy(notifications, ({ reservation_id }) => reservation_id);
  return [
    ...reservations.flatMap(({ reservation_id: id }) => {
      const own = taken.get(id) ?? [];
      if (own.length > 1) return [`${id} was notified under ${own.length} keys`];
      return own.length === 1 || waiting.has(id) ? [] : [`${id} is confirmed, and nobody was or will be notified`];
    }),
    ...notifications.flatMap(({ reservation_id: id, user_id, arrivals }) => {
      const reservation = byId.get(id);
      if (reservation === undefined) return [`${user_id} was notified of ${id}, which is not confirmed`];
      if (reservation.user_id !== user_id)
        return [`${user_id} was notified of ${id}, which is ${reservation.user_id}'s`];
      return arrivals >= 1 ? [] : [`the notification of ${id} has ${arrivals} arrivals`];
    }),
    ...[...waiting].filter((id) => !byId.has(id)).map((id) => `a notification of ${id} waits, which is not confirmed`),
  ];
}

function checkTold({ told = [], reservations }: Books): string[] {
  const byId = new Map(reservations.map((reservation) => [reservation.reservation_id, reservation]));
  const ofUser = Map.groupBy(reservations, ({ user_id }) => user_id);
  const keysOfUser = Map.groupBy(told, ({ userId }) => userId);
  return [
    ...told.flatMap((intent) => checkIntent(intent, byId)),
    ...[...keysOfUser].flatMap(([user, intents]) => {
      const own = ofUser.get(user)?.length ?? 0;
      const denied = intents.filter(({ isDenied }) => isDenied === true).map(({ key }) => key);
      if (own <= intents.length - denied.length) return [];
      const told = denied.length === 0 ? '' : `, and was told that nothing came of ${denied.join(', ')}`;
      return [`${user} has ${own} reservations, and asked under ${intents.length} keys${told}`];
    }),
  ];
}

function checkIntent(intent: ToldIntent, byId: ReadonlyMap<string, ReservationRow>): string[] {
  const { key, eventId, quantity, userId, named, confirmed, cancelled } = intent;
  const standing = [...new Set([...named, ...confirmed])].flatMap((id) => byId.get(id) ?? []);
  return [
    ...(confirmed.length > 1 ? [`under key ${key} ${confirmed.join(' and ')} were called confirmed`] : []),
    ...(standing.length > 1
      ? [`key ${key} was confirmed ${standing.length} times: ${standing.map((row) => row.reservation_id).join(', ')}`]
      : []),
    ...confirmed
      .filter((id) => !byId.has(id))
      .map((id) => `a client was told that ${id} (key ${key}) is confirmed, and it is not`),
    ...cancelled
      .filter((id) => byId.has(id))
      .map((id) => `a client was told that ${id} (key ${key}) came to nothing, and it is confirmed`),
    ...standing
      .filter((row) => row.event_id !== eventId || row.quantity !== quantity || row.user_id !== userId)
      .map(({ reservation_id: id, ...row }) => {
        const asked = `${quantity} of ${eventId} for ${userId}`;
        return `${id} is ${row.quantity} of ${row.event_id} for ${row.user_id}, and key ${key} asked for ${asked}`;
      }),
  ];
}
