import type { EjectionReason } from './replica.ts';

/** What a balancer tells of its decisions, in the past tense. `replica` is an id, times are the caller's. */
export type BalancingEvent =
  | {
      readonly type: 'replica-ejected';
      readonly replica: string;
      readonly reason: EjectionReason;
      readonly atMs: number;
      readonly untilMs: number;
    }
  /** A rule found it failing, but too many are ejected already, or it is the last one in rotation. It stays. */
  | {
      readonly type: 'ejection-refused';
      readonly replica: string;
      readonly reason: EjectionReason;
      readonly atMs: number;
    }
  /** It may be chosen again: it joined, its ejection is over, it is up or no longer draining. */
  | { readonly type: 'replica-entered'; readonly replica: string; readonly slowly: boolean; readonly atMs: number }
  | { readonly type: 'replica-down'; readonly replica: string; readonly atMs: number }
  | { readonly type: 'draining-started'; readonly replica: string; readonly inFlight: number; readonly atMs: number }
  /** Its last call ended: it can be stopped. */
  | { readonly type: 'draining-finished'; readonly replica: string; readonly atMs: number }
  /** Too few are in rotation: all that are not draining are used, whatever is known of them. */
  | { readonly type: 'panic-started'; readonly inRotation: number; readonly replicas: number; readonly atMs: number }
  | { readonly type: 'panic-ended'; readonly inRotation: number; readonly replicas: number; readonly atMs: number };
