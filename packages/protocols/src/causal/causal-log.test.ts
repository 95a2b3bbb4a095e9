import { expect, test } from 'vitest';
import { CausalLog } from './causal-log.ts';

const entry = (number: number, content: string) => ({ from: 3, clock: { 3: number }, content });

test('a log stays what it was when another grows out of it, or two do', () => {
  const one = CausalLog.empty<ReturnType<typeof entry>>().append([entry(1, 'a')]);
  const left = one.append([entry(2, 'b')]);
  const right = one.append([entry(2, 'c')]);
  const read = (log: typeof one) => log.missing({}, 9).map(({ content }) => content);
  expect([one, left, right].map(read)).toEqual([['a'], ['a', 'b'], ['a', 'c']]);
});
