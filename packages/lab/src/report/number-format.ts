/** How figures are written for people. */

/** What stands where a figure is absent. */
export const noFigure = '–';

/** Milliseconds: whole from 100 on, one digit from 10, two below. */
export function formatMs(value: number | null): string {
  if (value === null) return noFigure;
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** A percentage; cut, so that 99.996 does not become 100. */
export function formatPercent(value: number | null): string {
  if (value === null) return noFigure;
  if (Number.isInteger(value)) return String(value);
  return (Math.floor(value * 100) / 100).toFixed(2);
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
