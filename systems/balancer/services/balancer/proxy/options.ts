/** The proxy's numbers: how long it waits and how much it holds. */
import type { Backoff } from '@temblor/resilience/retry/backoff';
import type { RetryBudgetOptions } from '@temblor/resilience/retry/retry-budget';
import type { HeadLimits } from '../http1/message-head.ts';

/** Every number is a bound on what a peer can make the proxy hold or wait for. */
export interface ProxyOptions {
  /** Whether a failed attempt may be made again on another replica. */
  readonly retries: boolean;
  /** Whether a slow GET or HEAD is sent to a second replica too. */
  readonly hedges: boolean;
  /** What retries after a 5xx answer and hedges may add to the load. */
  readonly budget: RetryBudgetOptions;
  /**
   * How long a request whose answer was a 5xx waits before another replica is asked, on top of at most one round of the sweep
   * (20 ms). What broke, or was on a replica that was found to be down, is asked of another at once.
   */
  readonly backoff: Backoff;
  /** What hedges leave in the budget: a retry saves an answer, and a hedge only time. */
  readonly keptForRetries: number;
  /** How long an attempt goes on that another copy overtook, so that what it shows of its replica counts. */
  readonly overtakenMs: number;
  /** What retries of attempts that broke before a byte of their answer may add: many at once, where a replica dies. */
  readonly breakBudget: RetryBudgetOptions;
  /** Of heads of requests. */
  readonly headLimits: HeadLimits;
  /** A body up to this is held until it is whole, so that it can be sent again, or dropped for a better answer. */
  readonly heldBytes: number;
  /** What a client may send ahead of the answer that it waits for. */
  readonly pipelinedBytes: number;
  readonly clients: number;
  /** Idle connections kept for each replica. */
  readonly idleConnections: number;
  /** Shorter than any server keeps one: Node's own default is 5 s. */
  readonly idleConnectionMs: number;
  readonly connectMs: number;
  /** From the request's last byte to the answer's head. */
  readonly answerHeadMs: number;
  /** Between two pieces of an answer. */
  readonly answerStallMs: number;
  /** From the request's head, or the last piece of a body that is streamed, to the begin of the answer. */
  readonly requestMs: number;
  /** From the first byte of a request's head to its last. */
  readonly requestHeadMs: number;
  /** Between two requests of a client. */
  readonly clientIdleMs: number;
  /** Between two pieces of a request's body, and what is allowed beyond `bodyBytesPerSecond` in all. */
  readonly bodyStallMs: number;
  /** A body that comes in slower than this is given up, as Apache's mod_reqtimeout does (`MinRate`, 500). */
  readonly bodyBytesPerSecond: number;
  /** How long a client may leave what was sent to it unread. */
  readonly clientStallMs: number;
  /** How long a client is listened to after its last answer, so that it can read that (RFC 9112 section 9.6). */
  readonly lingerMs: number;
  /** A connection that was kept open and breaks this soon after its reuse was closed by an idle replica, not by a dying one. */
  readonly reuseRaceMs: number;
}

/** What the balancer runs with. */
export const defaultProxyOptions: ProxyOptions = {
  retries: true,
  hedges: true,
  budget: { ratio: 0.1, minPerSecond: 5, burst: 20 },
  backoff: { kind: 'full-jitter', baseMs: 10, maxMs: 100 },
  keptForRetries: 10,
  overtakenMs: 1000,
  breakBudget: { ratio: 0.1, minPerSecond: 5, burst: 1000 },
  headLimits: { maxBytes: 16_384, maxFields: 100, maxTargetBytes: 8192 },
  heldBytes: 65_536,
  pipelinedBytes: 65_536,
  clients: 10_000,
  idleConnections: 256,
  idleConnectionMs: 4000,
  connectMs: 1000,
  answerHeadMs: 30_000,
  answerStallMs: 30_000,
  requestMs: 60_000,
  requestHeadMs: 10_000,
  clientIdleMs: 60_000,
  bodyStallMs: 30_000,
  bodyBytesPerSecond: 500,
  clientStallMs: 60_000,
  lingerMs: 1000,
  reuseRaceMs: 10,
};
