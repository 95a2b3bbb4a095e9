import type { RaftEntry } from '@temblor/protocols/raft/types';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Draft } from '../message-log.ts';
import type { Placed } from './log-machine.ts';
import type { Decision } from './proposals.ts';
import { Proposals } from './proposals.ts';

afterEach(() => {
  vi.useRealTimers();
});

function begin() {
  vi.useFakeTimers();
  const batches: { request: number; contents: string[] }[] = [];
  const propose = (request: number, batch: readonly Draft[]) =>
    batches.push({ request, contents: batch.map(({ content }) => content) });
  const proposals = new Proposals({ propose, patienceMs: 1_000 });
  const decisions = new Map<string, Decision>();
  const add = (content: string) => {
    const draft = { content, nodeId: 1, physicalTimestamp: 0, lamportTime: 0 };
    void proposals.add(draft).then((decision) => decisions.set(content.slice(0, 8), decision));
  };
  return { proposals, batches, decisions, add };
}

function dataAt(index: number, term = 1): RaftEntry {
  return { kind: 'data', index, term, data: '' };
}

function placesFrom(first: number, count: number): Placed[] {
  return Array.from({ length: count }, (_, place) => ({
    isRepeated: false,
    id: first + place,
    lamportTimestamp: first + place,
  }));
}

describe('batches', () => {
  test('hold what came in one turn, in its order, up to a size; a long message is one alone', async () => {
    const { batches, add } = begin();
    const long = 'l'.repeat(300_000);
    for (const content of ['a', 'b', long, 'c']) add(content);
    await vi.advanceTimersByTimeAsync(0);
    const lengths = () => batches.map(({ contents }) => contents.map(({ length }) => length));
    expect(lengths()).toEqual([[1, 1], [300_000]]);
    // Four were on their way, of which one was left: it is held for three more.
    for (const content of ['d', 'e']) {
      add(content);
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(lengths()).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(6);
    expect(lengths()).toEqual([[1, 1], [300_000], [1, 1, 1]]);
  });

  /** What each entry holds, in their order. */
  const sizes = (batches: readonly { contents: string[] }[]) => batches.map(({ contents }) => contents.length);

  test('wait until there are as many as were on their way when the last entry was proposed', async () => {
    const { proposals, batches, add } = begin();
    for (const content of ['m1', 'm2', 'm3', 'm4']) {
      add(content);
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(sizes(batches)).toEqual([1, 1, 2]);
    await vi.advanceTimersByTimeAsync(3);
    for (const [index, count] of [1, 1, 2].entries()) {
      proposals.appended(index + 1, index + 1, 1);
      proposals.committed(dataAt(index + 1), placesFrom(index + 1, count), 1);
    }
    // Four were on their way: three are held for one more.
    for (const content of ['m5', 'm6', 'm7']) add(content);
    await vi.advanceTimersByTimeAsync(1);
    expect(sizes(batches)).toEqual([1, 1, 2]);
    add('m8');
    await vi.advanceTimersByTimeAsync(0);
    expect(batches.at(-1)?.contents).toEqual(['m5', 'm6', 'm7', 'm8']);
  });

  /** Three are proposed and committed, the entry taking some time. */
  const commitThree = async (tookMs: number) => {
    const begun = begin();
    for (const content of ['a', 'b', 'c']) begun.add(content);
    await vi.advanceTimersByTimeAsync(tookMs);
    begun.proposals.appended(1, 1, 1);
    begun.proposals.committed(dataAt(1), placesFrom(1, 3), 1);
    await vi.advanceTimersByTimeAsync(0);
    return begun;
  };

  test.each([
    ['an entry takes', 3, 3],
    ['five milliseconds', 300, 5],
  ])('wait no longer than %s', async (_, tookMs, heldMs) => {
    const { batches, add } = await commitThree(tookMs);
    add('d');
    await vi.advanceTimersByTimeAsync(heldMs - 2);
    add('e');
    await vi.advanceTimersByTimeAsync(1);
    expect(sizes(batches)).toEqual([3]);
    await vi.advanceTimersByTimeAsync(2);
    expect(batches.at(-1)?.contents).toEqual(['d', 'e']);
  });

  test('of one that was alone do not wait', async () => {
    const { batches, add } = await commitThree(3);
    add('d');
    await vi.advanceTimersByTimeAsync(5);
    add('e');
    await vi.advanceTimersByTimeAsync(0);
    expect(sizes(batches)).toEqual([3, 1, 1]);
  });

  test('that come when nothing has been on its way for a while do not wait', async () => {
    const { batches, add } = await commitThree(3);
    await vi.advanceTimersByTimeAsync(6);
    add('d');
    await vi.advanceTimersByTimeAsync(0);
    expect(sizes(batches)).toEqual([3, 1]);
  });

  test('that are full do not wait, whatever else is on its way; others do', async () => {
    const { proposals, batches, add } = begin();
    const lastLengths = () => batches.slice(-2).flatMap(({ contents }) => contents.map(({ length }) => length));
    const long = 'l'.repeat(300_000);
    for (const content of ['a', 'b', 'c']) add(content);
    await vi.advanceTimersByTimeAsync(0);
    for (const index of [2, 4]) {
      add(long);
      proposals.withdraw(undefined);
      add('small');
      await vi.advanceTimersByTimeAsync(1);
      expect(batches).toHaveLength(index - 1);
      add(long);
      await vi.advanceTimersByTimeAsync(0);
      expect(lastLengths()).toEqual([5, 300_000]);
      await vi.advanceTimersByTimeAsync(4);
      proposals.appended(batches.length, index, 1);
      proposals.committed(dataAt(index), placesFrom(index, 1), 1);
    }
  });

  test('wait no longer after an entry that another leader replaced, however late that was seen', async () => {
    const { proposals, batches, add } = await commitThree(2);
    for (const content of ['d', 'e', 'f']) add(content);
    await vi.advanceTimersByTimeAsync(900);
    proposals.appended(2, 2, 1);
    proposals.committed({ kind: 'no-op', index: 2, term: 2 }, [], 2);
    for (const content of ['g', 'h', 'i']) add(content);
    await vi.advanceTimersByTimeAsync(0);
    add('j');
    await vi.advanceTimersByTimeAsync(1);
    expect(sizes(batches)).toEqual([3, 3, 3]);
    await vi.advanceTimersByTimeAsync(2);
    expect(sizes(batches)).toEqual([3, 3, 3, 1]);
  });

  test('wait for each other while many entries are undecided, however long', async () => {
    const { proposals, batches, decisions, add } = begin();
    for (let turn = 1; turn <= 20; turn += 1) {
      add(`m${turn}`);
      await vi.advanceTimersByTimeAsync(6);
    }
    expect(batches).toHaveLength(16);
    proposals.appended(1, 1, 1);
    proposals.committed(dataAt(1), placesFrom(1, 1), 1);
    await vi.advanceTimersByTimeAsync(6);
    expect(batches.at(-1)?.contents).toEqual(['m17', 'm18', 'm19', 'm20']);
    expect(decisions.get('m1')).toMatchObject({ kind: 'placed', placed: { id: 1 } });
  });
});

describe('a proposal', () => {
  test('whose index another leader filled was certainly not appended', async () => {
    const { proposals, decisions, add } = begin();
    add('a');
    await vi.advanceTimersByTimeAsync(0);
    proposals.appended(1, 7, 1);
    proposals.committed(dataAt(6, 1), [], 1);
    expect(decisions.size).toBe(0);
    proposals.committed({ kind: 'no-op', index: 7, term: 2 }, [], 2);
    await vi.advanceTimersByTimeAsync(0);
    expect(decisions.get('a')).toEqual({ kind: 'not-leader', leader: 2 });
  });

  test('of an earlier term of this leader does not stand in the way of those of a later one', async () => {
    const { proposals, decisions, add } = begin();
    for (const [place, content] of ['old', 'new', 'next', 'passed'].entries()) {
      add(content);
      await vi.advanceTimersByTimeAsync(6);
      proposals.appended(place + 1, [6, 6, 7, 5][place] ?? 0, [1, 3, 3, 3][place] ?? 0);
    }
    proposals.committed(dataAt(6, 3), placesFrom(4, 1), 1);
    proposals.committed(dataAt(7, 3), placesFrom(5, 1), 1);
    await vi.advanceTimersByTimeAsync(0);
    expect(decisions.get('old')).toEqual({ kind: 'not-leader', leader: 1 });
    expect(decisions.get('new')).toMatchObject({ kind: 'placed', placed: { id: 4 } });
    expect(decisions.get('next')).toMatchObject({ kind: 'placed', placed: { id: 5 } });
    expect(decisions.get('passed')?.kind).toBe('unknown');
  });

  test('that nobody decides is unknown, and a decision that comes later changes nothing', async () => {
    const { proposals, decisions, add } = begin();
    add('a');
    await vi.advanceTimersByTimeAsync(0);
    proposals.appended(1, 7, 1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(decisions.get('a')?.kind).toBe('unknown');
    proposals.committed(dataAt(7), placesFrom(1, 1), 1);
    await vi.advanceTimersByTimeAsync(0);
    expect(decisions.get('a')?.kind).toBe('unknown');
  });

  test('for which no entry had room in time was not appended, and what was proposed late is unknown no later', async () => {
    const { batches, decisions, add } = begin();
    for (let count = 1; count <= 32; count += 1) add(`${count} ${'x'.repeat(300_000)}`);
    await vi.advanceTimersByTimeAsync(500);
    add('later');
    await vi.advanceTimersByTimeAsync(499);
    expect(decisions.size).toBe(0);
    await vi.advanceTimersByTimeAsync(2);
    const kinds = [...decisions.values()].map(({ kind }) => kind);
    expect(kinds).toEqual([...Array(16).fill('unknown'), ...Array(16).fill('busy')]);
    expect(batches.at(-1)?.contents).toEqual(['later']);
    await vi.advanceTimersByTimeAsync(499);
    expect(decisions.get('later')?.kind).toBe('unknown');
  });

  test('that a snapshot stands for is unknown', async () => {
    const { proposals, decisions, add } = begin();
    add('a');
    await vi.advanceTimersByTimeAsync(0);
    proposals.appended(1, 7, 1);
    proposals.restored(7);
    await vi.advanceTimersByTimeAsync(0);
    expect(decisions.get('a')?.kind).toBe('unknown');
  });

  test('that Raft refused, or that was not made when leadership was lost, was not appended', async () => {
    const { proposals, batches, decisions, add } = begin();
    add('a');
    await vi.advanceTimersByTimeAsync(0);
    add('b');
    proposals.refused(1, 3);
    proposals.withdraw(3);
    await vi.advanceTimersByTimeAsync(0);
    expect([...decisions]).toEqual([
      ['a', { kind: 'not-leader', leader: 3 }],
      ['b', { kind: 'not-leader', leader: 3 }],
    ]);
    expect(batches).toHaveLength(1);
  });
});

test('where too much waits, more is refused at once, and taken again when there is room', async () => {
  const { proposals, batches, decisions, add } = begin();
  for (let count = 0; count < 70; count += 1) add(`${count} ${'x'.repeat(1 << 20)}`);
  await vi.advanceTimersByTimeAsync(0);
  expect([...decisions.values()].map(({ kind }) => kind)).toContain('busy');
  for (const { request } of [...batches]) proposals.refused(request, undefined);
  decisions.clear();
  add('later');
  await vi.advanceTimersByTimeAsync(0);
  expect(decisions.has('later')).toBe(false);
});

test('at the end what waits was not appended, what is undecided is unknown, and no more is proposed', async () => {
  const { proposals, batches, decisions, add } = begin();
  for (const content of ['a', 'b']) add(content);
  await vi.advanceTimersByTimeAsync(0);
  add('c');
  await vi.advanceTimersByTimeAsync(0);
  proposals[Symbol.dispose]();
  await vi.advanceTimersByTimeAsync(10);
  expect([...decisions].map(([content, { kind }]) => [content, kind])).toEqual([
    ['c', 'not-leader'],
    ['a', 'unknown'],
    ['b', 'unknown'],
  ]);
  expect(batches).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});
