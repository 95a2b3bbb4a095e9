import { describe, expect, test } from 'vitest';
import { makePaint } from '../output/paint.ts';
import { isAsGraveAs, levelOf, renderLogText } from './log-record.ts';

const date = new Date(2026, 10, 23, 8, 30, 1, 250);
const time = date.getTime();
const render = (record: unknown, instance = 'node-1') =>
  renderLogText({ instance, text: typeof record === 'string' ? record : JSON.stringify(record) }, makePaint(false));

describe('a record of a logger', () => {
  test('is told in words, with its own fields and without what stands in front of the line', () => {
    const who = { service: 'node', instance: 'node-1' };
    const record = { level: 'warn', time: date.toISOString(), ...who, trace_id: 'a', path: '/a b', status: 503 };
    const told = '08:30:01.250 WARN  nobody leads  path="/a b" status=503 "a b"=eu';
    expect(render({ ...record, 'a b': 'eu', message: 'nobody leads' })).toBe(told);
    expect(render({ level: 30, time, ...who, msg: 'x' }, 'node-2')).toBe(
      '08:30:01.250 INFO  x  service=node instance=node-1',
    );
  });

  test('keeps all that it says: two messages, and what is no error though it has a message', () => {
    const reply = { message: 'hi', status: 503 };
    expect(render({ level: 40, time, message: 'one', msg: 'two', reply })).toBe(
      '08:30:01.250 WARN  one  msg=two reply={"message":"hi","status":503}',
    );
  });

  test.each(['err', 'error'])('tells an error as %s with its own fields, and its stack below', (name) => {
    const error = { message: 'no room', code: 'ENOSPC', stack: 'Error: no room\n    at write' };
    expect(render({ level: 50, time, [name]: error, msg: 'failed' })).toBe(
      `08:30:01.250 ERROR failed  ${name}={"message":"no room","code":"ENOSPC"}\n    Error: no room\n        at write`,
    );
  });

  test.each([
    [30, 'info'],
    [60, 'fatal'],
    [5, 'trace'],
    ['debug', 'debug'],
    ['WARNING', 'warn'],
  ])('of the level %j is %s', (level, name) => {
    expect(levelOf(JSON.stringify({ level, timestamp: date.toISOString() }))).toBe(name);
  });
});

test.each([
  'plain\twords',
  '{ not JSON',
  '{"a":1}',
  '[1]',
  '',
  '{"level":"loud","time":1}',
  '{"level":30,"time":"12"}',
])('what is no record stays as it stands: %j', (text) => {
  expect(render(text)).toBe(text);
  expect(levelOf(text)).toBeUndefined();
});

test('nothing that a line says steers the terminal', () => {
  const bad = '\u001b[2J\u009b\u202e\u2028\r';
  const record = { level: 30, time, err: { stack: `a\n${bad}` }, [bad]: bad, list: [bad], msg: `two\nlines ${bad}` };
  for (const shown of [render(record), render(bad)]) {
    expect(shown.replaceAll('\n    ', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
  }
  expect(render(record)).toContain('two\\u000alines \\u001b[2J\\u009b\\u202e\\u2028\\u000d');
});

test('a level keeps what is as grave, and what does not say how grave it is', () => {
  const lines = ['{"level":30,"time":1}', '{"level":"warn","time":1}', '{"level":50,"time":1}', 'plain'];
  const kept = (level: Parameters<typeof isAsGraveAs>[0]) =>
    lines.filter((text) => isAsGraveAs(level)({ text })).map((text) => lines.indexOf(text));
  expect(kept('warn')).toEqual([1, 2, 3]);
  expect(kept('fatal')).toEqual([3]);
  expect(kept(undefined)).toEqual([0, 1, 2, 3]);
});
