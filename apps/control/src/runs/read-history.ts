import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Json, Operation } from '@temblor/checkers/history/operation';
import { codeOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { z } from 'zod';

/** What `JSON.parse` gave is JSON: looking through it once more would only cost time. */
const parsedJson = z.custom<Json>((value) => value !== undefined);

const operation: z.ZodType<Operation> = z.object({
  id: z.number(),
  name: z.string(),
  input: parsedJson,
  outcome: z.enum(['ok', 'failed', 'unknown']),
  output: parsedJson,
  status: z.number(),
  invokedUs: z.number(),
  completedUs: z.number(),
});

/**
 * Every operation of a `history.ndjson`, in the order of its lines; none where the file is not there, because nothing
 * was sent.
 * @throws TemblorError `history-broken` naming the line.
 */
export async function readHistory(file: string): Promise<Operation[]> {
  const operations: Operation[] = [];
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (line !== '') operations.push(operation.parse(JSON.parse(line)));
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new TemblorError('history-broken', `${file}, line ${number} is not an operation`, { cause: error });
  }
  return operations;
}
