/** What the proxy tells of its work, for statistics: it keeps none of its own. */

/**
 * Something that happened to a request for the replicas; those for the balancer's own pages are not told. Of each request
 * exactly one of `request-finished` and `request-refused` is told, at its end.
 */
export type ProxyEvent =
  | {
      readonly type: 'request-finished';
      /** What the client got; 0: broken off, by either side. */
      readonly status: number;
      /**
       * Whether the client got a 5xx, or an answer that its replica broke off. A client that left, or whose own body broke
       * while its answer was passing, counts as none.
       */
      readonly failed: boolean;
      /** All that were sent to replicas for it, with the hedges; 0 where nobody was left to ask. */
      readonly attempts: number;
      readonly hedges: number;
    }
  /** It was malformed, hostile or too slow to come in, and was told so. Of a long body a replica may have seen the begin. */
  | { readonly type: 'request-refused'; readonly status: number; readonly reason: string }
  /** `from`: the replica whose attempt failed. */
  | { readonly type: 'attempt-retried'; readonly from: string; readonly reason: string }
  | { readonly type: 'attempt-hedged'; readonly from: string; readonly to: string };
