import { expect, test } from 'vitest';
import { diskFailure } from './disk-failure.ts';

test('a full disk is an expected failure, with what to do', () => {
  const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  expect(diskFailure(error)).toMatchObject({
    ...{ code: 'disk-full', exitCode: 74, hint: 'make room on it, and try again' },
    message: 'the disk is full: ENOSPC: no space left on device, write',
  });
});

test('what is no matter of the disk is left as it is', () => {
  expect(diskFailure(Object.assign(new Error('no such file'), { code: 'ENOENT' }))).toBeUndefined();
  expect(diskFailure(new TypeError('x is undefined'))).toBeUndefined();
  expect(diskFailure(undefined)).toBeUndefined();
});
