import { readEnvironment } from '@temblor/kit/service/environment';
import { expect, test } from 'vitest';
import { balancerEnvironment, upstreamsOf } from './balancer-environment.ts';

const given = {
  PORT: '8000',
  INSTANCE_ID: 'balancer',
  IMAGE_URLS: 'http://127.0.0.1:8001,http://[::1]:8002,http://images.example',
};

test('what is left out has its default', () => {
  expect(readEnvironment(given, balancerEnvironment)).toMatchObject({
    STRATEGY: 'least-connections',
    HEALTH_INTERVAL_MS: 50,
    HEALTH_TIMEOUT_MS: 100,
    HEDGE: 'on',
  });
});

test('replicas are numbered in their order, and weighed in it', () => {
  const environment = readEnvironment({ ...given, WEIGHTS: '1,1,2.5' }, balancerEnvironment);
  expect(upstreamsOf(environment)).toEqual([
    { id: 'image-1', host: '127.0.0.1', port: 8001, weight: 1 },
    { id: 'image-2', host: '::1', port: 8002, weight: 1 },
    { id: 'image-3', host: 'images.example', port: 80, weight: 2.5 },
  ]);
});

test.each([
  [{ STRATEGY: 'round-robbin' }, "did you mean 'round-robin'?"],
  [{ WEIGHTS: '1,2' }, '2 weights are given for 3 replicas'],
  [{ WEIGHTS: '1,0,1' }, 'WEIGHTS.1: a weight must be greater than 0'],
  [{ WEIGHTS: '1,1,2000' }, 'WEIGHTS.2: a weight may be at most 1000'],
  [{ IMAGE_URLS: '' }, 'IMAGE_URLS: must name at least one replica'],
  [{ IMAGE_URLS: ',' }, 'IMAGE_URLS: must name at least one replica'],
  [{ IMAGE_URLS: 'nonsense' }, 'IMAGE_URLS.0: must be of the form http://host:port'],
  [{ IMAGE_URLS: 'http://127.0.0.1:0' }, 'nobody listens on port 0'],
  [{ IMAGE_URLS: 'http://a:1,http://b:1,http://a:1/' }, 'IMAGE_URLS: http://a:1/ is named twice'],
  [{ PORT: '8001' }, "IMAGE_URLS: http://127.0.0.1:8001 is the balancer's own address"],
  [{ WEIGHTS: '1,x,1' }, 'numbers separated by commas'],
  [{ IMAGE_URLS: 'http://127.0.0.1:8001/images' }, 'without a path'],
  [{ IMAGE_URLS: 'https://127.0.0.1:8001' }, 'http://host:port'],
  [{ HEDGE: 'maybe' }, 'HEDGE'],
  [{ HEALTH_FAILURES: '0' }, 'HEALTH_FAILURES'],
  [{ PLANTED_BUG: 'no-retry' }, "did you mean 'no-retries'?"],
])('%j is an error that says what is wrong', (wrong, words) => {
  expect(() => readEnvironment({ ...given, ...wrong }, balancerEnvironment)).toThrow(words);
});
