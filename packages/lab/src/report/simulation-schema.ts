/** What a run in the simulator came to. All times are seconds of virtual time. */
import { z } from 'zod';

export const simulation = z.object({
  /** The planted bug; null where none was. */
  bug: z.string().nullable(),
  nodes: z.number(),
  simulated_seconds: z.number(),
  steps: z.number(),
  operations: z.number(),
  /** What was checked, each rule with what it says. */
  rules: z.record(z.string(), z.string()),
  /** Null where none of them was broken. */
  violation: z
    .object({
      rule: z.string(),
      at_seconds: z.number(),
      text: z.string(),
      details: z.array(z.string()),
      /** Lines of characters of one width; empty where nothing is drawn. */
      drawing: z.array(z.string()),
    })
    .nullable(),
  /** `until_seconds` is null where it acted until the end. */
  faults: z.array(z.object({ at_seconds: z.number(), until_seconds: z.number().nullable(), text: z.string() })),
  /** The few that matter, in order of time. */
  events: z.array(z.object({ at_seconds: z.number(), text: z.string() })),
  coverage: z.array(z.object({ counter: z.string(), group: z.string(), text: z.string(), count: z.number() })),
  commands: z.array(z.object({ what: z.string(), command: z.string() })),
  files: z.array(z.object({ file: z.string(), what: z.string() })),
});
export type Simulation = z.infer<typeof simulation>;
