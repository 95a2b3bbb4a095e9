import { seededRandom } from '@temblor/foundation/randomness/random';
import type { PlannedRequest, Workload } from '@temblor/lab/load/workload';
import { describe, expect, test } from 'vitest';
import { createWorkload as createDuplicating } from './duplicating-workload.ts';
import { createWorkload } from './workload.ts';

const confirmed = { status: 200, body: { message: 'Reserva confirmada', reservation_id: 'RSV-1' } };

function keyOf(request: PlannedRequest): string | undefined {
  return request.headers?.['idempotency-key'];
}

function nextReserve(workload: Workload, from = 0): PlannedRequest {
  for (let index = from; ; index += 1) {
    const request = workload.next(index);
    if (request.name === 'reserve') return request;
  }
}

describe('the workload of the reservations', () => {
  test('asks for one to four seats under a key and for a user of its own', () => {
    const workload = createWorkload(seededRandom(1));
    const requests = Array.from({ length: 500 }, (_, index) => workload.next(index));
    expect(new Set(requests.map(keyOf)).size).toBe(500);
    expect(new Set(requests.map(({ body }) => JSON.stringify(body))).size).toBe(500);
    const quantities = requests.map(({ input }) => /"quantity":(\d+)/.exec(JSON.stringify(input))?.[1]);
    expect([...new Set(quantities)].toSorted()).toEqual(['1', '2', '3', '4']);
  });

  test('looks at what was confirmed, and now and then asks for it again', () => {
    const workload = createWorkload(seededRandom(2));
    const first = nextReserve(workload);
    workload.judge?.(first, confirmed);
    const later = Array.from({ length: 500 }, (_, index) => workload.next(1000 + index));
    const looks = later.filter(({ name }) => name === 'look');
    expect(looks[0]).toMatchObject({ service: 'gateway', method: 'GET', path: '/reservations/RSV-1' });
    expect(looks.length).toBeGreaterThan(20);
    expect(looks.length).toBeLessThan(100);
    expect(later.filter((request) => keyOf(request) === keyOf(first)).length).toBeGreaterThan(5);
  });

  test.each([
    [200, {}, 'ok'],
    [409, { code: 'no_seats' }, 'failed'],
    [422, {}, 'failed'],
    [429, {}, 'failed'],
    [503, { outcome: 'cancelled' }, 'failed'],
    [504, { outcome: 'cancelled' }, 'failed'],
    [504, { outcome: 'cancelling' }, 'unknown'],
    [504, { outcome: 'unknown' }, 'unknown'],
    [502, 'no problem document', 'unknown'],
    [503, null, 'unknown'],
    [0, null, 'unknown'],
  ] as const)('the status %d with %o makes a reservation %s', (status, body, outcome) => {
    const workload = createWorkload(seededRandom(1));
    expect(workload.judge?.(nextReserve(workload), { status, body })).toBe(outcome);
  });

  test('that a full gateway refuses a repeat says nothing of what it repeats, which is asked for again', () => {
    const full = { status: 429, body: { code: 'gateway_full', outcome: 'unknown' } };
    const workload = createWorkload(seededRandom(3));
    const first = nextReserve(workload);
    workload.judge?.(first, { status: 0, body: null });
    for (let repeat = 1; repeat <= 2; repeat += 1) {
      const later = Array.from({ length: 700 }, (_, index) => workload.next(1000 * repeat + index));
      expect(later.filter((other) => keyOf(other) === keyOf(first))).toEqual([first]);
      expect(workload.judge?.(first, full)).toBe('unknown');
    }
    const duplicating = createDuplicating(seededRandom(1));
    expect(duplicating.judge?.(nextReserve(duplicating), full)).toBe('unknown');
  });

  test.each([
    ['unknown', { status: 0, body: null }, true],
    ['undone', { status: 504, body: { outcome: 'cancelled' } }, true],
    ['refused', { status: 409, body: { code: 'no_seats' } }, false],
    ['not let in', { status: 429, body: { code: 'gateway_full' } }, false],
  ] as const)('what is %s is asked for again: under its key, five times at most', (_, answer, again) => {
    const workload = createWorkload(seededRandom(3));
    const first = nextReserve(workload);
    let asked = 0;
    let request: PlannedRequest | undefined = first;
    while (request !== undefined) {
      asked += 1;
      workload.judge?.(request, answer);
      const later = Array.from({ length: 700 }, (_, index) => workload.next(1000 * asked + index));
      expect(later.filter((other) => keyOf(other) === keyOf(first)).length).toBeLessThan(2);
      request = later.find((other) => keyOf(other) === keyOf(first));
      if (request !== undefined) expect(request).toEqual(first);
    }
    expect(asked).toBe(again ? 6 : 1);
  });
});

test('clients that failed together come back one by one, and later each time', () => {
  const gaps = Array.from({ length: 30 }, (_, seed) => {
    const workload = createWorkload(seededRandom(seed));
    const first = workload.next(0);
    const returns = [0];
    workload.judge?.(first, { status: 0, body: null });
    for (let index = 1; returns.length < 4; index += 1) {
      if (keyOf(workload.next(index)) !== keyOf(first)) continue;
      returns.push(index);
      workload.judge?.(first, { status: 0, body: null });
    }
    return returns.slice(1).map((index, place) => index - (returns[place] ?? 0));
  });
  const longest = [0, 1, 2].map((place) => Math.max(...gaps.map((own) => own[place] ?? 0)));
  expect(longest[0]).toBeLessThanOrEqual(20);
  expect(longest[1]).toBeGreaterThan(20);
  expect(longest[2]).toBeGreaterThan(40);
  expect(new Set(gaps.map(([gap]) => gap)).size).toBeGreaterThan(8);
});

test('the duplicating workload sends each reservation twice in a row, and what it looks at once', () => {
  const workload = createDuplicating(seededRandom(1));
  const first = workload.next(0);
  expect(workload.next(1)).toBe(first);
  expect(workload.next(2)).not.toBe(first);
});
