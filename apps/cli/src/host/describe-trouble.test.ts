import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { expect, test } from 'vitest';
import { describeTrouble } from './describe-trouble.ts';

test('a full disk is no defect of the lab; what nobody expects is one', () => {
  const full = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
  expect(describeTrouble(full)).toBe('the disk is full: ENOSPC: no space left\n  make room on it, and try again');
  const known = new TemblorError('journal-not-written', 'its journal cannot be written', { hint: 'make room' });
  expect(describeTrouble(known)).toBe('its journal cannot be written\n  make room');
  expect(describeTrouble(new TypeError('x is undefined'))).toBe('a defect of the lab: x is undefined');
});
