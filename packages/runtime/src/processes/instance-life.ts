/** What a supervisor knows of its instance: where its process stands, and the life in which that process is one of many. */
import type { InstanceState } from '@temblor/lab/world/world';
import type { Child, ChildExit } from '../guardian/guardian.ts';
import type { UnexpectedExit } from './restart-policy.ts';

/** Where an instance stands between its start and its stop. */
export type ProcessState =
  | { kind: 'stopped' }
  | { kind: 'spawning' }
  | { kind: 'starting'; child: Child }
  | { kind: 'running'; child: Child }
  | { kind: 'paused'; child: Child; before: 'starting' | 'running' }
  /** Between two processes: a hold or a delay, or for good where it is not restarted. */
  | { kind: 'down' }
  | { kind: 'abandoned'; reason: string };

/** From a `start()` to its `stop()`, over any number of processes. */
export interface Life {
  readonly stopping: AbortController;
  /** Settles with the first passed health check of this life, or the reason why there will be none. */
  readonly ready: PromiseWithResolvers<void>;
  readonly startedUs: number;
  ended: Promise<void>;
  wasReady: boolean;
  exits: UnexpectedExit[];
}

/**
 * How a process ended. `unexpected`: by itself; `stopped`: its life is to end; `crashed`: a crash killed it; `restarted`: it
 * was asked to end so that another can take its place.
 */
export interface Ending {
  readonly startedUs: number;
  readonly exit: ChildExit;
  readonly wasReady: boolean;
  readonly cause: 'unexpected' | 'stopped' | 'crashed' | 'restarted';
}

/** The state as the lab tells it. */
export function publicState(state: ProcessState): InstanceState {
  return state.kind === 'spawning' ? 'starting' : state.kind;
}
