/** What clients do: the workload that the load generator plays. */
import type { Json, OperationOutcome } from '@temblor/checkers/history/operation';
import type { Random } from '@temblor/foundation/randomness/random';

/** One request, ready to be sent. */
export interface PlannedRequest {
  /** What it is in the words of the history: `voted-read`, `order`. */
  readonly name: string;
  /** The service that is called; its replicas are taken in turn. */
  readonly service: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: Json;
  /** What the history records as input. */
  readonly input: Json;
}

/** An answer as the generator got it; `status` 0 and a null body where none came. */
export interface ReceivedAnswer {
  readonly status: number;
  readonly body: Json;
}

/**
 * A source of requests. A module that is a workload exports `createWorkload(random)`. State is the workload's own; all
 * randomness comes from `random`.
 */
export interface Workload {
  /** The next request; `index` counts from 0. */
  next(index: number): PlannedRequest;
  /**
   * Called with every answer, in order of arrival; tells what became of the operation. Where it is absent: 2xx is ok;
   * for everything but GET no answer, 500, 502, 503 and 504 are unknown, because a write may have taken effect before
   * it was answered so; anything else has failed. A workload that knows answers by which nothing was done says so here.
   */
  judge?(request: PlannedRequest, answer: ReceivedAnswer): OperationOutcome;
}

export type CreateWorkload = (random: Random) => Workload;

/** A load as an experiment declares it. */
export interface LoadDeclaration {
  readonly ratePerSecond: number;
  /** Seconds-long calls are cut here; the outcome is then unknown. Default 2000. */
  readonly timeoutMs?: number;
  /** A module that exports `createWorkload`, or plain requests drawn by weight. */
  readonly workload: { readonly module: URL | string } | { readonly requests: readonly WeightedRequest[] };
}

/** A request of a workload that needs no code. */
export interface WeightedRequest {
  readonly name?: string;
  /** Relative frequency; default 1. */
  readonly weight?: number;
  readonly service: string;
  readonly method?: PlannedRequest['method'];
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
}
