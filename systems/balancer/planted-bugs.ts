/**
 * The defects that the balancer can be told to have by `PLANTED_BUG`, so that a check is seen to catch them. Every
 * service gets the same environment, so all of them know all names.
 */
export const plantedBugs = [
  /** The first failure goes to the client: nothing is sent again. */
  'no-retries',
  /** Every failure that may be is sent again, whatever the budget says. */
  'retries-without-budget',
  /** A half-open breaker lets every call through, and not one probe. */
  'crowd-in-half-open',
  /** Only health checks take a replica out: its failures are not looked at. */
  'ignores-passive',
] as const;

/** The name of a planted bug. */
export type PlantedBug = (typeof plantedBugs)[number];
