/** Bugs that a service can be started with (`PLANTED_BUG`), each of which the books or the explorer must catch. */

/**
 * `no-idempotency`: payments charges every call, whatever its key.
 * `no-tombstones`: undoing what is not there leaves nothing behind, so that a call that arrives late has its effect.
 * `no-payment-query`: a charge that timed out is taken for one that failed: the seats are released, and nothing is voided.
 * `no-saga-lease`: a saga is taken up without a lease and written without an epoch.
 * `no-hold-lease`: held seats are held for ever.
 */
export const plantedBugs = [
  'no-idempotency',
  'no-tombstones',
  'no-payment-query',
  'no-saga-lease',
  'no-hold-lease',
] as const;
export type PlantedBug = (typeof plantedBugs)[number];
