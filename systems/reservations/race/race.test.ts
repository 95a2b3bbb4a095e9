/** The race for seats: what a client does next, and whole races on services that are right, or wrong. */
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { RaceContext, RaceProgress, RaceResult } from '@temblor/lab/system/race';
import { describe, expect, test } from 'vitest';
import { race } from './race.ts';
import type { Situation } from './racer.ts';
import { nextMove } from './racer.ts';
import type { Mistakes } from './testing/fake-reservations.ts';
import { FakeReservations } from './testing/fake-reservations.ts';

describe('a client of the race', () => {
  const situation: Situation = { repeats: 0, unsettled: false, wallClockMs: 0, random: seededRandom(1) };
  const answer = (status: number, body: Record<string, number> = {}, retryAfter?: string) => ({
    status,
    body,
    retryAfter,
  });

  test.each([
    ['confirmed', answer(200)],
    ['told that it is sold out', answer(409, { held: 0, free: 0 })],
    ['told that its request is wrong', answer(422)],
  ])('ends when it is %s', (_, given) => {
    expect(nextMove(given, situation)).toEqual({ kind: 'end' });
  });

  test.each([
    ['no answer', answer(0)],
    ['an unknown outcome', answer(504)],
    ['a service that is down', answer(503)],
    ['seats that may come free', answer(409, { held: 1, free: 0 })],
    ['a full gateway', answer(429)],
  ])('asks again after %s', (_, given) => {
    expect(nextMove(given, situation).kind).toBe('ask-again');
  });

  test('does not take sold out for final while something is broken', () => {
    expect(nextMove(answer(409, { held: 0 }), { ...situation, unsettled: true }).kind).toBe('ask-again');
  });

  test('comes back no earlier than it was told to, and not with everybody else', () => {
    const waits = Array.from({ length: 200 }, () => nextMove(answer(429, {}, '2'), situation)).map((move) =>
      move.kind === 'end' ? 0 : move.afterMs,
    );
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(2000);
    expect(Math.max(...waits)).toBeLessThan(4000);
    expect(new Set(waits).size).toBe(200);
  });
});

describe('a race', () => {
  test('for one seat has one winner and one that is told so', async () => {
    const { result, progress } = await play({}, { requests: 2, seats: 1 });
    expect(result.byStatus).toEqual({ 200: 1, 409: 1 });
    expect(verdicts(result)).toEqual(['passed']);
    expect(progress.at(-1)).toEqual({ finished: 2, requests: 2, byStatus: { 200: 1, 409: 1 } });
  });

  test('for a hundred seats has a hundred winners, though answers are lost and the gateway is full', async () => {
    const lost = await play({ losesFirstAnswers: true }, { requests: 300, seats: 100 });
    expect(lost.result.byStatus).toEqual({ 200: 100, 409: 200 });
    expect(verdicts(lost.result)).toEqual(['passed']);
    const full = await play({ full: 'telling' }, { requests: 300, seats: 100 });
    expect(full.result.byStatus).toEqual({ 200: 100, 409: 200 });
    expect(verdicts(full.result)).toEqual(['passed']);
    expect(full.result.facts).toContainEqual({ fact: 'of them refused because the gateway was full', value: 300 });
  });

  test('for more seats than clients gives each one', async () => {
    const { result } = await play({}, { requests: 3, seats: 10 });
    expect(result.byStatus).toEqual({ 200: 3 });
    expect(verdicts(result)).toEqual(['passed']);
  });

  test.each<[string, Mistakes, string[]]>([
    ['one seat too many is sold', { oversells: 1 }, ['a-winner-a-seat', 'seats-never-oversold']],
    ['one seat too few is sold', { oversells: -1 }, ['a-winner-a-seat']],
    ['a refusal does not say when to come back', { full: 'silent' }, ['refusals-say-when']],
    ['clients are told nonsense', { always: 418 }, ['a-winner-a-seat']],
  ])('fails where %s', async (_, mistakes, failed) => {
    const { result } = await play(mistakes, { requests: 8, seats: 4 });
    const found = result.checks.filter(({ verdict }) => verdict === 'failed').map(({ check }) => check);
    expect(found).toEqual(expect.arrayContaining(failed));
    expect(verdicts(result)).toContain('failed');
  });

  test('ends when it is given up', async () => {
    await expect(play({ always: 503 }, { requests: 2, seats: 1 }, AbortSignal.timeout(100))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  test('needs a gateway', async () => {
    const context = contextOf('http://127.0.0.1:1', { requests: 1, seats: 1 }, [], new AbortController().signal);
    await expect(race({ ...context, entrances: {} })).rejects.toMatchObject({ code: 'no-gateway' });
  });
});

type Size = Pick<RaceContext['options'], 'requests' | 'seats'>;

async function play(
  mistakes: Mistakes,
  size: Size,
  signal = new AbortController().signal,
): Promise<{ result: RaceResult; progress: RaceProgress[] }> {
  await using fake = new FakeReservations(mistakes);
  const progress: RaceProgress[] = [];
  const result = await race(contextOf(await fake.listen(), size, progress, signal));
  return { result, progress };
}

function contextOf(url: string, size: Size, progress: RaceProgress[], signal: AbortSignal): RaceContext {
  const ids = ['gateway', 'reservations', 'inventory-1', 'inventory-2', 'payments', 'notifications'];
  return {
    entrances: { gateway: [url] },
    instances: Object.fromEntries(ids.map((id) => [id, url])),
    options: { ...size, concurrency: size.requests, seed: 1, faultsMs: 0 },
    random: seededRandom(1),
    signal,
    note: () => undefined,
    progress: (news) => progress.push(news),
  };
}

function verdicts({ checks }: RaceResult): string[] {
  return [...new Set(checks.map(({ verdict }) => verdict))];
}
