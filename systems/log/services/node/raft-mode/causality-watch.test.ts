import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RaftCommand } from '@temblor/protocols/raft/types';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeBlock } from '../store/message-block.ts';
import { Compaction } from './compaction.ts';
import { LogMachine } from './log-machine.ts';
import { decodeBatch, encodeBatch } from './message-batch.ts';
import { RaftMessageLog } from './raft-log.ts';
import { draftOf, until } from './testing/raft-cluster.ts';

let folder: string;
let machine: LogMachine;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temblor-causality-'));
  machine = (await LogMachine.open({ directory: folder, node: 1 })).machine;
});

afterEach(async () => {
  await machine[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** A log that leads, with Raft played by the test. */
async function begin() {
  const asked: RaftCommand[] = [];
  const { store } = machine;
  const compaction = new Compaction({
    store,
    afterLength: 1_000_000,
    turn: { place: 0, of: 1 },
    compact: () => {},
    failed: () => {},
  });
  const log = new RaftMessageLog({
    ...{ nodeId: 1, machine, compaction },
    command: (command) => asked.push(command),
    leaderElected: () => {},
  });
  log.take({ kind: 'role', role: 'leader', term: 1, leader: 1 });
  /** Appends a message whose node was at a Lamport time; `lie` is what is in the log in place of the leader's time. */
  const append = async (index: number, lamportTime: number, lie?: number) => {
    const outcome = log.append({ ...draftOf(`message ${index}`), lamportTime });
    const command = await until(() => asked.shift());
    if (command.kind !== 'propose') throw new Error(`a ${command.kind} was asked for`);
    for (const { request, data: proposed } of command.proposals) {
      const batch = decodeBatch(proposed).map((one) => ({ ...one, lamportTimestamp: lie ?? one.lamportTimestamp }));
      log.take({ kind: 'appended', request, index, term: 1 });
      log.take({ kind: 'committed', entries: [{ kind: 'data', index, term: 1, data: encodeBatch(batch) }] });
    }
    return outcome;
  };
  return { log, append };
}

test('a message that is placed at a time which its own node had passed when it took it is a violation', async () => {
  const { log, append } = await begin();
  await append(1, 40);
  expect(log.statistics()).toMatchObject({ causalityViolations: 0 });
  await append(2, 60, 50);
  expect(log.statistics()).toMatchObject({ causalityViolations: 1, latestViolations: [2] });
});

test('a clock passes every time that it hears of, and what is appended then is later', async () => {
  const { log, append } = await begin();
  log.hearTime(70);
  expect(log.lamportTime).toBe(71);
  expect(await append(1, log.lamportTime)).toMatchObject({ message: { id: 1, lamportTimestamp: 72 } });
  expect(log.statistics()).toMatchObject({ causalityViolations: 0 });
});

test('a message of another node’s store that does not come after the one shown before it is a violation', async () => {
  const { log, append } = await begin();
  await append(1, 40);
  const late = { id: 2, content: 'late', lamportTimestamp: 41, nodeId: 2, physicalTimestamp: 0, term: 1 };
  log.takeBlock(encodeBlock(2, [late]));
  expect(log.statistics()).toMatchObject({ causalityViolations: 1, latestViolations: [2] });
});
