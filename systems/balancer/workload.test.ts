import { seededRandom } from '@temblor/foundation/randomness/random';
import { describe, expect, test } from 'vitest';
import { catalogue } from './services/image/catalogue.ts';
import { createWorkload } from './workload.ts';

const play = (seed: number, count: number) => {
  const workload = createWorkload(seededRandom(seed));
  return Array.from({ length: count }, (_, index) => workload.next(index));
};

describe('workload of the balancer', () => {
  test('is GET /whoami, and a few small images that there are', () => {
    const requests = play(1, 20_000);
    const images = requests.filter(({ name }) => name === 'image');
    expect(images.length).toBeGreaterThan(50);
    expect(images.length).toBeLessThan(200);
    expect(requests.length - images.length).toBe(requests.filter(({ path }) => path === '/whoami').length);
    for (const { path } of images) {
      const { pathname, searchParams } = new URL(path, 'http://localhost');
      expect(catalogue.map(({ id }) => `/images/${id}`)).toContain(pathname);
      expect(Number(searchParams.get('width'))).toBeLessThanOrEqual(64);
    }
  });

  test('plays the same schedule for the same seed', () => {
    expect(play(3, 500)).toEqual(play(3, 500));
    expect(play(4, 500)).not.toEqual(play(3, 500));
  });

  test.each([
    [200, 'ok'],
    [304, 'failed'],
    [429, 'failed'],
    [503, 'failed'],
    [0, 'failed'],
  ] as const)('the status %d makes an operation %s', (status, outcome) => {
    const workload = createWorkload(seededRandom(1));
    expect(workload.judge?.(workload.next(0), { status, body: null })).toBe(outcome);
  });
});
