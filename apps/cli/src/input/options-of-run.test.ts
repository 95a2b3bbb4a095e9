import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { expect, test } from 'vitest';
import { inOptionsOfRun } from './options-of-run.ts';

const own = 'leave out --on and --use-running: it then runs on a system of its own';

test.each([
  ['system-in-use', 'wait for it to end', `wait for it to end; or ${own}`],
  ['system-in-use', undefined, own],
  ['other-environment', 'run it on a system of its own', own],
  ['settings-too-late', 'give it none', `leave out --set and --store; or ${own}`],
])('%s with the hint %s is told in the options of the command', (code, hint, told) => {
  const error = new TemblorError(code, 'no', { exitCode: 75, ...(hint === undefined ? {} : { hint }) });
  expect(inOptionsOfRun(error)).toMatchObject({ code, message: 'no', hint: told, exitCode: 75, cause: error });
});

test('what no option of it decides is left as it is', () => {
  for (const error of [new TemblorError('system-not-up', 'no', { hint: 'start it' }), new Error('no')]) {
    expect(inOptionsOfRun(error)).toBe(error);
  }
});
