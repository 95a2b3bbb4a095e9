import type { Json } from '@temblor/checkers/history/operation';
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { PlannedRequest, Workload } from '@temblor/lab/load/workload';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createWorkload } from './workload.ts';

const orderBody = z.object({ items: z.array(z.object({ quantity: z.number() })) });
const timedOut = { status: 0, body: null };
const away = { status: 503, body: { code: 'database_unavailable' } };

/** Answers as an honest system would. */
function answer(request: PlannedRequest, offset: number): { status: number; body: Json } {
  if (request.name === 'order')
    return { status: 201, body: { order_id: `ORD-${offset}`, status: 'confirmed', offset } };
  if (request.name === 'cancel') return { status: 200, body: { order_id: 'x', status: 'cancelled', offset } };
  return { status: 200, body: { items: {}, offset } };
}

function play(workload: Workload, count: number): PlannedRequest[] {
  return Array.from({ length: count }, (_, index) => {
    const request = workload.next(index);
    workload.judge?.(request, answer(request, index + 1));
    return request;
  });
}

function nextWrite(workload: Workload, from: number): PlannedRequest {
  for (let index = from; ; index += 1) {
    const request = workload.next(index);
    if (request.name !== 'voted-read') return request;
  }
}

const keyOf = (request: PlannedRequest) => request.headers?.['idempotency-key'];

describe('workload of the voting system', () => {
  test('is nine parts reads and one part writes, orders and cancellations alike', () => {
    const requests = play(createWorkload(seededRandom(1)), 20_000);
    const count = (name: string) => requests.filter((request) => request.name === name).length;
    expect(count('voted-read') / requests.length).toBeCloseTo(0.9, 1);
    expect(count('cancel') / count('order')).toBeGreaterThan(0.85);
    expect(count('cancel') / count('order')).toBeLessThan(1.15);
  });

  test('keeps the stock in a band far from empty', () => {
    const held = new Map<string, number>();
    let outstanding = 0;
    let worst = 0;
    const workload = createWorkload(seededRandom(2));
    const seen = new Set<string>();
    for (let index = 0; index < 20_000; index += 1) {
      const request = workload.next(index);
      const key = keyOf(request);
      if (key !== undefined && !seen.has(key)) {
        seen.add(key);
        if (request.name === 'order') {
          const { items } = orderBody.parse(request.body);
          const quantity = items.reduce((sum, item) => sum + item.quantity, 0);
          held.set(`ORD-${index + 1}`, quantity);
          outstanding += quantity;
        } else {
          outstanding -= held.get(decodeURIComponent(request.path.slice('/orders/'.length))) ?? 0;
        }
      }
      worst = Math.max(worst, outstanding);
      workload.judge?.(request, answer(request, index + 1));
    }
    expect(worst).toBeLessThan(120);
  });

  test('plays the same schedule for the same seed, under keys of its own', () => {
    const plan = (request: PlannedRequest) => [request.name, request.path, request.body];
    const [first, second] = [play(createWorkload(seededRandom(3)), 500), play(createWorkload(seededRandom(3)), 500)];
    expect(second.map(plan)).toEqual(first.map(plan));
    const keys = new Set(first.map(keyOf).filter((key) => key !== undefined));
    expect(second.some((request) => keys.has(keyOf(request) ?? ''))).toBe(false);
  });

  test('asks for what was acknowledged', () => {
    const workload = createWorkload(seededRandom(4));
    play(workload, 1000);
    const reads = play(workload, 200).filter((request) => request.path.includes('min_offset='));
    expect(reads.length).toBeGreaterThan(20);
    for (const { path } of reads)
      expect(Number(new URLSearchParams(path.split('?')[1]).get('min_offset'))).toBeGreaterThan(0);
  });

  test('a write without an answer is unknown and sent again under its key', () => {
    const workload = createWorkload(seededRandom(5));
    const first = nextWrite(workload, 0);
    expect(workload.judge?.(first, timedOut)).toBe('unknown');
    expect(nextWrite(workload, 1000)).toBe(first);
  });

  test('a write that is said to have changed nothing has failed, and is not sent again', () => {
    const workload = createWorkload(seededRandom(6));
    const first = nextWrite(workload, 0);
    expect(workload.judge?.(first, away)).toBe('failed');
    expect(keyOf(nextWrite(workload, 1000))).not.toBe(keyOf(first));
  });

  test.each([
    [{ status: 504, body: { code: 'outcome_unknown' } }, 'unknown'],
    [{ status: 500, body: null }, 'unknown'],
    [{ status: 409, body: { code: 'request_in_progress' } }, 'unknown'],
    [{ status: 409, body: { code: 'insufficient_stock' } }, 'failed'],
    [{ status: 500, body: { code: 'injected_failure' } }, 'failed'],
    [{ status: 201, body: { order_id: 'ORD-1', offset: 1 } }, 'ok'],
  ] as const)('the answer %o makes a write %s', (given, outcome) => {
    const workload = createWorkload(seededRandom(7));
    expect(workload.judge?.(nextWrite(workload, 0), given)).toBe(outcome);
  });

  test('a read without an answer has failed', () => {
    const workload = createWorkload(seededRandom(8));
    const read = play(workload, 20).find((request) => request.name === 'voted-read');
    if (read === undefined) throw new Error('no read among twenty requests');
    expect(workload.judge?.(read, timedOut)).toBe('failed');
  });

  test('an order whose cancellation failed is cancelled later', () => {
    const workload = createWorkload(seededRandom(9));
    const cancellations: string[] = [];
    let refused: string | undefined;
    for (let index = 0; index < 5000; index += 1) {
      const request = workload.next(index);
      const refuses = request.name === 'cancel' && refused === undefined;
      if (request.name === 'cancel') cancellations.push(request.path);
      if (refuses) refused = request.path;
      workload.judge?.(request, refuses ? away : answer(request, index + 1));
    }
    expect(cancellations.filter((path) => path === refused).length).toBeGreaterThanOrEqual(2);
  });
});
