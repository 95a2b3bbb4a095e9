/** For how long an ejected replica is left alone, and how many may be. */

export interface EjectionLimits {
  /** The first time. */
  readonly baseMs: number;
  /** It doubles with every further ejection, up to this. */
  readonly maximumMs: number;
  /** For so long in rotation one earlier ejection is forgotten. */
  readonly forgottenAfterMs: number;
  /**
   * The share of the replicas that may be ejected at once, rounded down; but one of two or more always, unless it is 0,
   * and never the last one in rotation.
   * Where many fail, the fault is elsewhere, and leaving them alone would only overload the rest.
   */
  readonly maximumShare: number;
}

/** How long an ejection lasts, after so many earlier ones. */
export function ejectionMs({ baseMs, maximumMs }: EjectionLimits, earlier: number): number {
  return Math.min(maximumMs, baseMs * 2 ** earlier);
}

/** What is left of the earlier ejections after a time in rotation. */
export function rememberedEjections(limits: EjectionLimits, earlier: number, inRotationMs: number): number {
  return Math.max(0, earlier - Math.floor(inRotationMs / limits.forgottenAfterMs));
}

/**
 * Whether one more may be ejected. Never the last one in rotation, whether the others are ejected or down: one that fails
 * some calls is better than those of which only failures are known.
 */
export function mayEject(
  { maximumShare }: EjectionLimits,
  ejected: number,
  replicas: number,
  inRotation: number,
): boolean {
  if (maximumShare === 0 || inRotation < 2) return false;
  return ejected < Math.max(1, Math.floor(maximumShare * replicas));
}
