/** Lines of a journal in a page. They may be cut, of another version, or of an unkind hand: each is looked at before it is taken. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import { isEvent } from './fact-shapes.ts';

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

/** A line of a window of load without its histograms, which are most of it and are never shown. */
export function withoutHistograms(line: string): string {
  return line.replace(/("(?:un)?correctedHistogram":")[A-Za-z0-9+/=]*/g, '$1');
}
