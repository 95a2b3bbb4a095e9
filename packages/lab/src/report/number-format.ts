/** How figures are written for people. */

/** What stands where a figure is absent. */
export const noFigure = '–';

/** Finer than any share of operations that a run can have. */
const mostDigits = 12;

/** Milliseconds: whole from 100 on, one digit from 10, two below. */
export function formatMs(value: number | null): string {
  return value === null ? noFigure : writeMs(value, null);
}

/** @param limit see `formatFigure`. */
function writeMs(value: number, limit: number | null): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return roundApart(value, size >= 100 ? 0 : size >= 10 ? 1 : 2, [limit]);
}

/**
 * A percentage, rounded to two digits. It has more of them where it would else read as what it is not: as 0 or 100, or as
 * the limit that it is held against. So 99.996 does not become 100.
 */
export function formatPercent(value: number | null, limit: number | null = null): string {
  if (value === null) return noFigure;
  return Number.isInteger(value) ? String(value) : roundApart(value, 2, [0, 100, limit]);
}

/** A percentage as reports hold it: to the thousandth, and finer where it would else be 0 or 100, which it is not. */
export function roundPercent(value: number): number {
  return roundOf(value, '%');
}

/** A figure as reports hold it. Microseconds are as fine as the clock. @param limit which it is finer than to become. */
export function roundOf(value: number, unit: string, limit: number | null = null): number {
  return Number(roundApart(value, 3, unit === '%' ? [0, 100, limit] : [limit]));
}

/** With the fewest digits by which it does not read as one of the others; one of them itself is written in full. */
function roundApart(value: number, fewestDigits: number, others: readonly (number | null)[]): string {
  for (let digits = fewestDigits; digits < mostDigits; digits += 1) {
    const text = value.toFixed(digits);
    const read = Number(text);
    if (read === value || !(others.includes(read) || others.includes(value))) return text;
  }
  return value.toFixed(mostDigits);
}

/** Requests a second. */
export function formatRate(value: number | null): string {
  if (value === null) return noFigure;
  if (value === 0) return '0';
  return value.toFixed(value >= 100 ? 0 : 1);
}

/**
 * A figure with its unit, by the unit.
 * @param limit what it is held against: where it is not the limit it has digits enough not to read as it.
 */
export function formatFigure(value: number | null, unit: string, limit: number | null = null): string {
  if (value === null) return noFigure;
  if (unit === 'ms') return `${writeMs(value, limit)} ms`;
  if (unit === '') return Number.isInteger(value) ? String(value) : formatMs(value);
  if (unit === '%') return `${formatPercent(value, limit)} %`;
  return `${formatRate(value)} ${unit}`;
}

/** A value to see another against, as whoever gives it has it; empty where there is none. */
export function formatReference(reference: { value: number; source: string } | null, unit: string): string {
  return reference === null ? '' : `${[reference.value, unit].join(' ').trim()} (${reference.source})`;
}

/** A duration in words: `42 s`, `3 min 5 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
