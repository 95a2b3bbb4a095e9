/**
 * What running a protocol for real costs on this machine: records that a write-ahead log takes with group commit, beside one
 * `fdatasync` for each; messages of 256 bytes that three processes commit by Raft, each on its own log; and the time from
 * `kill -9` of the leader to the next commit.
 *
 * Usage: node benchmarks/host.ts [seconds for each part]            (about 10 s)
 *
 * Not measured: a network (all nodes are on this machine, and share its disk and cores), and clients over HTTP.
 */
import type { ChildProcess } from 'node:child_process';
import { execFileSync, fork } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { drawSeed, seededRandom } from '@temblor/foundation/randomness/random';
import { jsonCodec } from '@temblor/host/codec/codec';
import { openNode } from '@temblor/host/node/open-node';
import type { Address } from '@temblor/host/transport/outgoing-link';
import { openWriteAheadLog } from '@temblor/host/write-ahead-log/write-ahead-log';
import { defaultRaftOptions } from '@temblor/protocols/raft/options';
import { raft } from '@temblor/protocols/raft/raft';

const nodes = [1, 2, 3];
const payload = 'x'.repeat(256);
/** Proposals that the leader keeps under way, and how many of them it hands over at once. */
const outstanding = 4_096;
const perCommand = 64;

type Told =
  | { readonly kind: 'listening'; readonly address: Address }
  | { readonly kind: 'leading' }
  /** By the leader, each 50 ms: so many in all, and when the last of them was. */
  | { readonly kind: 'committed'; readonly count: number; readonly atUs: number };

/** One node in a process of its own; where it leads, it proposes as fast as it commits. */
async function serve(node: number, directory: string): Promise<void> {
  const tell = (told: Told) => process.send?.(told);
  process.on('disconnect', () => process.exit());
  let addresses: ReadonlyMap<number, Address> = new Map();
  process.on('message', (told: [number, Address][]) => {
    addresses = new Map(told);
  });
  let [isLeader, count, waiting, request, toldUs] = [false, 0, 0, 0, 0];
  const opened = await openNode(raft({ ...defaultRaftOptions, initial: { voters: nodes, learners: [] } }), {
    node,
    cluster: 'benchmark',
    version: 1,
    directory,
    listen: { host: '127.0.0.1', port: 0 },
    addressOf: (other) => addresses.get(other),
    codecs: { message: jsonCodec(), register: jsonCodec(), record: jsonCodec() },
    clock: monotonicClock,
    random: seededRandom(drawSeed()),
    trouble: (text) => console.error(`node ${node}: ${text}`),
    output: (output) => {
      if (output.kind === 'role') {
        isLeader = output.role === 'leader';
        waiting = 0;
        if (isLeader) tell({ kind: 'leading' });
      }
      if (output.kind === 'committed' && isLeader) {
        count += output.entries.length;
        waiting -= output.entries.length;
        const atUs = monotonicClock.nowUs();
        if (atUs - toldUs < 50_000 && count > 1) return propose();
        toldUs = atUs;
        tell({ kind: 'committed', count, atUs });
      }
      propose();
    },
  });
  function propose(): void {
    while (isLeader && waiting + perCommand <= outstanding) {
      const proposals = Array.from({ length: perCommand }, () => ({ request: ++request, data: payload }));
      waiting += perCommand;
      opened.command({ kind: 'propose', proposals });
    }
  }
  tell({ kind: 'listening', address: opened.address });
}

async function measureLog(seconds: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'temblor-bench-'));
  const record = Buffer.from(payload);
  const { log } = await openWriteAheadLog({ directory, node: 1, segmentBytes: 64 << 20 });
  for (const batch of [1, 16, 256]) {
    let [written, syncs] = [0, 0];
    const records = Array.from({ length: batch }, () => record);
    const begunMs = performance.now();
    for (; performance.now() - begunMs < (seconds * 1000) / 4; syncs += 1) {
      await log.write({ records, rewrite: false });
      written += batch;
    }
    report(`log, ${batch} records a sync`, written, syncs, performance.now() - begunMs);
  }
  await log[Symbol.asyncDispose]();
  const file = openSync(join(directory, 'plain'), 'w');
  let syncs = 0;
  const begunMs = performance.now();
  for (; performance.now() - begunMs < (seconds * 1000) / 4; syncs += 1) {
    writeSync(file, record);
    fdatasyncSync(file);
  }
  report('plain write and fdatasync of each', syncs, syncs, performance.now() - begunMs);
  closeSync(file);
  await rm(directory, { recursive: true });
}

function report(what: string, records: number, syncs: number, tookMs: number): void {
  const perSecond = Math.round((records / tookMs) * 1000).toLocaleString('en');
  console.log(
    `${what.padEnd(36)} ${perSecond.padStart(9)} records/s, ${Math.round((tookMs / syncs) * 1000)} µs a sync`,
  );
}

interface Leader {
  readonly node: number;
  readonly process: ChildProcess;
}

async function measureCluster(seconds: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'temblor-bench-'));
  const addresses = new Map<number, Address>();
  const processes = new Map<number, ChildProcess>();
  const commits: { readonly node: number; readonly count: number; readonly atUs: number }[] = [];
  let leader: Leader | undefined;
  for (const node of nodes) {
    const process = fork(fileURLToPath(import.meta.url), ['serve', String(node), join(directory, String(node))]);
    processes.set(node, process);
    process.on('message', (told: Told) => {
      if (told.kind === 'leading') leader = { node, process };
      if (told.kind === 'committed') commits.push({ node, ...told });
      if (told.kind !== 'listening') return;
      addresses.set(node, told.address);
      if (addresses.size === nodes.length) for (const each of processes.values()) each.send([...addresses]);
    });
  }
  const until = async (holds: () => boolean) => {
    const deadlineMs = performance.now() + 20_000;
    while (!holds() && performance.now() < deadlineMs) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await until(() => commits.length > 0);
  const begunUs = monotonicClock.nowUs();
  await until(() => monotonicClock.nowUs() - begunUs > seconds * 1e6);
  const [first, last] = [commits[0], commits.at(-1)];
  if (first !== undefined && last !== undefined) {
    const perSecond = ((last.count - first.count) / (last.atUs - first.atUs)) * 1e6;
    console.log(
      `raft on three processes              ${Math.round(perSecond).toLocaleString('en').padStart(9)} messages/s`,
    );
  }
  const killed = leader;
  const killedUs = monotonicClock.nowUs();
  killed?.process.kill('SIGKILL');
  const next = () => commits.find(({ node, atUs }) => node !== killed?.node && atUs > killedUs);
  await until(() => next() !== undefined);
  console.log(
    `kill -9 of the leader to next commit ${Math.round(((next()?.atUs ?? Number.NaN) - killedUs) / 1000)} ms`,
  );
  for (const process of processes.values()) process.kill('SIGKILL');
  await rm(directory, { recursive: true });
}

const [, , first = '3', node = '', folder = ''] = process.argv;
if (first === 'serve') await serve(Number(node), folder);
else {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  console.log(`commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n`);
  await measureLog(Number(first));
  await measureCluster(Number(first));
}
