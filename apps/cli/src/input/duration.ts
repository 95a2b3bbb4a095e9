import { usageError } from '@temblor/foundation/errors/temblor-error';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };

/**
 * Milliseconds of a duration as one types it: `500ms`, `10s`, `1.5m`, `1h`.
 * @param bareUnit what a number without a unit means.
 * @throws TemblorError `invalid-duration`.
 */
export function parseDuration(text: string, bareUnit: 'ms' | 's'): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)?$/.exec(text.trim());
  const factor = match === null ? undefined : units[match[2] ?? bareUnit];
  if (match?.[1] === undefined || factor === undefined) {
    throw usageError('invalid-duration', `'${text}' is not a duration`, 'write 500ms, 10s, 2m or 1h');
  }
  return Math.round(Number(match[1]) * factor);
}

/** A duration for reading: `850 ms`, `12.3 s`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A duration as one types it, in the largest unit in which it is a whole number: `1h`, `90s`, `1200ms`. */
export function writeDuration(milliseconds: number): string {
  for (const unit of ['h', 'm', 's']) {
    const factor = units[unit] ?? 1;
    if (milliseconds >= factor && milliseconds % factor === 0) return `${milliseconds / factor}${unit}`;
  }
  return `${milliseconds}ms`;
}
