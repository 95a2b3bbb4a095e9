/** The balancer's windows of about a second, and what they come to. Pure. */
import type { JournalEventOf } from '@temblor/lab/journal/event';

export type BalancerWindow = JournalEventOf<'balancer-window'>;

/** What one replica did in a while. */
export interface ReplicaTraffic {
  /** Attempts that ended. */
  readonly requests: number;
  readonly failures: number;
  /** Of all attempts that ended, from 0 to 1; null where there were none. */
  readonly share: number | null;
  /** Over its attempts; null where it had none. */
  readonly meanMs: number | null;
  readonly maxMs: number | null;
}

/** What the balancer did in a while. */
export interface Traffic {
  /** Of clients, answered or given up. */
  readonly requests: number;
  /** Null where nothing was measured. */
  readonly ratePerSecond: number | null;
  readonly failures: number;
  readonly refused: number;
  readonly retries: number;
  readonly hedges: number;
  /** Attempts per request: 1 where none was repeated; null where there were no requests. */
  readonly amplification: number | null;
  readonly byReplica: ReadonlyMap<string, ReplicaTraffic>;
}

const rememberedUs = 60_000_000;

/** Appends a window, and forgets those that are more than a minute older. */
export function rememberWindow(windows: readonly BalancerWindow[], window: BalancerWindow): readonly BalancerWindow[] {
  const fromUs = window.endUs - rememberedUs;
  return [...windows.filter(({ endUs }) => endUs > fromUs), window];
}

/** The sum of windows. */
export function addWindows(windows: readonly BalancerWindow[]): Traffic {
  const requests = sum(windows, (window) => window.requests);
  const retries = sum(windows, (window) => window.retries);
  const hedges = sum(windows, (window) => window.hedges);
  const lengthUs = sum(windows, ({ startUs, endUs }) => endUs - startUs);
  return {
    requests,
    ratePerSecond: lengthUs > 0 ? (requests * 1e6) / lengthUs : null,
    failures: sum(windows, (window) => window.failures),
    refused: sum(windows, (window) => window.refused),
    retries,
    hedges,
    amplification: requests === 0 ? null : 1 + (retries + hedges) / requests,
    byReplica: addReplicas(windows),
  };
}

function addReplicas(windows: readonly BalancerWindow[]): ReadonlyMap<string, ReplicaTraffic> {
  const rows = Map.groupBy(
    windows.flatMap(({ replicas }) => replicas),
    ({ id }) => id,
  );
  const all = sum([...rows.values()].flat(), ({ requests }) => requests);
  const traffic = new Map<string, ReplicaTraffic>();
  for (const [id, own] of rows) {
    const requests = sum(own, (row) => row.requests);
    traffic.set(id, {
      requests,
      failures: sum(own, (row) => row.failures),
      share: all === 0 ? null : requests / all,
      meanMs: requests === 0 ? null : sum(own, (row) => row.meanMs * row.requests) / requests,
      maxMs: requests === 0 ? null : Math.max(...own.map(({ maxMs }) => maxMs)),
    });
  }
  return traffic;
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
