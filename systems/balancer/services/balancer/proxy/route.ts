/** What an exchange stands between: its client, and the way to the replicas. */
import type { Random } from '@temblor/foundation/randomness/random';
import type { ResponseHead } from '../http1/message-head.ts';
import type { Upstream } from '../replicas/upstream.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { HedgeDelays } from './hedge-delays.ts';
import type { ProxyOptions } from './options.ts';
import type { OwnAnswer } from './own-answer.ts';
import type { ProxyEvent } from './proxy-event.ts';
import type { ChoiceParts } from './replica-choice.ts';
import type { Swept } from './sweep.ts';

/** The client's side of an exchange. After one of `answer`, `answerOwn`, `end` and `breakOff` the exchange is over. */
export interface ExchangeClient {
  readonly address: string;
  /** A whole answer of a replica. */
  answer(head: ResponseHead, body: readonly Buffer[]): void;
  answerOwn(answer: OwnAnswer): void;
  /** The beginning of a longer one. @returns as `proceed`. */
  begin(head: ResponseHead, body: readonly Buffer[]): boolean;
  /** @returns false where the client is behind: then `clientDrained` follows. */
  proceed(body: readonly Buffer[]): boolean;
  end(): void;
  /** What was sent must not look whole: the connection is reset. */
  breakOff(): void;
  /** No more of the request's body can be taken for now. */
  pauseBody(): void;
  resumeBody(): void;
}

/** An exchange that is not over, or has attempts that go on. */
export interface Underway extends Swept {
  /** What this replica has not answered yet is asked of another, if there is one; else it may still answer. */
  replicaDown(upstream: Upstream): void;
  /** The client is gone, or no longer to be served: nothing is worth going on with. */
  abandon(): void;
}

/** Where requests of a kind go, and what all of them share. */
export interface Route extends ChoiceParts {
  poolOf(upstream: Upstream): ConnectionPool;
  readonly options: ProxyOptions;
  readonly observe: (event: ProxyEvent) => void;
  readonly hedgeDelays: HedgeDelays;
  /** For the jitter of retries. */
  readonly random: Random;
  readonly exchanges: Set<Underway>;
}
