import type { BullyEntry } from '@temblor/protocols/bully/entry';
import type { BullyCommand } from '@temblor/protocols/bully/types';
import { describe, expect, test } from 'vitest';
import type { AppendOutcome, Draft } from '../message-log.ts';
import { encodeContent } from './bully-content.ts';
import { BullyLog } from './bully-log.ts';

function draft(content: string, key?: string): Draft {
  const common = { content, nodeId: 3, physicalTimestamp: 1_700_000_000, lamportTime: 0 };
  return key === undefined ? common : { ...common, idempotencyKey: key };
}

/** An entry that its leader numbered `clock[from]`, having held what `clock` says. */
function entry(from: number, time: number, clock: BullyEntry['clock'], content: string, key?: string): BullyEntry {
  return { from, time, clock, content: encodeContent({ ...draft(content, key), nodeId: from }) };
}

function open() {
  const commands: BullyCommand[] = [];
  const elected: number[] = [];
  const troubles: string[] = [];
  const log = new BullyLog({
    nodeId: 3,
    command: (command) => commands.push(command),
    leaderElected: (leader) => elected.push(leader),
    firstRequest: 1,
    trouble: (text) => troubles.push(text),
  });
  const contents = async (afterId = 0, limit = 100) =>
    (await Array.fromAsync(log.read({ afterId, limit }))).flat().map(({ content }) => content);
  return { log, commands, elected, troubles, contents };
}

const lead = { kind: 'role', role: 'leader', leader: 3 } as const;
const stored = (...entries: BullyEntry[]) => ({ kind: 'stored', entries }) as const;

describe('the bully log', () => {
  test('appends where the node leads, and tells the id and the time that the leader gave', async () => {
    const { log, commands } = open();
    expect(await log.append(draft('a'))).toEqual({ kind: 'not-leader', leader: undefined });
    log.take(lead);
    const outcome = log.append(draft('a'));
    expect(commands).toMatchObject([{ kind: 'propose', request: 1 }]);
    const taken = entry(3, 5, { 1: 2, 3: 1 }, 'a');
    log.take(stored(taken));
    log.take({ kind: 'accepted', request: 1, entry: taken });
    const message = { id: 3, lamportTimestamp: 5 };
    expect(await outcome).toEqual<AppendOutcome>({ kind: 'appended', message, repeated: false });
    expect([log.count, log.lamportTime, log.statistics().messagesSent]).toEqual([1, 5, 1]);
  });

  test('takes a key once, in flight and afterwards, and for one content', async () => {
    const { log, commands } = open();
    log.take(lead);
    const outcomes = Promise.all([
      log.append(draft('a', 'k')),
      log.append(draft('a', 'k')),
      log.append(draft('b', 'k')),
    ]);
    expect(commands).toHaveLength(1);
    const taken = entry(3, 1, { 3: 1 }, 'a', 'k');
    log.take(stored(taken));
    log.take({ kind: 'accepted', request: 1, entry: taken });
    const again = { kind: 'appended', message: { id: 1, lamportTimestamp: 1 }, repeated: true };
    expect(await outcomes).toEqual([{ ...again, repeated: false }, again, { kind: 'key-reused', id: 1 }]);
    expect(await log.append(draft('a', 'k'))).toEqual(again);
    expect(await log.append(draft('c', 'k'))).toEqual({ kind: 'key-reused', id: 1 });
  });

  test('gives ids twice and puts messages before others when two leaders meet: the harm of this mode', async () => {
    const { log, contents } = open();
    log.take(stored(entry(3, 1, { 3: 1 }, 'a'), entry(3, 2, { 3: 2 }, 'b')));
    log.take(stored(entry(1, 1, { 1: 1 }, 'of another leader')));
    expect(await contents()).toEqual(['of another leader', 'a', 'b']);
    expect(await contents(1)).toEqual(['b']);
    expect(await contents(0, 2)).toEqual(['of another leader', 'a']);
    expect(log.statistics()).toMatchObject({ messagesSent: 2, messagesReceived: 1, causalityViolations: 0 });
  });

  test('counts a message that is shown before its cause, and not one that merely comes late', () => {
    const { log } = open();
    log.take(stored(entry(1, 9, { 1: 1 }, 'late'), entry(2, 1, { 2: 1 }, 'concurrent')));
    expect(log.statistics().causalityViolations).toBe(0);
    log.take(stored(entry(2, 12, { 1: 2, 2: 2 }, 'an answer to what is not here')));
    expect(log.statistics().causalityViolations).toBe(1);
    log.take(stored(entry(1, 10, { 1: 2, 2: 1 }, 'its cause')));
    expect(log.statistics()).toMatchObject({ causalityViolations: 1, latestViolations: [4] });
  });

  test('goes on over an entry that holds no message, and tells of it', async () => {
    const { log, contents, troubles } = open();
    for (const content of ['x', '[]', '["a",1]', '{}']) log.store({ from: 1, time: 1, clock: { 1: 1 }, content });
    log.store(entry(1, 2, { 1: 2 }, 'sound'));
    expect(await contents()).toEqual(['sound']);
    expect(troubles).toEqual(Array(4).fill('entry 1 of node 1 holds no message, and is not shown'));
    expect(log.statistics()).toMatchObject({ messagesSent: 0, messagesReceived: 0 });
  });

  test('leaves what it cannot know unknown when the node ends', async () => {
    const { log } = open();
    log.take(lead);
    const outcome = log.append(draft('a'));
    log[Symbol.dispose]();
    expect(await outcome).toMatchObject({ kind: 'unknown' });
  });

  test('tells of each leader once', () => {
    const { log, elected } = open();
    log.take({ kind: 'role', role: 'electing', leader: undefined });
    for (const leader of [2, 2, 3]) log.take({ kind: 'role', role: leader === 3 ? 'leader' : 'follower', leader });
    expect(elected).toEqual([2, 3]);
    expect(log.standing()).toMatchObject({ role: 'leader', leader: 3, term: 2 });
  });
});
