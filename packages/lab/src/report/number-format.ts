/** How figures are written for people. */

/** What stands where a figure is absent. */
export const noFigure = '–';

/** Finer than any share of operations that a run can have. */
const mostDigits = 12;

/** Milliseconds: whole from 100 on, one digit from 10, two below. */
export function formatMs(value: number | null): string {
  if (value === null) return noFigure;
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/**
 * A percentage, rounded to two digits. It has more of them where it would else read as what it is not: as 0 or 100, or as
 * the limit that it is held against. So 99.996 does not become 100.
 */
export function formatPercent(value: number | null, limit: number | null = null): string {
  if (value === null) return noFigure;
  return Number.isInteger(value) ? String(value) : roundApart(value, 2, limit);
}

/** A percentage as reports hold it: to the thousandth, and finer where it would else be 0 or 100, which it is not. */
export function roundPercent(value: number): number {
  return Number(roundApart(value, 3, null));
}

/** A figure as reports hold it. Microseconds are as fine as the clock. */
export function roundOf(value: number, unit: string): number {
  return unit === '%' ? roundPercent(value) : Math.round(value * 1000) / 1000;
}

function roundApart(value: number, fewestDigits: number, limit: number | null): string {
  for (let digits = fewestDigits; digits < mostDigits; digits += 1) {
    const text = value.toFixed(digits);
    if (Number(text) === value || ![0, 100, limit].includes(Number(text))) return text;
  }
  return value.toFixed(mostDigits);
}

/** Requests a second. */
export function formatRate(value: number | null): string {
  if (value === null) return noFigure;
  if (value === 0) return '0';
  return value.toFixed(value >= 100 ? 0 : 1);
}

/** A figure with its unit, by the unit. */
export function formatFigure(value: number | null, unit: string): string {
  if (value === null) return noFigure;
  if (unit === 'ms') return `${formatMs(value)} ms`;
  if (unit === '') return Number.isInteger(value) ? String(value) : formatMs(value);
  if (unit === '%') return `${formatPercent(value)} %`;
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
