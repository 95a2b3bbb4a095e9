/**
 * What policies tell of their decisions: for a journal, for metrics, for traces. `policy` is the name its owner gave it;
 * `attempt` the attempt that failed, the first call being 1.
 */
export type PolicyEvent =
  | { readonly type: 'timed-out'; readonly policy: string; readonly afterMs: number }
  | { readonly type: 'deadline-exceeded'; readonly policy: string }
  | {
      readonly type: 'retry-scheduled';
      readonly policy: string;
      readonly attempt: number;
      readonly delayMs: number;
      readonly reason: unknown;
    }
  | {
      readonly type: 'retry-refused';
      readonly policy: string;
      readonly attempt: number;
      readonly why: 'budget' | 'attempts' | 'deadline' | 'not-retryable' | 'retry-after';
    }
  | { readonly type: 'breaker-opened'; readonly policy: string; readonly reason: string }
  | { readonly type: 'breaker-half-opened'; readonly policy: string }
  | { readonly type: 'breaker-closed'; readonly policy: string }
  | {
      readonly type: 'call-rejected';
      readonly policy: string;
      readonly code: 'circuit-open' | 'bulkhead-full' | 'rate-limited';
    }
  | { readonly type: 'call-queued'; readonly policy: string; readonly waiting: number }
  | { readonly type: 'hedge-sent'; readonly policy: string; readonly copy: number }
  | { readonly type: 'hedge-won'; readonly policy: string; readonly copy: number }
  | { readonly type: 'fallback-used'; readonly policy: string; readonly reason: unknown };
