/** How good a figure is, by the table of the voting brief. */
import type { Measured } from './measured.ts';

export type Grade = 'good' | 'acceptable' | 'poor' | 'critical';

/** A grade, or the reason why there is none. */
export type Graded =
  | { readonly kind: 'graded'; readonly grade: Grade; readonly value: number }
  | { readonly kind: 'ungraded'; readonly reason: string }
  /** The experiment sets no limit to it, and awaits nothing that it measures. */
  | { readonly kind: 'not-asked' };

/** The steps of a figure. `poor` lies between acceptable and critical. A step that is absent is not used. */
interface Scale {
  readonly better: 'lower' | 'higher';
  readonly good: number;
  /** Whether reaching the good step is enough (100 %), or it has to be passed. */
  readonly inclusive?: boolean;
  readonly acceptable?: number;
  readonly critical?: number;
}

const scales = {
  ttdMs: { better: 'lower', good: 1000, acceptable: 2000, critical: 5000 },
  ttrMs: { better: 'lower', good: 500, acceptable: 1000, critical: 2000 },
  successPercent: { better: 'higher', good: 99, acceptable: 95, critical: 90 },
  p95Ms: { better: 'lower', good: 200, acceptable: 500, critical: 1000 },
  ratePerSecond: { better: 'higher', good: 100, critical: 10 },
  availabilityPercent: { better: 'higher', good: 99.9, critical: 95 },
  quorumSuccessPercent: { better: 'higher', good: 95 },
  outliersFoundPercent: { better: 'higher', good: 90 },
  faultKindsCoveredPercent: { better: 'higher', good: 100, inclusive: true },
  recoveredPercent: { better: 'higher', good: 95 },
} as const satisfies Record<string, Scale>;

export type GradedFigure = keyof typeof scales;

/** Grades a figure; one that is absent has no grade. */
export function gradeOf(figure: GradedFigure, value: Measured): Graded {
  if (value.kind === 'absent') return { kind: 'ungraded', reason: value.reason };
  return { kind: 'graded', grade: gradeValue(scales[figure], value.value), value: value.value };
}

function gradeValue(scale: Scale, value: number): Grade {
  const sign = scale.better === 'lower' ? 1 : -1;
  const beyond = (step: number): boolean => sign * value > sign * step;
  const within = (step: number): boolean => sign * value < sign * step;
  if (within(scale.good) || (scale.inclusive === true && value === scale.good)) return 'good';
  if (scale.acceptable !== undefined && within(scale.acceptable)) return 'acceptable';
  if (scale.critical !== undefined && beyond(scale.critical)) return 'critical';
  return scale.acceptable === undefined && scale.critical !== undefined ? 'acceptable' : 'poor';
}
