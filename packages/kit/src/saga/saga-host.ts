/**
 * Runs sagas for real: performs what the pure machine (protocols/saga) asks for, and takes up again what a crash left.
 *
 * A saga is driven by one host at a time, by a lease on its row. It is renewed for sagas that take long; a host takes up
 * sagas of its own from an earlier life at its start, and those of others when their lease has ended. A lease is a promise
 * about time and so no protection by itself: what protects is the epoch, which every write under it is checked against. A
 * process that stood still for longer than its lease finds its next write refused, and lets go.
 */
import type { Random } from '@temblor/foundation/randomness/random';
import type { LocalWork, SagaHold, SagaTables } from '@temblor/protocols/saga/saga-rows';
import type { CallAction, SagaDefinition, SavedSaga, StepOutcome } from '@temblor/protocols/saga/saga-types';
import type { RowStore } from '@temblor/protocols/transactions/transaction';
import type { Time } from '@temblor/resilience/policy/surroundings';

/** A call that a saga makes of another service. */
export interface SagaCall {
  /** The step's place in the definition. */
  readonly step: number;
  readonly action: CallAction;
  /** The how manieth it is of its kind, from 1. */
  readonly attempt: number;
  readonly timeoutMs: number;
}

/** What a host did with a saga. */
export interface SagaChange {
  /**
   * `accepted`: it is new, its client waits. `taken-up`: of an earlier life, or of another host. `recorded`: it has changed on
   * disk. `advanced`: a step that was planned is begun, which its next record tells.
   */
  readonly kind: 'accepted' | 'taken-up' | 'recorded' | 'advanced';
  readonly saga: SavedSaga;
}

export interface SagaHostOptions<T extends SagaTables> {
  readonly definition: SagaDefinition;
  readonly store: RowStore<T>;
  /** The instance. No other process that runs has the same. */
  readonly owner: string;
  /** How long others leave a saga alone that nobody has written, in ms; the same for all hosts of a store. Default: 4000. */
  readonly leaseMs?: number;
  /** Ms since 1970, for what is on disk. */
  readonly wallClock: () => number;
  /** For timers. */
  readonly time: Time;
  readonly random: Random;
  /**
   * Makes a call. What it throws is an unknown outcome. It is to end by `timeoutMs`; the signal is aborted a moment after
   * that, and when the host closes or is fenced: what it answers then is not heard any more.
   */
  readonly call: (saga: SavedSaga, call: SagaCall, signal: AbortSignal) => Promise<StepOutcome>;
  /** What is to be written in the transaction of the pivot, and in that which records that all is undone. Pure. */
  readonly localWorkFor: (saga: SavedSaga) => LocalWork<T> | undefined;
  /** Told of every change; of one on disk once it is durable. Must not throw. */
  readonly onChange: (change: SagaChange) => void;
  /** Told what went wrong and is being tried again. Must not throw. */
  readonly onTrouble: (error: unknown) => void;
  /** The planted bug `no-saga-lease`. */
  readonly withoutLease?: boolean;
}

/** A saga that an operator should look at. */
export interface OperatorItem {
  readonly saga: SavedSaga;
  /** The instance that drives it. */
  readonly owner: string;
  readonly updatedAtMs: number;
}

/** What became of an operator's wish. `elsewhere`: another instance drives it. `not-waiting`: it waits for nothing. */
export type TryNowResult =
  | { readonly kind: 'trying' }
  | { readonly kind: 'not-waiting' }
  | { readonly kind: 'elsewhere'; readonly owner: string }
  | { readonly kind: 'not-found' };

/** When it is closed no effect is begun any more, and calls are given up: the sagas stay open, for the next life. */
export interface SagaHost extends AsyncDisposable {
  /** Settles when the sagas of an earlier life have been taken up; waits for the store as long as that takes. Never rejects. */
  readonly recovered: Promise<void>;
  /** Sagas that this host drives now. */
  running(): Iterable<SavedSaga>;
  /** This life is about to insert a saga of that id: whatever it finds of it, no earlier life has left it. */
  accepting(sagaId: string): void;
  /** Runs a saga whose first record was just committed. */
  adopt(saga: SavedSaga, hold: SagaHold): void;
  /**
   * Takes up a saga of this owner's that nobody drives: one whose acceptance ended without a word from the store.
   *
   * @returns undefined where there is none to take up. @throws StoreFailure; it is tried again by itself then.
   */
  takeUp(sagaId: string): Promise<SavedSaga | undefined>;
  /**
   * The saga once its outcome is durable (`committed`, `completed` or `compensated`), whoever drives it; undefined where
   * that took longer, or the host closes. @throws the signal's reason.
   */
  decided(sagaId: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<SavedSaga | undefined>;
  /** Sagas whose undoing keeps failing, of all instances; the first 200 by id. @throws StoreFailure */
  operatorQueue(): Promise<readonly OperatorItem[]>;
  /** Tries at once what a saga waits for. @throws StoreFailure */
  tryNow(sagaId: string): Promise<TryNowResult>;
}
