import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { describe, expect, test } from 'vitest';
import type { AppendOutcome } from '../services/node/message-log.ts';
import { openLogClient } from './log-client.ts';
import { StreamNode } from './testing/stream-node.ts';

const undecided = () => new Promise<AppendOutcome>(() => {});

describe('a client of the log', () => {
  test('finds the leader, and has every message appended once, in the order in which it gave them', async () => {
    await using follower = await StreamNode.open(1, 2);
    await using leader = await StreamNode.open(2, 2, 10);
    await using client = openLogClient({ nodes: [follower.url, leader.url] });
    const contents = Array.from({ length: 500 }, (_, number) => `message ${number} ñ`);
    const outcomes = await Promise.all(contents.map((content) => client.append(content)));
    expect(leader.log.messages.map(({ content }) => content)).toEqual(contents);
    expect(outcomes).toEqual(
      contents.map((_, at) => ({ kind: 'appended', id: at + 1, lamportTimestamp: at + 1, repeated: false })),
    );
  });

  test('has no more under way than the node allows', async () => {
    await using leader = await StreamNode.open(1, 1, 8);
    leader.log.append = async (draft) => {
      leader.log.drafts.push(draft);
      return undecided();
    };
    await using client = openLogClient({ nodes: [leader.url] });
    const outcomes = Array.from({ length: 100 }, () => client.append('x'));
    await pollUntil(() => leader.log.drafts.length >= 8, { timeoutMs: 20_000, intervalMs: 5 });
    await client[Symbol.asyncDispose]();
    const kinds = (await Promise.all(outcomes)).map(({ kind }) => kind);
    expect(leader.log.drafts).toHaveLength(8);
    expect(kinds.filter((kind) => kind === 'unknown')).toHaveLength(8);
    expect(kinds.filter((kind) => kind === 'unavailable')).toHaveLength(92);
  });

  test('follows the leader when another node leads, and loses no message that was not taken', async () => {
    await using first = await StreamNode.open(1, 1);
    await using second = await StreamNode.open(2, 1);
    await using client = openLogClient({ nodes: [first.url, second.url] });
    await client.append('one');
    first.follow(2);
    second.follow(2);
    expect(await client.append('two')).toMatchObject({ kind: 'appended' });
    expect(first.log.messages.map(({ content }) => content)).toEqual(['one']);
    expect(second.log.messages.map(({ content }) => content)).toEqual(['two']);
  });

  test('sends a message again whose outcome was lost only where it has a key', async () => {
    await using leader = await StreamNode.open(1, 1);
    const append = leader.log.append.bind(leader.log);
    leader.log.append = undecided;
    await using client = openLogClient({ nodes: [leader.url] });
    const [plain, keyed] = [client.append('plain'), client.append('keyed', { key: 'k' })];
    await pollUntil(() => leader.connections > 0, { timeoutMs: 20_000, intervalMs: 5 });
    await pollUntil(
      async () => {
        leader.log.append = append;
        leader.breakConnections();
        return (await Promise.race([plain, undefined])) !== undefined;
      },
      { timeoutMs: 20_000, intervalMs: 50 },
    );
    expect(await keyed).toMatchObject({ kind: 'appended' });
    expect(leader.log.drafts).toMatchObject([{ content: 'keyed', idempotencyKey: 'k' }]);
  });

  test('tries a message again while the node is busy, or an outcome with a key is not known', async () => {
    await using leader = await StreamNode.open(1, 1);
    leader.log.outcomes.push({ kind: 'busy' }, { kind: 'unknown', reason: 'no majority' });
    await using client = openLogClient({ nodes: [leader.url] });
    expect(await client.append('x', { key: 'k' })).toMatchObject({ kind: 'appended' });
    expect(leader.log.drafts).toHaveLength(3);
  });

  test('says what it does not know, and does not try that again', async () => {
    await using leader = await StreamNode.open(1, 1);
    leader.log.outcomes.push({ kind: 'unknown', reason: 'no majority' });
    await using client = openLogClient({ nodes: [leader.url] });
    expect(await client.append('x')).toEqual({ kind: 'unknown', reason: 'no majority' });
    expect(leader.log.drafts).toHaveLength(1);
  });

  test('tells what cannot be appended from what was not', async () => {
    await using leader = await StreamNode.open(1, 1);
    leader.log.outcomes.push({ kind: 'key-reused', id: 7 });
    await using client = openLogClient({ nodes: [leader.url] });
    expect(await client.append('x', { key: 'k' })).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching('message 7'),
    });
    expect(await client.append('')).toEqual({ kind: 'refused', reason: 'the message is empty' });
    expect(await client.append('x'.repeat(1_048_577))).toMatchObject({ kind: 'refused' });
    expect(await client.append('x', { key: '' })).toMatchObject({ kind: 'refused' });
  });

  test('gives up after its time, and says why no leader took the message', async () => {
    await using alone = await StreamNode.open(1, undefined);
    await using client = openLogClient({ nodes: [alone.url], timeoutMs: 100 });
    expect(await client.append('x')).toEqual({
      kind: 'unavailable',
      reason: 'no leader took it in time: node 1 knows no leader',
    });
  });

  test('stops waiting when its caller does: what was sent may be appended, what was not is not', async () => {
    await using leader = await StreamNode.open(1, 1, 1);
    leader.log.append = (draft) => {
      leader.log.drafts.push(draft);
      return undecided();
    };
    await using client = openLogClient({ nodes: [leader.url] });
    const caller = new AbortController();
    const outcomes = [client.append('sent', caller), client.append('waiting', caller)];
    await pollUntil(() => leader.log.drafts.length > 0, { timeoutMs: 20_000, intervalMs: 5 });
    caller.abort();
    expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual(['unknown', 'unavailable']);
    expect(await client.append('late', caller)).toMatchObject({ kind: 'unavailable' });
  });

  test('sends the longest contents beside short ones', async () => {
    await using leader = await StreamNode.open(1, 1);
    await using client = openLogClient({ nodes: [leader.url] });
    const longest = 'é'.repeat(524_288);
    await Promise.all([client.append('a'), client.append(longest), client.append('b'), client.append(longest)]);
    expect(leader.log.messages.map(({ content }) => content)).toEqual(['a', longest, 'b', longest]);
  });

  test('goes on looking while a URL is that of something else', async () => {
    await using leader = await StreamNode.open(1, 1);
    const stranger = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await new Promise((resolve) => stranger.once('listening', resolve));
    const address: AddressInfo | string | null = stranger.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await using client = openLogClient({ nodes: [`http://127.0.0.1:${port}`, leader.url] });
    expect(await client.append('x')).toMatchObject({ kind: 'appended' });
    stranger.close();
  });
});
