import { expect, it } from 'vitest';
import type { z } from 'zod';
import type { statisticsSchema } from '../services/balancer/pages/page-schemas.ts';
import { readStatistics } from './read-statistics.ts';

const attempts = { requests: 12, failures: 1, meanMs: 3.5, maxMs: 9 };
const requests = { requests: 12, failures: 0, refused: 0, retries: 1, hedges: 0 };
/** As the balancer's own page says that it answers. */
const answered: z.infer<typeof statisticsSchema> = {
  ...{ ...requests, instance: 'balancer', startUs: 0, endUs: 1, strategy: 'random', panic: false, totals: requests },
  replicas: [
    {
      ...{ id: 'image-1', url: 'http://127.0.0.1:8001', state: 'in-rotation', breaker: 'closed', health: 'up' },
      ...{ weight: 1, effectiveWeight: 1, share: 1, inFlight: 0, timesOut: 2, outSince: null },
      ...{ ...attempts, requests: 1, totals: attempts },
    },
  ],
};

it('the totals of each replica are read from what the balancer answers', () => {
  const [row] = readStatistics({ status: 200, body: answered });
  expect(row).toMatchObject({ id: 'image-1', breaker: 'closed', timesOut: 2, totals: { requests: 12, failures: 1 } });
});

it('what is no statistics is told as that', () => {
  expect(() => readStatistics({ status: 200, body: { replicas: [{ id: 'image-1' }] } })).toThrow('something else');
  expect(() => readStatistics({ status: 200, body: null })).toThrow('something else');
  expect(() => readStatistics({ status: 503, body: null })).toThrow('answered 503');
});
