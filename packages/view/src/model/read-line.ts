/** Lines of a journal in a page: read without schemas, because the lab that wrote them had checked them by those. */
import type { JournalEvent } from '@temblor/lab/journal/event';

/** The event on a line; undefined where it is none. A kind of fact that this page does not know is an event too. */
export function readLine(line: string): JournalEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // the caller counts it, and shows the count
  }
  return isEvent(value) ? value : undefined;
}

function isEvent(value: unknown): value is JournalEvent {
  if (typeof value !== 'object' || value === null) return false;
  if (!('sequence' in value) || !('atUs' in value) || !('system' in value) || !('type' in value)) return false;
  const isNumbered = typeof value.sequence === 'number' && typeof value.atUs === 'number';
  return isNumbered && typeof value.type === 'string' && (value.system === null || typeof value.system === 'string');
}

/** A line of a window of load without its histograms, which are most of it and are never shown. */
export function withoutHistograms(line: string): string {
  return line.replace(/("(?:un)?correctedHistogram":")[A-Za-z0-9+/=]*/g, '$1');
}
