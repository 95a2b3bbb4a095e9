/** A figure that was measured, or the reason why there is none. Absence is never written as zero. */
export type Measured =
  | { readonly kind: 'measured'; readonly value: number }
  | { readonly kind: 'absent'; readonly reason: string };

/** A figure that was measured. */
export function measured(value: number): Measured {
  return { kind: 'measured', value };
}

/** A figure that was not, and why: it is shown instead of a number. */
export function absent(reason: string): Measured {
  return { kind: 'absent', reason };
}

/** A share of a whole in percent; absent, with the given reason, where the whole is nothing. */
export function percentOf(part: number, whole: number, reasonIfNone: string): Measured {
  return whole === 0 ? absent(reasonIfNone) : measured((100 * part) / whole);
}

/** The value, or null where it is absent: for JSON and for sorting. */
export function valueOrNull(figure: Measured): number | null {
  return figure.kind === 'measured' ? figure.value : null;
}
