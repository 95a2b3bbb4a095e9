/** What the four steps of the health monitor need of the world: the command line fills it, and tests. */
import type { FaultRequest } from '@temblor/lab/faults/fault';
import type { PolicyEvent } from '@temblor/resilience/policy/policy-event';
import type { Surroundings } from '@temblor/resilience/policy/surroundings';
import type { Paint } from '../demo/stage.ts';
import type { HealthCheck, Target } from './target.ts';

export interface MonitorStage {
  readonly paint: Paint;
  /** Aborts when the person wants to leave. */
  readonly signal: AbortSignal;
  readonly clock: { nowMs(): number };
  readonly targets: readonly Target[];
  readonly check: HealthCheck;
  /**
   * Breaks something of the watched system, so that there is something to see; the fault ends when it is disposed of.
   * Undefined where nothing may be broken: then what is there is watched as it is.
   */
  readonly inject: ((fault: FaultRequest) => Promise<AsyncDisposable>) | undefined;
  /** What policies live in. @param observe told of their decisions. */
  surroundings(observe: (event: PolicyEvent) => void): Surroundings;
  print(text: string): void;
  /** Lines that are redrawn in place, where the terminal can do that. */
  show(lines: readonly string[]): void;
  /** @throws the signal's reason. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
  /** Aborts after so long, or with the stage's signal; undefined: only with that. */
  until(durationMs: number | undefined): AbortSignal;
}
