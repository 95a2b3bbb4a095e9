import { describe, expect, test } from 'vitest';
import { factModels } from './fact-lines.ts';
import { objectModels } from './object-models.ts';

function judge(model: string, lines: readonly string[]) {
  const judging = [...objectModels, ...factModels].find(({ name }) => name === model)?.open('some.file', {});
  if (judging === undefined) throw new Error(model);
  for (const line of lines) judging.push(line);
  return judging.finish();
}

/** `0 write 1 → 1`: an operation a line, one after the other, as events of EDN. */
function oneByOne(...operations: [name: string, input: string, answer: string][]): string[] {
  return operations.flatMap(([name, input, answer]) => {
    const [, type = ':ok', output] = /^(:\w+ )?(.*)$/.exec(answer) ?? [];
    return [
      `{:process 0, :type :invoke, :f :${name}, :key "k", :value ${input}}`,
      `{:process 0, :type ${type}, :f :${name}, :key "k", :value ${output}}`,
    ];
  });
}

describe('each model reads its operations, and finds what they cannot do', () => {
  test.each([
    [
      'register',
      oneByOne(['write', '1', '1'], ['cas', '[1 2]', '[1 2]'], ['cas', '[1 3]', ':fail [1 3]'], ['read', 'nil', '2']),
      'passed',
    ],
    ['register', oneByOne(['write', '1', '1'], ['cas', '[1 2]', ':fail [1 2]']), 'failed'],
    ['register', oneByOne(['write', '1', '1'], ['write', '2', ':fail 2'], ['read', 'nil', '2']), 'failed'],
    ['register', oneByOne(['write', '1', '1'], ['write', '2', ':info :timed-out'], ['read', 'nil', '2']), 'passed'],
    [
      'key-value',
      oneByOne(
        ['get', 'nil', '""'],
        ['append', '"a"', '"a"'],
        ['put', '"b"', '"b"'],
        ['append', '"c"', 'nil'],
        ['get', 'nil', '"bc"'],
      ),
      'passed',
    ],
    ['key-value', oneByOne(['append', '"a"', '"a"'], ['append', '"b"', 'nil'], ['get', 'nil', '"ba"']), 'failed'],
    ['set', oneByOne(['add', '1', '1'], ['add', '2', '2'], ['remove', '1', '1'], ['read', 'nil', '#{2}']), 'passed'],
    ['set', oneByOne(['add', '1', '1'], ['contains', '1', 'false']), 'failed'],
    [
      'queue',
      oneByOne(
        ['enqueue', '1', '1'],
        ['enqueue', '2', '2'],
        ['dequeue', 'nil', '1'],
        ['dequeue', 'nil', '2'],
        ['dequeue', 'nil', 'nil'],
      ),
      'passed',
    ],
    ['queue', oneByOne(['enqueue', '1', '1'], ['enqueue', '2', '2'], ['dequeue', 'nil', '2']), 'failed'],
    ['queue', oneByOne(['enqueue', '1', '1'], ['dequeue', 'nil', ':fail :empty']), 'failed'],
    [
      'log',
      oneByOne(['append', '"a"', '0'], ['append', '"b"', '1'], ['read', '1', '"b"'], ['read', '2', 'nil']),
      'passed',
    ],
    ['log', oneByOne(['append', '"a"', '0'], ['append', '"b"', '0']), 'failed'],
    [
      'log-agreement',
      [
        '{"node":"a"}',
        '{"node":"b"}',
        '{"node":"a","position":0,"entry":"x"}',
        '{"node":"b","position":0,"entry":"x"}',
        '{"acknowledged":"x","invokedUs":1,"completedUs":2}',
      ],
      'passed',
    ],
    [
      'log-agreement',
      [
        '{"node":"a","position":0,"entry":"x"}',
        '{"node":"b","position":0,"entry":"x"}',
        '{"acknowledged":"x","invokedUs":1,"completedUs":2}',
      ],
      'inconclusive',
    ],
    ['log-agreement', ['{"node":"c"}', '{"node":"b"}', '{"acknowledged":"x","invokedUs":1,"completedUs":2}'], 'failed'],
    ['log-agreement', ['{"node":"a","position":0,"entry":"x"}', '{"node":"b","position":0,"entry":"y"}'], 'failed'],
    [
      'causal-order',
      [
        '{"sent":"q","process":"a","number":1}',
        '{"sent":"r","process":"b","number":1,"after":["q"]}',
        '{"delivered":"q","process":"c"}',
        '{"delivered":"r","process":"c"}',
      ],
      'passed',
    ],
    [
      'causal-order',
      [
        '{"sent":"q","process":"a","number":1}',
        '{"sent":"r","process":"b","number":1,"after":["q"]}',
        '{"delivered":"r","process":"c"}',
        '{"delivered":"q","process":"c"}',
      ],
      'failed',
    ],
    ['exactly-once', ['{"identity":"o1","outcome":"unknown"}', '{"effect":"o1","position":1}'], 'passed'],
    [
      'exactly-once',
      ['{"identity":"o1","outcome":"ok"}', '{"effect":"o1","position":1}', '{"effect":"o1","position":2}'],
      'failed',
    ],
  ] as const)('a history of %s, the one numbered %#', (model, lines, verdict) => {
    expect(judge(model, lines).result).toMatchObject({ verdict });
  });

  test('a compare-and-set that failed with an error has seen nothing', () => {
    const [invoke = '', fail = ''] = oneByOne(['cas', '[1 2]', ':fail [1 2]']);
    const withError = fail.replace('}', ', :error :no-leader}');
    const write = oneByOne(['write', '1', '1']);
    expect(judge('register', [...write, invoke, fail]).result.verdict).toBe('failed');
    expect(judge('register', [...write, invoke, withError]).result.verdict).toBe('passed');
  });

  test('texts that can be taken apart in several ways are judged all the same', () => {
    const twice = oneByOne(['append', '"a"', 'nil'], ['append', '"a"', 'nil'], ['get', 'nil', '"aa"']);
    const ambiguous = oneByOne(['put', '"ab"', 'nil'], ['append', '"a"', 'nil'], ['get', 'nil', '"aba"']);
    expect(judge('key-value', twice).result.verdict).toBe('passed');
    expect(judge('key-value', ambiguous).result.verdict).toBe('passed');
    expect(judge('key-value', [...twice, ...oneByOne(['get', 'nil', '"aaa"'])]).result.verdict).toBe('failed');
  });

  test('an operation that is none of the model is told with what is', () => {
    expect(() => judge('queue', oneByOne(['push', '1', '1']))).toThrow(
      "some.file:1: 'push' is none of its operations: enqueue, dequeue",
    );
    expect(() => judge('register', oneByOne(['cas', '1', '1']))).toThrow(
      'some.file:1: the value of cas is [from, to], not 1',
    );
    expect(() => judge('causal-order', ['{"sent":1}'])).toThrow('some.file:1: a line of causal-order is {"sent"');
  });

  test('a history that the simulator keeps is one of a key-value store, its compare-and-sets too', () => {
    const line = (id: number, kind: string, asked: object, output: unknown, outcome = 'ok') =>
      JSON.stringify({
        ...{ id, name: kind, input: { client: 3, kind, key: 'r1', ...asked }, outcome, output, status: 200 },
        ...{ invokedUs: 10 * id, completedUs: 10 * id + 5 },
      });
    const history = (read: unknown, compared: unknown) => [
      line(0, 'get', {}, { value: null }),
      line(1, 'compare-and-set', { expected: null, value: '1' }, 'written'),
      line(2, 'compare-and-set', { expected: '7', value: '2' }, compared),
      line(3, 'put', { value: '3' }, null, 'unknown'),
      line(4, 'get', {}, { value: read }),
    ];
    expect(judge('key-value', history('1', { mismatch: '1' })).result.verdict).toBe('passed');
    expect(judge('key-value', history('3', { mismatch: '1' })).result.verdict).toBe('passed');
    expect(judge('key-value', history('1', { mismatch: '5' })).result.verdict).toBe('failed');
    expect(judge('key-value', history('2', { mismatch: '1' })).result.violations).toEqual([
      'client 3: get r1 → "2", line 5, from 40 µs to 45 µs: nobody wrote 2 before that',
    ]);
  });

  test('nothing is said of a history in which nothing took effect', () => {
    expect(judge('register', oneByOne(['write', '1', ':fail 1'])).result.verdict).toBe('inconclusive');
  });

  test('a violation is told in words, with the operations that are needed to see it, and drawn', () => {
    const writes = Array.from(
      { length: 20 },
      (_, index) => ['write', `${index}`, `${index}`] as [string, string, string],
    );
    const { result, timeline } = judge('register', oneByOne(...writes, ['read', 'nil', '7']));
    expect(result.violations).toEqual([
      'client 0: read k → 7, from line 41 to line 42: the last 7 was overwritten by write k 19 at line 39; the register is then 19',
      'over before it began: write k 7 (client 0, from line 15 to line 16), write k 19 (client 0, from line 39 to line 40)',
    ]);
    expect(timeline?.bars.map(({ label }) => label)).toEqual(['write k 7', 'write k 19', 'read k → 7']);
  });
});
