import { expect, test } from 'vitest';
import { makePaint } from '../output/paint.ts';
import { levelOf, renderLogText } from './log-record.ts';

const paint = makePaint(false);
const time = new Date(2026, 10, 23, 8, 30, 1, 250);

test('a record of a logger is told in words, with its own fields and without what stands in front of the line', () => {
  const record = {
    level: 'warn',
    time: time.toISOString(),
    service: 'node',
    instance: 'node-1',
    trace_id: 'abc',
    path: '/a b',
    status: 503,
    from: 'eu',
    message: 'nobody leads',
  };
  expect(renderLogText(JSON.stringify(record), paint)).toBe(
    '08:30:01.250 WARN  nobody leads  path="/a b" status=503 from=eu',
  );
});

test('an error is told with its stack', () => {
  const err = { type: 'Error', message: 'no room left', stack: 'Error: no room left\n    at write' };
  const lines = renderLogText(JSON.stringify({ level: 50, time: time.getTime(), err, msg: 'failed' }), paint);
  expect(lines).toBe('08:30:01.250 ERROR failed  err="no room left"\n    Error: no room left\n        at write');
});

test.each(['plain words', '{ not JSON', '{"a":1}', '[1]', '', '{"level":"loud","time":"now","message":"?"}'])(
  'what is no record stays as it stands: %j',
  (text) => {
    expect(renderLogText(text, paint)).toBe(text);
    expect(levelOf(text)).toBeUndefined();
  },
);

test.each([
  [30, 'info'],
  [60, 'fatal'],
  [5, 'trace'],
  ['debug', 'debug'],
])('the level %j is %s', (level, name) => {
  expect(levelOf(JSON.stringify({ level, time: 'no time', msg: 'x' }))).toBe(name);
});

test('nothing that a record says steers the terminal', () => {
  const esc = '\u001b[2J\u009b';
  const err = { message: esc, stack: `a\n${esc}` };
  const record = { level: 30, time: time.getTime(), err, [esc]: esc, list: [esc], msg: `two\nlines ${esc}` };
  const shown = renderLogText(JSON.stringify(record), paint);
  expect(shown.replaceAll('\n    ', '')).not.toMatch(/\p{Cc}/u);
  expect(shown).toContain('two\\u000alines \\u001b[2J\\u009b');
});
