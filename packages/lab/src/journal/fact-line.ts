/**
 * How a service tells the journal a fact: one line of JSON on its standard output, `{"fact": {...}, "atUs": n}`.
 * Every other line is a log line.
 */
import type { JournalFact } from './event.ts';
import { journalFact } from './event.ts';

/**
 * The fact on a line, or undefined where the line is not a fact: a log line, or a fact of an unknown shape.
 * `atUs` is taken from the line.
 */
export function parseFactLine(line: string): { fact: JournalFact; atUs: number } | undefined {
  if (!line.startsWith('{"fact":')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('fact' in value) || !('atUs' in value)) return undefined;
  const parsed = journalFact.safeParse(value.fact);
  if (!parsed.success || typeof value.atUs !== 'number') return undefined;
  return { fact: parsed.data, atUs: Math.round(value.atUs) };
}
