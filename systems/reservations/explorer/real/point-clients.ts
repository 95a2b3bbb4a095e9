/** The clients of a point: each wants a seat under a key of its own, and asks until it is told a final word. */
import type { Random } from '@temblor/foundation/randomness/random';
import type { ToldIntent } from '../../model/books-types.ts';
import type { RaceHttp } from '../../race/race-http.ts';
import type { Raced } from '../../race/racer.ts';
import { raceForSeat } from '../../race/racer.ts';

interface PointClientsOptions {
  readonly gateway: RaceHttp;
  readonly eventId: string;
  readonly count: number;
  readonly patienceMs: number;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** How long a client goes on asking. */
const giveUpAfterMs = 30_000;

/** Lets them all run at once, to their ends. */
export function runClients(options: PointClientsOptions): Promise<readonly Raced[]> {
  const { gateway, eventId, count, patienceMs, random, signal } = options;
  const client = (index: number): Promise<Raced> =>
    raceForSeat({
      key: `${eventId}-${index}`,
      eventId,
      userId: `user-${eventId}-${index}`,
      ask: (body, key) => {
        const headers = { 'idempotency-key': key, 'x-request-timeout-ms': String(patienceMs) };
        return gateway.send('POST', '/reserve', { body, headers, signal });
      },
      random: random.fork(`client ${index}`),
      nowMs: () => performance.now(),
      wallClockMs: () => Date.now(),
      unsettledUntilMs: 0,
      giveUpAtMs: performance.now() + giveUpAfterMs,
      signal,
    });
  return Promise.all(Array.from({ length: count }, (_, index) => client(index)));
}

/** What was wrong with what they were told in the end. @param seats so many there were to be had. */
export function unservedClients(clients: readonly Raced[], seats: number): string[] {
  return clients.flatMap(({ status, isFinal, told }: Raced) => {
    if (!isFinal) return [`${told.userId} was never told what became of its request: ${status} was the last word`];
    const isExpected = status === 200 || (status === 409 && seats < clients.length);
    return isExpected ? [] : [`${told.userId} was told ${status}`];
  });
}

/** What the books are compared with. */
export function toldTo(clients: readonly Raced[]): ToldIntent[] {
  return clients.map(({ told }) => told);
}
