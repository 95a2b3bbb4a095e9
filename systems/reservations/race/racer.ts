/**
 * One client of a race: it wants its seat under one key, and asks for it until it is told a final word. It waits where it
 * is told to (Retry-After), and otherwise with full jitter, so that a thousand of them do not come back at once.
 */
import type { Json } from '@temblor/checkers/history/operation';
import { sleep } from '@temblor/foundation/concurrency/wait';
import type { Random } from '@temblor/foundation/randomness/random';
import { backoffMs } from '@temblor/resilience/retry/backoff';
import { parseRetryAfter } from '@temblor/resilience/retry/retry-after';
import { z } from 'zod';
import { readNamed } from '../check-evidence.ts';
import type { ToldIntent } from '../model/books-types.ts';
import type { RaceAnswer } from './race-http.ts';

const backoff = { kind: 'full-jitter', baseMs: 200, maxMs: 2000 } as const;

/** What a client does next. Waits are in ms. */
export type NextMove = { readonly kind: 'end' } | { readonly kind: 'ask-again'; readonly afterMs: number };

/** What a client can know when it decides. */
export interface Situation {
  /** How often it has asked again. */
  readonly repeats: number;
  /** Whether a seat that is sold may still be given back, since things are or were just broken. */
  readonly unsettled: boolean;
  readonly wallClockMs: number;
  readonly random: Random;
}

const noSeats = z.object({ held: z.number() });

/**
 * 200 is final, and so is a 409 when no seat is held that may come free; whatever else says that something is full, down,
 * slow or unknown is asked again under the same key.
 */
export function nextMove({ status, body, retryAfter }: RaceAnswer, situation: Situation): NextMove {
  const { repeats, unsettled, wallClockMs, random } = situation;
  const held = noSeats.safeParse(body).data?.held ?? 0;
  const mayChange = status === 0 || status === 429 || status >= 500 || (status === 409 && (held > 0 || unsettled));
  if (!mayChange) return { kind: 'end' };
  const least = parseRetryAfter(retryAfter, wallClockMs);
  if (least === undefined) return { kind: 'ask-again', afterMs: backoffMs(backoff, repeats, 0, random) };
  // Not before it was told to, and not with everybody else who was told the same.
  return { kind: 'ask-again', afterMs: least * (1 + random.next()) };
}

/** What one client went through. */
export interface Raced {
  /** The last status that it was told; 0 where it never had an answer. */
  readonly status: number;
  /** Whether that was final, and not all that there was time for. */
  readonly isFinal: boolean;
  readonly attempts: number;
  /** How many of its attempts were refused since the gateway was full, and of them those that did not say when to come back. */
  readonly refused: number;
  readonly refusedWithoutTime: number;
  /** When it was told last; ms on the caller's clock. */
  readonly atMs: number;
  readonly told: ToldIntent;
}

export interface RacerOptions {
  readonly key: string;
  readonly eventId: string;
  readonly userId: string;
  /** Asks once. */
  readonly ask: (body: Json, key: string) => Promise<RaceAnswer>;
  readonly random: Random;
  readonly nowMs: () => number;
  readonly wallClockMs: () => number;
  /** Until then a 409 is not final. */
  readonly unsettledUntilMs: number;
  /** After that it does not ask again. */
  readonly giveUpAtMs: number;
  readonly signal: AbortSignal;
}

/** Asks until the word is final or the time is over. @throws the signal's reason when it aborts. */
export async function raceForSeat(options: RacerOptions): Promise<Raced> {
  const { key, eventId, userId, nowMs, random, signal } = options;
  const answers: RaceAnswer[] = [];
  for (;;) {
    const answer = await options.ask({ event_id: eventId, quantity: 1, user_id: userId }, key);
    answers.push(answer);
    const atMs = nowMs();
    const move = nextMove(answer, {
      repeats: answers.length - 1,
      unsettled: atMs < options.unsettledUntilMs,
      wallClockMs: options.wallClockMs(),
      random,
    });
    const isFinal = move.kind === 'end';
    if (move.kind === 'end' || atMs + move.afterMs > options.giveUpAtMs) {
      return { ...summarise(answers), isFinal, atMs, told: { key, eventId, quantity: 1, userId, ...namedIn(answers) } };
    }
    await sleep(move.afterMs, signal);
  }
}

function summarise(
  answers: readonly RaceAnswer[],
): Pick<Raced, 'status' | 'attempts' | 'refused' | 'refusedWithoutTime'> {
  const refused = answers.filter(({ status }) => status === 429);
  return {
    status: answers.at(-1)?.status ?? 0,
    attempts: answers.length,
    refused: refused.length,
    refusedWithoutTime: refused.filter(({ retryAfter }) => parseRetryAfter(retryAfter, 0) === undefined).length,
  };
}

function namedIn(answers: readonly RaceAnswer[]): Pick<ToldIntent, 'named' | 'confirmed' | 'cancelled'> {
  const words = answers.flatMap(({ status, body }) => readNamed(status, body) ?? []);
  const ids = (says?: string): string[] => [
    ...new Set(words.filter((word) => says === undefined || word.says === says).map(({ id }) => id)),
  ];
  return { named: ids(), confirmed: ids('confirmed'), cancelled: ids('cancelled') };
}
