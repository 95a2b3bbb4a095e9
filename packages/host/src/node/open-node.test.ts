import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { Protocol, ProtocolEffect } from '@temblor/protocols/port/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { jsonCodec } from '../codec/codec.ts';
import { tcpDial } from '../transport/tcp-dial.ts';
import type { NodeOptions } from './node-options.ts';
import { openNode } from './open-node.ts';

/** Writes down each word, says first that it will and then that it has; `fail` is a defect. */
interface NotebookTypes {
  state: number;
  message: never;
  command: string;
  output: string;
  register: never;
  record: string;
  timer: never;
}

type Effect = ProtocolEffect<NotebookTypes>;

const notebook: Protocol<NotebookTypes> = {
  name: 'notebook',
  start: (_node, { records, log }) => [0, [{ kind: 'output', output: `${log}: ${records.join()}` }]],
  step: (tickets, input) => {
    if (input.kind !== 'command') return [tickets, []];
    const word = input.command;
    if (word === 'fail') throw new Error('a broken invariant');
    const effects: Effect[] = [
      { kind: 'output', output: `${word}…` },
      { kind: 'persist', ticket: tickets, append: [word], rewrite: false },
      { kind: 'output', output: `${word}.` },
    ];
    return [tickets + 1, effects];
  },
};

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'temblor-node-'));
  folders.push(folder);
  return folder;
}

async function start(directory: string, options: Partial<NodeOptions<NotebookTypes>> = {}) {
  const outputs: string[] = [];
  const troubles: string[] = [];
  const node = await openNode(notebook, {
    node: 1,
    cluster: 'test',
    version: 1,
    directory,
    listen: { host: '127.0.0.1', port: 0 },
    dial: tcpDial(() => undefined),
    codecs: { message: jsonCodec(), register: jsonCodec(), record: jsonCodec() },
    clock: monotonicClock,
    random: seededRandom(1),
    output: (output) => outputs.push(output),
    trouble: (text) => troubles.push(text),
    // A header fits, and no record with it: every write but the first begins a segment.
    segmentBytes: 40,
    ...options,
  });
  return { node, outputs, troubles };
}

test('commands that come in one turn share a sync, and what was written is there at the next start', async () => {
  const directory = await makeFolder();
  const { node, outputs } = await start(directory);
  for (const word of ['a', 'b', 'c']) node.command(word);
  await expect.poll(() => outputs).toEqual(['intact: ', 'a…', 'a.', 'b…', 'b.', 'c…', 'c.']);
  expect(node.statistics).toMatchObject({ syncs: 1, recordsWritten: 3, waitingEffects: 0 });
  await node[Symbol.asyncDispose]();
  expect(await node.ended).toBeUndefined();
  node.command('d');
  const again = await start(directory);
  await expect.poll(() => again.outputs).toEqual(['intact: a,b,c']);
  await again.node[Symbol.asyncDispose]();
});

test('a signal ends the node, and keeps one from starting', async () => {
  const leaving = new AbortController();
  const { node, outputs } = await start(await makeFolder(), { signal: leaving.signal });
  leaving.abort(new Error('leaving'));
  expect(await node.ended).toBeUndefined();
  node.command('a');
  expect(outputs).not.toContain('a…');
  await expect(start(await makeFolder(), { signal: leaving.signal })).rejects.toThrow('leaving');
});

test('a second start with the same settings fails, and does the node that runs no harm', async () => {
  const directory = await makeFolder();
  const { node, outputs } = await start(directory);
  node.command('a');
  await expect.poll(() => outputs).toContain('a.');
  const before = await readFile(join(directory, 'superblock-a'));
  await expect(start(directory, node.address === undefined ? {} : { listen: node.address })).rejects.toMatchObject({
    code: 'cannot-listen',
  });
  expect(await readFile(join(directory, 'superblock-a'))).toEqual(before);
  node.command('b');
  await expect.poll(() => outputs).toContain('b.');
  await node[Symbol.asyncDispose]();
  const again = await start(directory);
  await expect.poll(() => again.outputs).toEqual(['intact: a,b']);
  await again.node[Symbol.asyncDispose]();
});

describe.skipIf(!existsSync('/dev/full'))('a disk that refuses', () => {
  /** The second segment is a device: every byte that is written to it meets the state of a disk that the device plays. */
  test.each([
    ['to take more ends the node before anything behind the write is told', '/dev/full', 'disk-full', /make room/],
    ['to sync does so too, though the write itself succeeded', '/dev/null', 'disk-failed', /what the system says/],
  ])('%s', async (_name, device, code, hint) => {
    const directory = await makeFolder();
    const { node, outputs } = await start(directory);
    node.command('a');
    await expect.poll(() => outputs).toContain('a.');
    await symlink(device, join(directory, 'segment-00000002.wal'));
    node.command('b');
    const message = expect.stringContaining(join(directory, 'segment-00000002.wal'));
    expect(await node.ended).toMatchObject({ code, message, hint: expect.stringMatching(hint) });
    node.command('c');
    expect(outputs).toEqual(['intact: ', 'a…', 'a.', 'b…']);
    await node[Symbol.asyncDispose]();
    const again = await start(directory);
    await expect.poll(() => again.outputs).toEqual(['intact: a']);
    await again.node[Symbol.asyncDispose]();
  });
});

describe('a defect ends the node, and is what it ended with', () => {
  test('in the protocol', async () => {
    const { node, outputs } = await start(await makeFolder());
    node.command('fail');
    node.command('a');
    expect(await node.ended).toMatchObject({ message: 'a broken invariant' });
    expect(outputs).not.toContain('a…');
  });

  test('in the program around it', async () => {
    const refusing = () => {
      throw new Error('cannot listen now');
    };
    const { node } = await start(await makeFolder(), { output: refusing });
    expect(await node.ended).toMatchObject({ message: 'cannot listen now' });
  });
});

test('a log of another protocol is refused, and left as it is', async () => {
  const directory = await makeFolder();
  const { node, outputs } = await start(directory);
  node.command('a');
  await expect.poll(() => outputs).toContain('a.');
  await node[Symbol.asyncDispose]();
  const names = await readdir(directory);
  const record = {
    ...jsonCodec<string>(),
    decode: () => {
      throw new Error('no word');
    },
  };
  const codecs = { message: jsonCodec<never>(), register: jsonCodec<never>(), record };
  await expect(start(directory, { codecs })).rejects.toMatchObject({ code: 'log-unreadable', message: /no word/ });
  expect(await readdir(directory)).toEqual(names);
});
