import { describe, expect, test } from 'vitest';
import { HistoryReader } from './history-reader.ts';

function read(...lines: string[]) {
  const reader = new HistoryReader('some.file');
  for (const line of lines) reader.push(line);
  return reader.finish();
}

describe('a log of Jepsen', () => {
  test('is read past its other lines; what was not answered, or by a time-out, is unknown', () => {
    const { operations, hasTimes } = read(
      'INFO  jepsen.core - Everything set up',
      'INFO  jepsen.util - 0\t:invoke\t:read\tnil',
      'INFO  jepsen.util - 1\t:invoke\t:cas\t[3 4]',
      'INFO  jepsen.util - :nemesis\t:info\t:start\tnil',
      'INFO  jepsen.util - 0\t:fail\t:read\t:timed-out',
      'INFO  jepsen.util - 2\t:invoke\t:write\t7',
      'INFO  jepsen.util - 1\t:fail\t:cas\t[3 4]',
      'INFO  jepsen.util - 2\t:info\t:write\t:timed-out',
      'INFO  jepsen.util - 2\t:invoke\t:write\t8',
    );
    expect(hasTimes).toBe(false);
    expect(operations).toMatchObject([
      { process: 0, name: 'read', outcome: 'unknown', completedUs: Infinity },
      { process: 1, name: 'cas', input: [3, 4], outcome: 'failed', invokedUs: 3, completedUs: 7 },
      { process: 2, name: 'write', input: 7, outcome: 'unknown' },
      { process: 2, name: 'write', input: 8, outcome: 'unknown', line: 9 },
    ]);
  });
});

describe('EDN', () => {
  const invoke = '{:type :invoke, :f :write, :value 1, :process 0, :time 1000, :index 0}';
  const ok = '{:type :ok, :f :write, :value 1, :process 0, :time 3000, :error nil}';

  test('is read a map a line, in a vector, tagged, and over several lines', () => {
    const expected = [{ process: 0, name: 'write', input: 1, outcome: 'ok', invokedUs: 1, completedUs: 3 }];
    expect(read(invoke, ok).operations).toMatchObject(expected);
    expect(read(`[${invoke}`, ` ${ok}]`).operations).toMatchObject(expected);
    expect(read('; by hand', `#jepsen.history.Op${invoke}`, `#jepsen.history.Op${ok}`).operations).toMatchObject(
      expected,
    );
    expect(read('[', ...invoke.split(', '), `${ok}`, ']').operations).toMatchObject(expected);
  });

  test('braces and quotes in strings are no braces, and every kind of value is read', () => {
    const value = '"a } \\" {" nil true -1.5 2N [1 (2)] #{3} {:k :v} #inst "2020"';
    const lines = [`{:type :invoke :f :add :process 1 :value [${value}]}`, '{:type :ok :f :add :process 1 :value nil}'];
    expect(read(...lines).operations).toMatchObject([
      { input: ['a } " {', null, true, -1.5, 2, [1, [2]], [3], { k: 'v' }, '2020'], invokedUs: 1, completedUs: 2 },
    ]);
  });

  test('a nemesis is left out, and keys of independent objects are taken out of values', () => {
    const { operations } = read(
      '{:type :info, :f :kill, :process :nemesis, :value nil}',
      '{:type :invoke, :f :read, :value [5 nil], :process 0}',
      '{:type :ok, :f :read, :value [5 7], :process 0}',
      '{:type :invoke, :f :cas, :value [6 [1 2]], :process 0}',
    );
    expect(operations).toMatchObject([
      { name: 'read', key: 5, input: null, output: 7 },
      { name: 'cas', key: 6, input: [1, 2] },
    ]);
  });

  test('events that have one time keep their order', () => {
    const [first] = read(invoke, ok.replace('3000', '1000')).operations;
    expect(first?.completedUs).toBeGreaterThan(first?.invokedUs ?? 0);
  });
});

describe('JSON', () => {
  test('is read as events', () => {
    const { operations } = read(
      '{"process":3,"type":"invoke","f":"put","key":"x","value":"1","time":5000}',
      '{"process":3,"type":"ok","f":"put","key":"x","value":"1","time":9000}',
    );
    expect(operations).toMatchObject([
      { process: 3, name: 'put', key: 'x', input: '1', outcome: 'ok', completedUs: 9 },
    ]);
  });

  test('is read as our own history, and what overlaps was asked by different clients', () => {
    const line = (invokedUs: number, completedUs: number, outcome = 'ok') =>
      JSON.stringify({ id: 1, name: 'read', input: null, outcome, output: 7, status: 200, invokedUs, completedUs });
    const { operations } = read(line(1, 5), line(3, 4, 'unknown'), line(6, 8));
    expect(operations.map(({ process }) => process)).toEqual([0, 1, 0]);
    expect(operations[1]).toMatchObject({ outcome: 'unknown', completedUs: Infinity });
  });

  test('an unknown outcome of our own history needs no end', () => {
    const { operations } = read('{"name":"write","input":1,"outcome":"unknown","invokedUs":4}');
    expect(operations).toMatchObject([{ outcome: 'unknown', completedUs: Infinity }]);
  });
});

describe('what is no history is told with file and line', () => {
  const invoke = 'INFO - 4 :invoke :read nil';
  test.each([
    [
      'a client that does two things at once',
      [invoke, invoke],
      'some.file:2: process 4 invokes read while its read of line 1 is open',
    ],
    [
      'an answer to nothing',
      ['INFO - 4 :ok :read 1'],
      'some.file:1: process 4 completes read, which it had not invoked',
    ],
    [
      'an answer to something else',
      [invoke, 'INFO - 4 :ok :write 1'],
      'completes write, but had invoked read on line 1',
    ],
    [
      'a value that is none',
      ['INFO - 4 :invoke :cas [1 2'],
      "some.file:1: ']' was expected, but there is nothing more",
    ],
    [
      'a map without an end',
      ['{:process 0, :type :invoke,', ':f :read'],
      'some.file:1: the map that begins here has no end',
    ],
    [
      'a map without a function',
      ['{:process 0, :type :invoke}'],
      'some.file:1: :f, the name of the function, is missing',
    ],
    ['an unknown type', ['{:process 0, :type :begin, :f :read}'], ':type must be one of invoke, ok, fail and info'],
    [
      'a line cut off',
      ['{"process":0,"type":"invoke","f":"read"}', '{"process":0,"ty'],
      'some.file:2: this line is no JSON object',
    ],
    [
      'an object over several lines',
      ['{', ' "a.log": 1', '}'],
      'some.file:1: this is neither a map of EDN nor a JSON object',
    ],
    [
      'an end that is not told',
      ['{"name":"read","outcome":"ok","invokedUs":1}'],
      'some.file:1: completedUs: is missing',
    ],
    ['a wrong outcome', ['{"name":"read","outcome":"fine","invokedUs":1,"completedUs":2}'], 'some.file:1: outcome: '],
    ['another kind of file', ['# Read me', 'This is prose.'], 'some.file: there is no operation in it'],
  ] as const)('%s', (_, lines, message) => {
    expect(() => read(...lines)).toThrow(message);
  });

  test('an empty file is a history without operations', () => {
    expect(read('', '').operations).toEqual([]);
  });
});

describe('what the lines of several clients say of time', () => {
  const event = (process: number, type: string, time: number) =>
    JSON.stringify({ process, type, f: 'read', value: 1, time });

  test('counts, whatever the order in which they were put together', () => {
    const { operations } = read(
      event(0, 'invoke', 1_200_000),
      event(0, 'ok', 5_300_000),
      event(1, 'invoke', 100_000),
      event(1, 'ok', 200_000),
    );
    expect(operations.map(({ invokedUs, completedUs }) => [invokedUs, completedUs])).toEqual([
      [1200, 5300],
      [100, 200],
    ]);
  });

  test('cannot be that an operation ends before it begins', () => {
    expect(() => read(event(0, 'invoke', 9000), event(0, 'ok', 2000))).toThrow(
      'at a time before it invoked it on line 1',
    );
    const line = { name: 'read', outcome: 'ok', invokedUs: 9, completedUs: 2 };
    expect(() => read(JSON.stringify(line))).toThrow('completedUs: is before invokedUs');
  });
});

describe('hostile files', () => {
  const write = (value: string) => `{"process":0,"type":"invoke","f":"write","value":${value}}`;
  const ednWrite = (value: string) => `{:process 0, :type :invoke, :f :write, :value ${value}}`;

  test.each([write, ednWrite])('numbers that a double cannot tell apart stay apart', (line) => {
    const inputs = ['9007199254740993', '9007199254740992', '12'].map(
      (value) => read(line(value)).operations[0]?.input,
    );
    expect(inputs).toEqual(['9007199254740993', '9007199254740992', 12]);
  });

  test.each([write, ednWrite])('values that stand too deep within each other are refused', (line) => {
    expect(() => read(line('['.repeat(20_000) + ']'.repeat(20_000)))).toThrow('more than 1000 deep');
  });

  test('a byte order mark is no part of the first line', () => {
    expect(read(`\ufeff${write('1')}`).operations).toHaveLength(1);
  });
});
