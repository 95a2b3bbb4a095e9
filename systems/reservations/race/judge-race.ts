/** What a race came to: by what its clients were told, and by the books of its event. Pure. */
import { cannotTell, conclude, count } from '@temblor/checkers/findings/findings';
import type { CheckResult } from '@temblor/checkers/history/operation';
import { checkBooks } from '../model/books.ts';
import { booksOfEvent } from '../model/books-of-event.ts';
import type { Books, BooksRule } from '../model/books-types.ts';
import type { Raced } from './racer.ts';

const rules: readonly BooksRule[] = [
  'seats-never-oversold',
  'books-balanced',
  'charged-once',
  'no-saga-left',
  'confirmed-are-notified',
  'clients-were-told-the-truth',
];

/** All checks of a race for `seats` seats of one event. @param books of all services, once all is quiet. */
export function judgeRace(eventId: string, seats: number, clients: readonly Raced[], books: Books): CheckResult[] {
  const own = booksOfEvent({ ...books, told: clients.map(({ told }) => told) }, eventId);
  const findings = checkBooks(own);
  const summary = `${count(own.reservations.length, 'reservation')}, ${count(own.holds.length, 'hold')} and ${count(own.payments.length, 'payment')} were compared`;
  return [
    judgeWinners(seats, clients),
    judgeRefusals(clients),
    ...rules.map((rule) =>
      conclude(
        rule,
        summary,
        findings.filter((finding) => finding.rule === rule).map(({ detail }) => detail),
      ),
    ),
  ].filter((result) => result !== undefined);
}

/** As many are confirmed as there are seats, or clients, and everybody else is told that there are none. */
function judgeWinners(seats: number, clients: readonly Raced[]): CheckResult {
  const name = 'a-winner-a-seat';
  const told = (status: number): number => clients.filter((client) => client.status === status).length;
  const confirmed = told(200);
  const others = clients.length - confirmed - told(409);
  const expected = Math.min(seats, clients.length);
  const summary = `${confirmed} of ${count(clients.length, 'client')} confirmed, and ${told(409)} told that no seat is left`;
  const wrong = [
    ...(confirmed === expected ? [] : [`${count(confirmed, 'client')} confirmed, of ${count(seats, 'seat')}`]),
    ...(others === 0 ? [] : [`${count(others, 'client')} told something else than confirmed or sold out`]),
  ];
  const open = clients.filter(({ isFinal }) => !isFinal).length;
  // Who was told nothing final may have a seat, or get one: only too many are too many already.
  if (open > 0 && confirmed <= seats) return cannotTell(name, `${count(open, 'client')} told nothing final in time`);
  return conclude(name, summary, wrong);
}

/** Whoever was refused because the gateway was full was told when to come back; undefined where nobody was. */
function judgeRefusals(clients: readonly Raced[]): CheckResult | undefined {
  const refused = clients.reduce((sum, client) => sum + client.refused, 0);
  const silent = clients.reduce((sum, client) => sum + client.refusedWithoutTime, 0);
  if (refused === 0) return undefined;
  return conclude(
    'refusals-say-when',
    `${count(refused, 'request')} refused because the gateway was full`,
    silent === 0 ? [] : [`${silent} of ${refused} answers with 429 had no Retry-After`],
  );
}
