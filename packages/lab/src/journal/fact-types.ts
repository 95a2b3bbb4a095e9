/** Kinds of facts. Apart from their schemas, so that a page can have these without those. */
import type { JournalFact } from './event.ts';

/** What a service may say of itself and of others; what the lab did and found is for the lab to say. */
export const serviceFactTypes: ReadonlySet<JournalFact['type']> = new Set([
  'switch-acted',
  'crash-asked',
  'instance-suspected',
  'instance-off',
  'instance-on',
  'instance-unknown',
  'leader-elected',
  'primary-promoted',
  'breaker-opened',
  'breaker-half-opened',
  'breaker-closed',
  'vote-window',
  'quorum-lost',
  'quorum-regained',
  'dissent-observed',
  'balancer-window',
  'strategy-changed',
  'replica-draining',
  'replica-drained',
  'panic-started',
  'panic-ended',
  'request-window',
  'log-window',
  'saga-window',
  'saga-changed',
  'seats-window',
]);

/**
 * Measurements by the second, and what is told of single requests: many, large, and of no weight for the state of a system.
 * A bounded journal gives them up first.
 */
export const windowTypes: ReadonlySet<JournalFact['type']> = new Set([
  'load-window',
  'link-window',
  'request-window',
  'vote-window',
  'balancer-window',
  'log-window',
  'saga-window',
  'saga-changed',
  'seats-window',
]);
