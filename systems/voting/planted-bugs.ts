/**
 * The defects that the services of this system can be told to have by `PLANTED_BUG`, so that a checker or a detector is
 * seen to catch them. Every service gets the same environment, so all of them know all names.
 */
export const plantedBugs = [
  /** A retried order is ordered again: the Idempotency-Key is not looked at. */
  'orders-double-apply',
  /** The event is published after the order's transaction, and every tenth is lost between the two. */
  'orders-publish-after-commit',
  /** Every 50th event is applied twice. */
  'inventory-double-apply',
  /** Every 50th event is not applied, though its offset is counted. */
  'inventory-skip-event',
  /** The voter answers with the first answer that it gets. */
  'voter-trusts-first',
  /** The monitor never puts an instance OFF. */
  'monitor-never-off',
  /** The monitor takes an instance back after one passed check. */
  'monitor-flaps',
] as const;

/** The name of a planted bug. */
export type PlantedBug = (typeof plantedBugs)[number];
