/**
 * A closed loop of clients: each sends its next request when its last one is answered. It finds what a server can take,
 * and hides how long clients would wait beyond that (Schroeder, Wierman and Harchol-Balter, "Open Versus Closed: A
 * Cautionary Tale", NSDI 2006): for throughput alone. What clients notice of a fault is measured open loop.
 */
import type { HttpResult } from '@temblor/kit/http/http-client';
import { nearestRank } from '@temblor/lab/measure/spread';
import type { DemoStage } from './stage.ts';

/** A request that was answered, or not. */
export interface LoopedRequest {
  readonly path: string;
  readonly result: HttpResult;
  readonly latencyMs: number;
}

export interface LoopFigures {
  readonly requests: number;
  /** Those that were not answered with 2xx. */
  readonly failures: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/**
 * Keeps so many requests in flight for a while.
 *
 * @param nextPath what is asked next.
 * @returns those that ended, in that order, and how long it took until the last one did.
 * @throws the reason of the stage's signal.
 */
export async function closedLoop(
  stage: DemoStage,
  options: { readonly inFlight: number; readonly durationMs: number; readonly nextPath: () => string },
): Promise<{ readonly requests: readonly LoopedRequest[]; readonly durationMs: number }> {
  const startMs = stage.clock.nowMs();
  const requests: LoopedRequest[] = [];
  const client = async (): Promise<void> => {
    while (stage.clock.nowMs() < startMs + options.durationMs) {
      stage.signal.throwIfAborted();
      const path = options.nextPath();
      const sentMs = stage.clock.nowMs();
      const result = await stage.ask({ path, signal: stage.signal });
      requests.push({ path, result, latencyMs: stage.clock.nowMs() - sentMs });
    }
  };
  await Promise.all(Array.from({ length: options.inFlight }, client));
  stage.signal.throwIfAborted();
  return { requests, durationMs: stage.clock.nowMs() - startMs };
}

/** Rate and latency of requests that took so long together; percentiles by the nearest rank, 0 without any. */
export function figuresOf(requests: readonly LoopedRequest[], durationMs: number): LoopFigures {
  const latencies = requests.map(({ latencyMs }) => latencyMs);
  const isGood = ({ result }: LoopedRequest) =>
    result.kind === 'answered' && result.status >= 200 && result.status < 300;
  return {
    requests: requests.length,
    failures: requests.filter((request) => !isGood(request)).length,
    requestsPerSecond: durationMs === 0 ? 0 : (requests.length * 1000) / durationMs,
    p50Ms: nearestRank(latencies, 50) ?? 0,
    p95Ms: nearestRank(latencies, 95) ?? 0,
  };
}
