import { expect, test } from 'vitest';
import { describeUncaught } from './describe-uncaught.ts';

test('names the place on one line, and shows no stack', () => {
  const { message, exitCode } = describeUncaught(new Error('late'));
  expect(message).toMatch(/^an error that nothing caught: late \(\/.*describe-uncaught\.test\.ts:\d+:\d+\)$/);
  expect(exitCode).toBe(70);
});

test('does without a place where what was thrown is no error', () => {
  expect(describeUncaught('late').message).toBe('an error that nothing caught: late');
});
