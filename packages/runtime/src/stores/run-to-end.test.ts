import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { failureOf } from './run-to-end.ts';

describe('a program of PostgreSQL that failed', () => {
  test('for want of disk space is told so, with what to do', () => {
    const error = failureOf('copying', ["cp: error writing '/x/y': No space left on device"]);
    assert.equal(error.code, 'disk-full');
    assert.match(error.hint ?? '', /free 150 MB/);
  });

  test('for any other reason is told in its own words', () => {
    const error = failureOf('preparing', ['initdb: error: could not look up effective user ID 4711']);
    assert.equal(error.code, 'postgresql-failed');
    assert.match(error.message, /preparing failed: .*4711/);
  });

  test('without a word is told so', () => {
    assert.match(failureOf('starting', []).message, /printed nothing/);
  });
});
