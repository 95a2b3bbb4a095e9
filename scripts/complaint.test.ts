import { expect, test } from 'vitest';
import { complaintIn } from './complaint.ts';

const passed = ' ✓ unit a.test.ts (1 test) 3ms\n   ✓ reports Failed Tests 1 to whoever asks\n\n';
const red = (text: string) =>
  `\u001b[31m⎯⎯\u001b[39m\u001b[1m\u001b[41m ${text} \u001b[49m\u001b[22m\u001b[31m⎯⎯\u001b[39m`;

test.each(['Failed Suites 1', 'Failed Tests 2', 'Unhandled Errors', 'Startup Error'])(
  'of Vitest it is all from %s on, in colours or not',
  (banner) => {
    for (const line of [red(banner), `⎯⎯⎯⎯ ${banner} ⎯⎯⎯⎯`]) {
      const failures = `${line}\n\n FAIL  unit b.test.ts > holds\nAssertionError\n`;
      expect(complaintIn(passed + failures)).toBe(failures);
    }
  },
);

test('where several kinds of failures are listed it begins with the first', () => {
  const failures = `⎯⎯ Failed Suites 1 ⎯⎯\n FAIL a\n⎯⎯ Failed Tests 1 ⎯⎯\n FAIL b\n⎯⎯ Unhandled Errors ⎯⎯\n`;
  expect(complaintIn(passed + failures)).toBe(failures);
});

test('where no failures are listed it is everything', () => {
  const said = 'a.ts:1:1 lint/style FIXABLE\nFound 1 error.\n';
  expect(complaintIn(said)).toBe(said);
});
