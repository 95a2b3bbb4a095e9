import { expect, test } from 'vitest';
import { describeRefusal } from './switch-refusal.ts';

test('a refusal is told with the reason that the service gives, and what it says to do', () => {
  const body = { code: 'invalid_request', detail: 'body.crash: expected boolean', hint: 'Correct the named fields.' };
  expect(describeRefusal('shop', { status: 422, body })).toBe(
    'the fault switch of shop answered 422: body.crash: expected boolean (Correct the named fields.)',
  );
  expect(describeRefusal('shop', { status: 409, body: { detail: 'not now' } })).toMatch(/answered 409: not now$/);
});

test.each([[null], ['no'], [{}], [{ detail: 5 }], [{ detail: '' }]])(
  'one without a reason, %j, by its status',
  (body) => {
    expect(describeRefusal('shop', { status: 404, body })).toBe('the fault switch of shop answered 404');
  },
);

test('a reason of any length does not fill the journal', () => {
  const told = describeRefusal('shop', { status: 422, body: { detail: 'x'.repeat(100_000) } });
  expect(told.length).toBeLessThan(400);
});
