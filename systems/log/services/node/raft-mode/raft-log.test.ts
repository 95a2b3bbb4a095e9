import { readdirSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { RaftLogOptions } from './open-raft-log.ts';
import { agreeOn, draftOf, messagesOf, RaftCluster, until } from './testing/raft-cluster.ts';

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const cluster of opened.splice(0)) await cluster[Symbol.asyncDispose]();
});

async function open(size: number, options: Partial<RaftLogOptions> = {}): Promise<RaftCluster> {
  const cluster = await RaftCluster.open(size, options);
  opened.push(cluster);
  return cluster;
}

/** Appends many at the leader, at once; answers their outcomes. */
async function appendMany(cluster: RaftCluster, from: number, to: number, content = 'x') {
  const { log } = await cluster.leader();
  const drafts = Array.from({ length: to - from + 1 }, (_, place) => draftOf(`${content} ${from + place}`));
  return Promise.all(drafts.map((draft) => log.append(draft)));
}

test('a node alone appends, and knows all of it when it starts again', async () => {
  const cluster = await open(1);
  expect(await cluster.append('one', { lamportTime: 41 })).toMatchObject({ message: { id: 1, lamportTimestamp: 1 } });
  const { log } = await cluster.leader();
  const later = await log.append({ ...draftOf('two'), lamportTime: 41 });
  expect(later).toEqual({ kind: 'appended', message: { id: 2, lamportTimestamp: 42 }, repeated: false });
  await cluster.stop(1);
  const again = await cluster.start(1);
  expect((await messagesOf(again.log)).map(({ content }) => content)).toEqual(['one', 'two']);
  expect(again.log.lamportTime).toBe(42);
  expect(await cluster.append('three')).toMatchObject({ message: { id: 3, lamportTimestamp: 43 } });
});

describe('three nodes', () => {
  test('hold the same messages, in an order that their Lamport times show, and a follower names the leader', async () => {
    // So long that a busy machine holds nobody up until another stands for election.
    const cluster = await open(3, { electionTimeoutMs: { low: 1000, high: 2000 } });
    const outcomes = await appendMany(cluster, 1, 500);
    expect(outcomes.every(({ kind }) => kind === 'appended')).toBe(true);
    const messages = await agreeOn(cluster, 500);
    expect(messages.map(({ id }) => id)).toEqual(messages.map((_, place) => place + 1));
    const times = messages.map(({ lamportTimestamp }) => lamportTimestamp);
    expect(times).toEqual([...new Set(times)].sort((one, other) => one - other));
    const { id: leader } = await cluster.leader();
    const follower = cluster.running.find(({ id }) => id !== leader);
    expect(await follower?.log.append(draftOf('a'))).toEqual({ kind: 'not-leader', leader });
    expect(follower?.log.standing()).toMatchObject({ mode: 'raft', role: 'follower', leader });
    expect(follower?.log.statistics()).toMatchObject({ causalityViolations: 0, leaderElections: 1 });
  });

  test('lose nothing that was acknowledged with their leader, which comes back and catches up', async () => {
    const cluster = await open(3);
    await appendMany(cluster, 1, 50);
    const { id: first, log } = await cluster.leader();
    const racing = Promise.all(Array.from({ length: 50 }, (_, place) => log.append(draftOf(`racing ${place}`))));
    await cluster.stop(first);
    const acknowledged = (await racing).filter(({ kind }) => kind === 'appended').length;
    await cluster.append('after');
    expect((await cluster.leader()).id).not.toBe(first);
    await cluster.start(first);
    const messages = await agreeOn(cluster, 51 + acknowledged);
    expect(messages.filter(({ content }) => content === 'after')).toHaveLength(1);
    expect(new Set(messages.map(({ content }) => content)).size).toBe(messages.length);
  });

  test('catch up from the blocks of the leader where its Raft log has let the entries go', async () => {
    const cluster = await open(3, { compactAfterLength: 2_000 });
    await appendMany(cluster, 1, 20);
    const away = cluster.running.find(({ log }) => log.standing().role !== 'leader')?.id ?? 0;
    await cluster.stop(away);
    for (let round = 0; round < 8; round += 1) await appendMany(cluster, 21 + round * 100, 120 + round * 100);
    const back = await cluster.start(away);
    expect(back.log.count).toBeLessThanOrEqual(20);
    await agreeOn(cluster, 820);
    await appendMany(cluster, 821, 830);
    await agreeOn(cluster, 830);
    await cluster.stop(away);
    await cluster.start(away);
    await agreeOn(cluster, 830);
    expect(back.troubles).toEqual([]);
  });
});

describe('a message with an idempotency key', () => {
  test('is in the log once: when it is repeated at once, later, at another leader, and after a restart', async () => {
    const cluster = await open(3);
    const leader = await cluster.leader();
    const draft = { ...draftOf('paid'), idempotencyKey: 'k' };
    const [first, second] = await Promise.all([leader.log.append(draft), leader.log.append(draft)]);
    expect(first).toMatchObject({ kind: 'appended', repeated: false });
    const repeated = { ...first, repeated: true };
    expect(second).toEqual(repeated);
    expect(await leader.log.append(draft)).toEqual(repeated);
    await cluster.stop(leader.id);
    expect(await cluster.append('paid', { idempotencyKey: 'k' })).toEqual(repeated);
    for (const { id } of cluster.running) await cluster.stop(id);
    for (const id of [1, 2, 3]) await cluster.start(id);
    expect(await cluster.append('paid', { idempotencyKey: 'k' })).toEqual(repeated);
    expect(await agreeOn(cluster, 1)).toHaveLength(1);
  });

  test('is refused where its key was given to another content', async () => {
    const { log } = await (await open(1)).leader();
    const [, other] = await Promise.all([
      log.append({ ...draftOf('a'), idempotencyKey: 'k' }),
      log.append({ ...draftOf('b'), idempotencyKey: 'k' }),
    ]);
    expect(other).toEqual({ kind: 'key-reused', id: 1 });
    expect(await log.append({ ...draftOf('c'), idempotencyKey: 'k' })).toEqual({ kind: 'key-reused', id: 1 });
    expect(log.count).toBe(1);
  });
});

describe('a node whose messages were damaged', () => {
  /** Three nodes with 300 messages, of which most are in no Raft log any more; one that follows is stopped. */
  async function compacted() {
    const cluster = await open(3, { compactAfterLength: 2_000 });
    for (let round = 0; round < 6; round += 1) await appendMany(cluster, 1 + round * 50, 50 + round * 50);
    await agreeOn(cluster, 300);
    const victim = cluster.running.find(({ log }) => log.standing().role !== 'leader')?.id ?? 0;
    await cluster.stop(victim);
    return { cluster, victim, file: join(cluster.dataFolder(victim), 'messages', 'messages-00000001.segment') };
  }

  test.each([
    [
      'by a wrong byte',
      async (path: string) => {
        const bytes = await readFile(path);
        bytes[2_000] = (bytes[2_000] ?? 0) ^ 1;
        await writeFile(path, bytes);
      },
    ],
    ['by the loss of a file', (path: string) => rm(path)],
  ])('%s says so, gets them again, and then counts again', async (_name, harm) => {
    const { cluster, victim, file } = await compacted();
    await harm(file);
    const back = await cluster.start(victim);
    expect(back.log.count).toBeLessThan(300);
    await until(() => back.log.standing().leader);
    await agreeOn(cluster, 300);
    await until(() => back.log.standing().role === 'follower');
    const leader = await cluster.leader();
    const other = [1, 2, 3].find((id) => id !== victim && id !== leader.id) ?? 0;
    await cluster.stop(other);
    expect(await cluster.append('with the repaired one')).toMatchObject({ message: { id: 301 } });
  });

  test('in what it did not read when it started ends when that is found, says so at its next start, and gets them again', async () => {
    const cluster = await open(3, { compactAfterLength: 2_000, segmentBytes: 2_000, keyReach: 20, checkAfterMs: 0 });
    for (let round = 0; round < 6; round += 1) await appendMany(cluster, 1 + round * 50, 50 + round * 50);
    await agreeOn(cluster, 300);
    const { id } = await cluster.leader();
    await cluster.stop(id);
    const path = join(cluster.dataFolder(id), 'messages', 'messages-00000001.segment');
    const bytes = await readFile(path);
    bytes[700] = (bytes[700] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const back = await cluster.start(id);
    expect(back.log.count).toBe(300);
    expect(await back.opened.ended).toMatchObject({ code: 'store-damaged', message: expect.stringContaining(path) });
    await cluster.stop(id);
    const again = await cluster.start(id);
    expect(again.troubles.join()).toMatch(/messages-00000001\.segment has a damaged block/);
    expect(again.log.count).toBeLessThan(100);
    await agreeOn(cluster, 300);
    await until(() => again.log.standing().role === 'follower');
    await cluster.stop(id);
    const once = await cluster.start(id);
    await agreeOn(cluster, 300);
    await until(() => !readdirSync(join(path, '..')).some((name) => name.includes('.behind-')));
    expect(readdirSync(join(path, '..'))).toContain('messages-00000001.segment.damaged-1');
    expect(once.troubles).toEqual([]);
  });

  test('does not make a majority with another such node; both get them of a third, without a leader', async () => {
    const { cluster, victim, file } = await compacted();
    const [other = 0, sound = 0] = [1, 2, 3].filter((id) => id !== victim);
    for (const { id } of cluster.running) await cluster.stop(id);
    await rm(file);
    await rm(join(cluster.dataFolder(other), 'messages', 'messages-00000001.segment'));
    const [one, two] = [await cluster.start(victim), await cluster.start(other)];
    for (const { log, troubles } of [one, two]) {
      await until(() => log.standing().role === 'repairing');
      expect(log.standing().trouble).toContain('damaged');
      await until(() => troubles.some((text) => text.startsWith('could not fetch messages of any node')));
      expect(log.standing()).toMatchObject({ role: 'repairing', leader: undefined });
    }
    await cluster.start(sound);
    await agreeOn(cluster, 300);
    const leader = await cluster.leader();
    for (const { log } of cluster.running) await until(() => /leader|follower/.test(log.standing().role));
    await cluster.stop(leader.id === sound ? victim : sound);
    expect(await cluster.append('by a majority of which one was repaired')).toMatchObject({ message: { id: 301 } });
  });

  test.each([
    ['all three', [1, 2, 3]],
    ['the two of three that there are', [1, 2]],
  ])('each in another file, %s get all of them, of each other and of what they kept aside', async (_name, harmed) => {
    const cluster = await open(3, { compactAfterLength: 2_000, segmentBytes: 2_000 });
    for (let round = 0; round < 60; round += 1) await appendMany(cluster, 1 + round * 5, 5 + round * 5);
    await agreeOn(cluster, 300);
    for (const { id } of cluster.running) await cluster.stop(id);
    for (const id of harmed) {
      const path = join(cluster.dataFolder(id), 'messages', `messages-0000000${id + 1}.segment`);
      const bytes = await readFile(path);
      bytes[700] = (bytes[700] ?? 0) ^ 1;
      await writeFile(path, bytes);
      // As the node itself leaves word when its check meets the damage: the next start reads all.
      await writeFile(join(cluster.dataFolder(id), 'messages', 'damage-was-met'), '');
    }
    for (const id of harmed) expect((await cluster.start(id)).log.count).toBeLessThan(200);
    await agreeOn(cluster, 300);
    expect(cluster.running.flatMap(({ troubles }) => troubles).join()).toMatch(
      /took messages \d+ to \d+ from what was kept/,
    );
    for (const { log } of cluster.running) await until(() => /leader|follower/.test(log.standing().role));
    expect(await cluster.append('one more')).toMatchObject({ message: { id: 301 } });
  });

  test('keeps its Raft log, which may be the last to hold what was acknowledged', async () => {
    const cluster = await open(1, { compactAfterLength: 2_000 });
    for (let round = 0; round < 4; round += 1) await appendMany(cluster, 1 + round * 50, 50 + round * 50);
    await cluster.append('the last');
    await cluster.stop(1);
    const log = join(cluster.dataFolder(1), 'raft');
    const holdsLast = async () => {
      const files = await Promise.all((await readdir(log)).map((name) => readFile(join(log, name), 'utf8')));
      return files.some((text) => text.includes('the last'));
    };
    expect(await holdsLast()).toBe(true);
    await rm(join(cluster.dataFolder(1), 'messages', 'messages-00000001.segment'));
    const back = await cluster.start(1);
    await until(() => back.log.standing().role === 'repairing');
    expect(back.troubles.join()).toMatch(/messages 1 to \d+ were durable and are gone/);
    await cluster.stop(1);
    expect(await holdsLast()).toBe(true);
  });

  /** Three nodes with ten messages; one that follows is stopped, and its term and vote are gone. */
  async function withoutRaft() {
    const cluster = await open(3);
    await appendMany(cluster, 1, 10);
    await agreeOn(cluster, 10);
    const leader = await cluster.leader();
    const victim = leader.id === 1 ? 2 : 1;
    await cluster.stop(victim);
    await rm(join(cluster.dataFolder(victim), 'raft'), { recursive: true });
    return { cluster, victim, leader };
  }

  test('takes part in nothing either where none of its messages is left', async () => {
    const { cluster, victim } = await withoutRaft();
    const path = join(cluster.dataFolder(victim), 'messages', 'messages-00000001.segment');
    const bytes = await readFile(path);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await writeFile(path, bytes);
    for (let life = 1; life <= 2; life += 1) {
      const back = await cluster.start(victim);
      expect(back.log.count).toBe(0);
      await until(() => back.log.standing().role === 'stopped');
      await cluster.stop(victim);
    }
  });

  test('takes part in nothing when it does not know any more for whom it voted', async () => {
    const { cluster, victim, leader } = await withoutRaft();
    const back = await cluster.start(victim);
    await until(() => back.log.standing().role === 'stopped');
    expect(back.log.standing().trouble).toContain('for whom it voted');
    expect(await leader.log.append(draftOf('by the others'))).toMatchObject({ message: { id: 11 } });
    expect(back.log.count).toBe(10);
  });
});
