/** What the benchmark of the reservations measures: rates, latencies, and ours beside DBOS. */
import { cpuMs } from '../dashboard/process-cost.ts';
import type { LoopResult } from '../log/latencies.ts';
import { spread } from '../log/latencies.ts';
import { LoopProcess } from '../log/rates.ts';
import type { ClientOrder } from './client-loop.ts';
import { cpuByProcess } from './cpu-by-process.ts';
import type { MeasuredSystem, Orchestrator } from './measured-system.ts';
import { startMeasuredSystem } from './measured-system.ts';

export interface Amount {
  readonly rounds: number;
  readonly roundMs: number;
  /** Before the first round, of each contestant. */
  readonly warmUpMs: number;
}

/** A row of what is printed. */
interface Contestant {
  readonly name: string;
  readonly orchestrator: Orchestrator;
  readonly order: Omit<Extract<ClientOrder, { kind: 'closed' }>, 'port' | 'ms'>;
  readonly results: LoopResult[];
  /** CPU time of the orchestrator's process for each reservation, of each round. */
  readonly cpuMs: number[];
}

const goalPerSecond = 300;

/** How many reservations a second a closed loop brings about, by the number of clients. */
export async function measureRate(amount: Amount): Promise<void> {
  const contestants = [16, 32, 64].map((clients) => contestant('saga', clients));
  await compete(contestants, amount);
  console.log(`goal: ≥ ${goalPerSecond}/s`);
}

/** How long a reservation takes at half of the goal's rate, which goes on whatever becomes of it. */
export async function measureLatency({ rounds, roundMs, warmUpMs }: Amount): Promise<void> {
  await using measured = await startMeasuredSystem(['saga']);
  using loop = newLoop();
  const port = portOf(measured, 'saga');
  const ratePerSecond = goalPerSecond / 2;
  await loop.run({ kind: 'open', port, ratePerSecond, ms: warmUpMs });
  const results: LoopResult[] = [];
  for (let round = 0; round < rounds; round += 1) {
    results.push(await loop.run({ kind: 'open', port, ratePerSecond, ms: roundMs }));
  }
  console.log(`${rounds} rounds of ${roundMs / 1000} s; median (least to greatest) over the rounds`);
  console.log(`${ratePerSecond}/s, open loop   ${describe(results)}   goal: p99 ≤ 150 ms`);
}

/** Ours and DBOS in turn, over the same services. */
export async function measureBesideDbos(amount: Amount): Promise<void> {
  const pairs = [32, 64].map((clients) => ({
    clients,
    saga: contestant('saga', clients),
    dbos: contestant('dbos', clients),
  }));
  await compete(
    pairs.flatMap(({ saga, dbos }) => [saga, dbos]),
    amount,
  );
  for (const { clients, saga, dbos } of pairs) {
    const ratios = saga.results.map(({ perSecond }, at) => perSecond / (dbos.results[at]?.perSecond ?? Number.NaN));
    console.log(`saga × DBOS, ${clients} clients   ${spread(ratios, 2)}   goal ≥ 2.5`);
  }
}

/** Where the time of the machine goes: CPU of each process, a reservation. */
export async function measureCpu({ roundMs, warmUpMs }: Amount): Promise<void> {
  await using measured = await startMeasuredSystem(['saga', 'dbos']);
  using loop = newLoop();
  for (const orchestrator of ['saga', 'dbos'] as const) {
    const order = { kind: 'closed', clients: 32, port: portOf(measured, orchestrator) } as const;
    await loop.run({ ...order, ms: warmUpMs });
    const before = cpuByProcess(measured.system);
    const { perSecond } = await loop.run({ ...order, ms: roundMs });
    const reservations = (perSecond * roundMs) / 1000;
    const costs = [...cpuByProcess(measured.system)]
      .map(([name, ms]) => ({ name, ms: (ms - (before.get(name) ?? 0)) / reservations }))
      .sort((left, right) => right.ms - left.ms);
    const total = costs.reduce((sum, { ms }) => sum + ms, 0);
    const parts = costs.filter(({ ms }) => ms > total / 200).map(({ name, ms }) => `${name} ${ms.toFixed(2)}`);
    console.log(`${orchestrator}: ${total.toFixed(2)} ms of CPU a reservation, clients apart: ${parts.join(', ')}`);
  }
}

function contestant(orchestrator: Orchestrator, clients: number): Contestant {
  const name = `${orchestrator === 'saga' ? 'saga' : 'DBOS'}, ${clients} clients`;
  return { name, orchestrator, order: { kind: 'closed', clients }, results: [], cpuMs: [] };
}

/** Lets them run round by round in turn, so that what else the machine does meets all alike, and prints. */
async function compete(contestants: readonly Contestant[], { rounds, roundMs, warmUpMs }: Amount): Promise<void> {
  const orchestrators = [...new Set(contestants.map(({ orchestrator }) => orchestrator))];
  await using measured = await startMeasuredSystem(orchestrators);
  using loop = newLoop();
  for (const orchestrator of orchestrators) {
    await loop.run({ kind: 'closed', clients: 32, port: portOf(measured, orchestrator), ms: warmUpMs });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { orchestrator, order, results, cpuMs: cpu } of contestants) {
      const pid = measured.pid(orchestrator);
      const beforeMs = cpuMs(pid);
      const result = await loop.run({ ...order, port: portOf(measured, orchestrator), ms: roundMs });
      results.push(result);
      cpu.push((cpuMs(pid) - beforeMs) / (result.perSecond * (roundMs / 1000)));
    }
  }
  console.log(
    `${rounds} rounds of ${roundMs / 1000} s, closed loop; CPU: of the orchestrator's process, a reservation; median (least to greatest) over the rounds`,
  );
  for (const { name, results, cpuMs: cpu } of contestants) {
    const rate = spread(results.map(({ perSecond }) => perSecond));
    console.log(`${name.padEnd(18)} ${rate} /s   ${describe(results)}   CPU ${spread(cpu, 2)} ms`);
  }
}

function newLoop(): LoopProcess<ClientOrder> {
  return new LoopProcess(new URL('./client-loop.ts', import.meta.url));
}

function portOf(measured: MeasuredSystem, orchestrator: Orchestrator): number {
  return Number(new URL(measured.gatewayUrl(orchestrator)).port);
}

function describe(results: readonly LoopResult[]): string {
  const p50 = results.map(({ p50Ms }) => p50Ms);
  const p99 = results.map(({ p99Ms }) => p99Ms);
  const failures = results.reduce((sum, result) => sum + result.failures, 0);
  const note = failures === 0 ? '' : `   ${failures} not confirmed`;
  return `p50 ${spread(p50, 1)} ms   p99 ${spread(p99, 1)} ms${note}`;
}
