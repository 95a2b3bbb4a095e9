import { seededRandom } from '@temblor/foundation/randomness/random';
import { describe, expect, test } from 'vitest';
import { createWorkload } from './workload.ts';

describe('the workload of the log', () => {
  test('is ten clients that append, each message under a key of its own, and some reads', () => {
    const workload = createWorkload(seededRandom(1));
    const requests = Array.from({ length: 1000 }, (_, index) => workload.next(index));
    const appends = requests.filter(({ name }) => name === 'append');
    expect(new Set(appends.map(({ headers }) => headers?.['idempotency-key'])).size).toBe(appends.length);
    const clients = appends.map(({ input }) => /client-\d+/.exec(JSON.stringify(input))?.[0]);
    expect(new Set(clients).size).toBe(10);
    const reads = requests.length - appends.length;
    expect(reads).toBeGreaterThan(20);
    expect(reads).toBeLessThan(100);
  });

  test.each([
    [200, 'ok'],
    [400, 'failed'],
    [409, 'failed'],
    [503, 'failed'],
    [504, 'unknown'],
    [500, 'unknown'],
    [0, 'unknown'],
  ] as const)('the status %d makes an append %s', (status, outcome) => {
    const workload = createWorkload(seededRandom(1));
    const append = nextAppend(workload);
    expect(workload.judge?.(append, { status, body: { id: 1, lamport_timestamp: 1 } })).toBe(outcome);
  });

  test('sends what is unknown again under its key, and what was acknowledged now and then', () => {
    const workload = createWorkload(seededRandom(2));
    const lost = nextAppend(workload);
    workload.judge?.(lost, { status: 0, body: null });
    expect(nextAppend(workload)).toEqual(lost);
    workload.judge?.(lost, { status: 200, body: { id: 7, lamport_timestamp: 9 } });
    const later = Array.from({ length: 500 }, (_, index) => workload.next(1000 + index));
    expect(later).toContainEqual(lost);
    expect(later.find(({ name }) => name === 'read')?.path).toBe('/messages?after=0&limit=50');
  });
});

function nextAppend(workload: ReturnType<typeof createWorkload>) {
  for (let index = 0; ; index += 1) {
    const request = workload.next(index);
    if (request.name === 'append') return request;
  }
}
