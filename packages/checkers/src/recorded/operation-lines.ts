/** Our own `history.ndjson`: an operation a line. */
import { z } from 'zod';
import type { Json } from '../history/operation.ts';
import type { RecordedHistory, RecordedOperation } from './recorded-history.ts';

/** A line of it. `process` and `key` are for programs that know them; our load generator has neither. */
export const operationLine = z
  .object({
    name: z.string(),
    process: z.number().int().optional(),
    key: z.json().optional(),
    input: z.json().default(null),
    outcome: z.enum(['ok', 'failed', 'unknown']),
    output: z.json().default(null),
    invokedUs: z.number(),
    completedUs: z.number().optional(),
  })
  .refine(({ outcome, completedUs }) => outcome === 'unknown' || completedUs !== undefined, {
    path: ['completedUs'],
    error: 'is missing: only an unknown outcome has none',
  })
  .refine(({ invokedUs, completedUs = invokedUs }) => completedUs >= invokedUs, {
    path: ['completedUs'],
    error: 'is before invokedUs',
  });

/** A line, as it was read, with its number. */
export interface OperationLine extends z.infer<typeof operationLine> {
  readonly line: number;
}

/** What a simulated run asks of its store: the operation as a whole is the input. */
const simulatedInput = z.object({
  client: z.number().int(),
  key: z.string(),
  value: z.json().default(null),
  expected: z.json().optional(),
});

/** Clients are told apart where the file does not: whatever overlaps was asked by different ones. */
export function historyOfLines(lines: readonly OperationLine[]): RecordedHistory {
  const sorted = lines.toSorted((left, right) => left.invokedUs - right.invokedUs);
  const freeUs: number[] = [];
  const operations = sorted.map((line): RecordedOperation => {
    const completedUs = line.outcome === 'unknown' ? Infinity : (line.completedUs ?? Infinity);
    const free = freeUs.findIndex((us) => us < line.invokedUs);
    const client = free === -1 ? freeUs.length : free;
    freeUs[client] = completedUs;
    const { outcome, invokedUs, line: number } = line;
    // A failure tells nothing here: a compare that found another value is an answer, false.
    const error = outcome === 'failed' ? 'failed' : undefined;
    return { process: client, ...askedIn(line), outcome, error, invokedUs, completedUs, line: number };
  });
  return { operations, hasTimes: true };
}

/** What was asked and answered; of a simulated run as every other history has it. */
function askedIn({ name, process, key, input, output }: OperationLine) {
  const asked = key === undefined ? simulatedInput.safeParse(input).data : undefined;
  if (asked === undefined) return { name, key, input, output, ...(process === undefined ? {} : { process }) };
  const { client, value, expected } = asked;
  const isCompared = expected !== undefined;
  return {
    name: isCompared ? 'cas' : name,
    process: process ?? client,
    key: asked.key,
    input: isCompared ? [expected, value] : value,
    output: valueIn(output),
  };
}

/** A read of a simulated run answers `{"value":…}`. */
function valueIn(output: Json): Json {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return output;
  return output.value === undefined ? output : output.value;
}
