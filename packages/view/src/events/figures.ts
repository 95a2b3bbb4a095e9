/** Numbers as people write them, in the language of the page. */
import type { Language } from '../context/language.tsx';

/** Making one of these costs more than using it a thousand times. */
const formats = new Map<string, Intl.NumberFormat>();

/** @param digits after the point, at most; trailing zeros are left out. */
export function formatNumber(value: number, language: Language, digits = 0): string {
  const key = `${language} ${digits}`;
  const known = formats.get(key);
  if (known !== undefined) return known.format(value);
  const made = new Intl.NumberFormat(language, { maximumFractionDigits: digits });
  formats.set(key, made);
  return made.format(value);
}

/** A number with so many digits after the point, zeros too, so that a column of them is aligned. */
export function formatFixed(value: number, language: Language, digits: number): string {
  const key = `${language} fixed ${digits}`;
  const known = formats.get(key);
  if (known !== undefined) return known.format(value);
  const made = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  formats.set(key, made);
  return made.format(value);
}

/** A length of time with its unit: `3.2 ms`, `450 ms`, `2.5 s`, `12 min 5 s`. */
export function formatDuration(durationMs: number, language: Language): string {
  if (durationMs < 10) return `${formatNumber(durationMs, language, 1)} ms`;
  if (durationMs < 1000) return `${formatNumber(durationMs, language)} ms`;
  if (durationMs < 99_950) return `${formatNumber(durationMs / 1000, language, 1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${formatNumber(Math.floor(seconds / 60), language)} min ${seconds % 60} s`;
}

/** A count of bytes: `512 B`, `3.4 kB`, `1.2 MB`. */
export function formatBytes(sizeBytes: number, language: Language): string {
  if (sizeBytes < 1000) return `${formatNumber(sizeBytes, language)} B`;
  if (sizeBytes < 1_000_000) return `${formatNumber(sizeBytes / 1000, language, 1)} kB`;
  return `${formatNumber(sizeBytes / 1_000_000, language, 1)} MB`;
}

/** The time of day of a moment where the reader is, to the second, by 24 hours as everywhere on the page: `08:22:21`. */
export function formatClock(wallClockMs: number): string {
  const date = new Date(wallClockMs);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** The same, to the millisecond. */
export function formatTimeOfDay(wallClockMs: number): string {
  return `${formatClock(wallClockMs)}.${String(new Date(wallClockMs).getMilliseconds()).padStart(3, '0')}`;
}

/** How long after the journal's start: `+12.345 s`. */
export function formatOffset(offsetUs: number, language: Language): string {
  return `+${formatFixed(offsetUs / 1_000_000, language, 3)} s`;
}
