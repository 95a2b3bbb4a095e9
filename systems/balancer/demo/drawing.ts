/** How a demonstration draws on a terminal. Pure. */
import { formatMs } from '@temblor/lab/report/number-format';
import type { Paint } from './stage.ts';

/** A bar of a share from 0 to 1, in whole characters: something that is there is never drawn as nothing. */
export function bar(share: number, width: number): string {
  const length = Math.min(width, Math.round(share * width));
  return '█'.repeat(share > 0 ? Math.max(1, length) : 0);
}

/** The title of a demonstration. */
export function heading(paint: Paint, number: number, title: string): string {
  return `\n${paint.strong(`${number}  ${title}`)}`;
}

/** A duration: milliseconds, seconds from 10,000 ms on. */
export function length(durationMs: number): string {
  return durationMs < 10_000 ? `${formatMs(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}
