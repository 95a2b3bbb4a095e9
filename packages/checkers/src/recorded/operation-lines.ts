/** Our own `history.ndjson`: an operation a line. */
import { z } from 'zod';
import type { RecordedHistory, RecordedOperation } from './recorded-history.ts';

/** A line of it. `process` and `key` are for programs that know them; our load generator has neither. */
export const operationLine = z.object({
  name: z.string(),
  process: z.number().int().optional(),
  key: z.json().optional(),
  input: z.json().default(null),
  outcome: z.enum(['ok', 'failed', 'unknown']),
  output: z.json().default(null),
  invokedUs: z.number(),
  completedUs: z.number(),
});

/** A line, as it was read, with its number. */
export interface OperationLine extends z.infer<typeof operationLine> {
  readonly line: number;
}

/** Clients are told apart where the file does not: whatever overlaps was asked by different ones. */
export function historyOfLines(lines: readonly OperationLine[]): RecordedHistory {
  const sorted = lines.toSorted((left, right) => left.invokedUs - right.invokedUs);
  const freeUs: number[] = [];
  const operations = sorted.map((line): RecordedOperation => {
    const isUnknown = line.outcome === 'unknown';
    const completedUs = isUnknown ? Infinity : line.completedUs;
    const free = freeUs.findIndex((us) => us < line.invokedUs);
    const client = free === -1 ? freeUs.length : free;
    freeUs[client] = completedUs;
    const { name, key, input, outcome, output, invokedUs, line: number } = line;
    const process = line.process ?? client;
    // A failure tells nothing here: a compare that found another value is an answer, false.
    const error = outcome === 'failed' ? 'failed' : undefined;
    return { process, name, key, input, outcome, output, error, invokedUs, completedUs, line: number };
  });
  return { operations, hasTimes: true };
}
