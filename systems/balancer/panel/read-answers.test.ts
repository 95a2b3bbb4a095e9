import { expect, it } from 'vitest';
import { expectSuccess, readAnswerer } from './read-answers.ts';

it('who answered is read from the answer', () => {
  const body = { instance: 'image-1', port: 8001 };
  expect(readAnswerer({ status: 200, body })).toEqual(body);
  expect(() => readAnswerer({ status: 200, body: { instance: 1, port: 8001 } })).toThrow('which replica');
  expect(() => readAnswerer({ status: 200, body: null })).toThrow('which replica');
});

it('a failure says what the balancer said', () => {
  expect(() => expectSuccess({ status: 204, body: null })).not.toThrow();
  const body = { title: 'Not Found', detail: 'No replica is named image-9.', hint: 'Use image-1.' };
  expect(() => expectSuccess({ status: 404, body })).toThrow('404: No replica is named image-9. Use image-1.');
  expect(() => readAnswerer({ status: 503, body: null })).toThrow('answered 503');
});
