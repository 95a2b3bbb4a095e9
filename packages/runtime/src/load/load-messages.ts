/**
 * What is said between the lab and the process of the load generator. To it, on its standard input: one line with the
 * configuration, then `cut` and `stop`. From it, on its standard output: journal facts, and these acknowledgements,
 * each after the facts that it is about.
 */
import { z } from 'zod';

const weightedRequest = z.strictObject({
  name: z.string().optional(),
  weight: z.number().positive().optional(),
  service: z.string(),
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).optional(),
  path: z.string().startsWith('/'),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.json().optional(),
});

/** Everything that the process needs to know. */
export const loadConfiguration = z.strictObject({
  ratePerSecond: z.number().positive().max(100_000),
  timeoutMs: z.number().positive().max(600_000),
  seed: z.number(),
  /** Lateness of the generator does not count for so long. */
  warmUpMs: z.number().nonnegative(),
  targets: z.record(z.string(), z.array(z.url()).min(1)),
  workload: z.union([
    z.strictObject({ module: z.string() }),
    z.strictObject({ requests: z.array(weightedRequest).min(1) }),
  ]),
  historyFile: z.string().optional(),
});
export type LoadConfiguration = z.infer<typeof loadConfiguration>;

export type LoadCommand = 'cut' | 'stop';

/** `started`: the first request is scheduled. The others are answers to commands, in order. */
export type LoadAcknowledgement = 'started' | LoadCommand;

/** The line by which the generator acknowledges a command. */
export function formatAcknowledgement(acknowledgement: LoadAcknowledgement): string {
  return JSON.stringify({ load: acknowledgement });
}

/** The acknowledgement on a line; undefined where it is something else. */
export function parseAcknowledgement(line: string): LoadAcknowledgement | undefined {
  return (['started', 'cut', 'stop'] as const).find((one) => line === formatAcknowledgement(one));
}
