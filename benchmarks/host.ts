/**
 * What running a protocol for real costs on this machine: records that a write-ahead log takes with group commit, beside a
 * plain write and `fdatasync` for each in the same run; messages of 256 bytes that three processes commit by Raft, each on
 * its own log; and the time from `kill -9` of the leader to the next commit.
 *
 * Usage: node benchmarks/host.ts [rounds]            (about 20 s)
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
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { drawSeed, seededRandom } from '@temblor/foundation/randomness/random';
import { jsonCodec } from '@temblor/host/codec/codec';
import { openNode } from '@temblor/host/node/open-node';
import type { Address } from '@temblor/host/transport/tcp-dial';
import { tcpDial } from '@temblor/host/transport/tcp-dial';
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
    dial: tcpDial((other) => addresses.get(other)),
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
  if (opened.address !== undefined) tell({ kind: 'listening', address: opened.address });
}

/** Writes again and again for a part of a second. @returns records in a second. */
async function rate(recordsAtOnce: number, write: () => Promise<void> | void): Promise<number> {
  let written = 0;
  const begunMs = performance.now();
  for (; performance.now() - begunMs < 300; written += recordsAtOnce) await write();
  return (written / (performance.now() - begunMs)) * 1000;
}

async function measureLog(rounds: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'temblor-bench-'));
  const record = Buffer.from(payload);
  const { log } = await openWriteAheadLog({ directory, node: 1, segmentBytes: 64 << 20 });
  const file = openSync(join(directory, 'plain'), 'w');
  const batches = [1, 16, 256];
  const rates = new Map<number, number[]>(batches.map((batch) => [batch, []]));
  const plain: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const write = () => {
      writeSync(file, record);
      fdatasyncSync(file);
    };
    plain.push(await rate(1, write));
    for (const batch of batches) {
      const records = Array.from({ length: batch }, () => record);
      rates.get(batch)?.push(await rate(batch, () => log.write({ records, rewrite: false })));
    }
  }
  closeSync(file);
  await log[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
  console.log(`plain write and sync of each    ${spread(plain)} records/s`);
  for (const [batch, values] of rates) {
    const ratios = values.map((value, round) => value / (plain[round] ?? Number.NaN));
    console.log(
      `log, ${String(batch).padStart(3)} records a sync         ${spread(values)} records/s, × plain ${spread(ratios, 1)}`,
    );
  }
}

/** Median, least and greatest of the rounds. */
function spread(values: readonly number[], digits = 0): string {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (index: number) => (sorted[index] ?? Number.NaN).toLocaleString('en', { maximumFractionDigits: digits });
  return `${at(Math.floor(sorted.length / 2))} (${at(0)} to ${at(sorted.length - 1)})`;
}

/** One cluster, from its start to the first commit after its leader was killed. */
async function measureCluster(): Promise<{ readonly perSecond: number; readonly failoverMs: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'temblor-bench-'));
  const addresses = new Map<number, Address>();
  const processes = new Map<number, ChildProcess>();
  const commits: { readonly node: number; readonly count: number; readonly atUs: number }[] = [];
  let leader: { readonly node: number; readonly process: ChildProcess } | undefined;
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
  const until = (holds: () => boolean) => pollUntil(holds, { timeoutMs: 20_000, intervalMs: 5 });
  await until(() => commits.length > 0);
  const begunUs = monotonicClock.nowUs();
  await until(() => monotonicClock.nowUs() - begunUs > 2_000_000);
  const [first, last] = [commits[0], commits.at(-1)];
  const killed = leader;
  const killedUs = monotonicClock.nowUs();
  killed?.process.kill('SIGKILL');
  const next = () => commits.find(({ node, atUs }) => node !== killed?.node && atUs > killedUs);
  await until(() => next() !== undefined);
  for (const process of processes.values()) process.kill('SIGKILL');
  await rm(directory, { recursive: true });
  if (first === undefined || last === undefined) throw new Error('nothing was committed');
  return {
    perSecond: ((last.count - first.count) / (last.atUs - first.atUs)) * 1e6,
    failoverMs: ((next()?.atUs ?? Number.NaN) - killedUs) / 1000,
  };
}

const [, , first = '5', node = '', folder = ''] = process.argv;
if (first === 'serve') await serve(Number(node), folder);
else {
  const rounds = Number(first);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  console.log(`commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`);
  console.log(`${rounds} rounds; median (least to greatest) over the rounds\n`);
  await measureLog(rounds);
  const clusters: Awaited<ReturnType<typeof measureCluster>>[] = [];
  for (let round = 0; round < rounds; round += 1) clusters.push(await measureCluster());
  console.log(
    `raft on three processes         ${spread(clusters.map(({ perSecond }) => perSecond))} messages/s   goal ≥ 30,000`,
  );
  console.log(
    `leader killed to next commit    ${spread(clusters.map(({ failoverMs }) => failoverMs))} ms   goal ≤ 500`,
  );
}
