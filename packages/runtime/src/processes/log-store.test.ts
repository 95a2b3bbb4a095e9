import { describe, expect, test } from 'vitest';
import { LogStore } from './log-store.ts';

const line = (instance: string, text: string) => ({ atUs: 1, instance, stream: 'stdout' as const, text });
const texts = (store: LogStore, instance: string, lines?: number) =>
  store.recent(instance, lines).map(({ text }) => text);

describe('the log store', () => {
  test('keeps the last lines of each instance by itself, oldest first', () => {
    const store = new LogStore({ maximumLines: 3 });
    for (const text of ['1', '2', '3', '4', '5']) store.append(line('a', text));
    store.append(line('b', 'other'));
    expect(texts(store, 'a')).toEqual(['3', '4', '5']);
    expect(texts(store, 'a', 2)).toEqual(['4', '5']);
    expect(texts(store, 'b')).toEqual(['other']);
    expect(texts(store, 'c')).toEqual([]);
  });

  test('keeps no more than its size, however long the lines', () => {
    const store = new LogStore({ maximumLength: 10 });
    for (const text of ['aaaa', 'bbbb', 'cccc']) store.append(line('a', text));
    expect(texts(store, 'a')).toEqual(['bbbb', 'cccc']);
    store.append(line('a', 'd'.repeat(11)));
    expect(texts(store, 'a')).toEqual([]);
    store.append(line('a', 'e'));
    expect(texts(store, 'a')).toEqual(['e']);
  });

  test('stays right over many more lines than it keeps', () => {
    const store = new LogStore({ maximumLines: 7 });
    for (let number = 0; number < 10_000; number += 1) store.append(line('a', String(number)));
    expect(texts(store, 'a')).toEqual(['9993', '9994', '9995', '9996', '9997', '9998', '9999']);
  });

  test('tells followers of every line until they end', () => {
    const store = new LogStore();
    const seen: string[] = [];
    const following = store.follow(({ text }) => seen.push(text));
    store.append(line('a', '1'));
    following[Symbol.dispose]();
    store.append(line('a', '2'));
    expect(seen).toEqual(['1']);
  });
});
