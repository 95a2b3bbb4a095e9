/** The documents of the control API: what the server validates and documents, and what its clients read. */
import { faultDescription } from '@temblor/lab/faults/catalogue';
import { describeObjectProperty, isObjectProperty } from '@temblor/lab/system/reserved-names';
import { z } from 'zod';

const json = z.json();

const instanceStatus = z.object({
  id: z.string(),
  service: z.string(),
  state: z.enum(['starting', 'running', 'paused', 'down', 'abandoned', 'stopped']),
  pid: z.number().nullable(),
  port: z.number(),
  /** The instance itself, past every proxy. */
  url: z.string(),
  restarts: z.number(),
  /** Why it was given up, or that it ends again and again; null where neither is so. */
  trouble: z.string().nullable(),
  /** Whether it leads its service, as the instances of that say. */
  leads: z.boolean(),
  /** Flags of its own that a fault can turn on. */
  flags: z.array(z.string()),
  health: z.object({
    state: z.enum(['ON', 'OFF', 'UNKNOWN']),
    by: z.string().nullable(),
    detector: z.string().nullable(),
    reason: z.string(),
    sinceUs: z.number().nullable(),
  }),
});
export type InstanceStatus = z.infer<typeof instanceStatus>;

const linkStatus = z.object({ id: z.string(), consumer: z.string(), provider: z.string(), url: z.string() });

const storeStatus = z.object({
  name: z.string(),
  kind: z.string(),
  url: z.string(),
  embedded: z.boolean(),
  /** `down` from the end of the lab's own server until it answers again. */
  state: z.enum(['running', 'down']),
  /** How often the lab's own server was started again after it had ended by itself. */
  restarts: z.number(),
});

/** A fault that acts, with its evidence. */
export const faultStatus = z.object({
  id: z.string(),
  kind: z.string(),
  target: json,
  parameters: z.record(z.string(), json),
  evidence: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('pending') }),
    z.object({ kind: z.literal('confirmed'), evidence: z.string(), effectAtUs: z.number() }),
    z.object({ kind: z.literal('not-confirmed'), reason: z.string() }),
    z.object({ kind: z.literal('cannot-tell'), reason: z.string() }),
  ]),
  appliedAtUs: z.number(),
  remainingMs: z.number(),
});
export type FaultStatus = z.infer<typeof faultStatus>;

/** The kinds of faults that this lab can inject. */
export const faultKindList = z.object({ faults: z.array(faultDescription) });

/** The load that a user laid on a system. */
export const loadStatus = z.object({
  ratePerSecond: z.number(),
  remainingMs: z.number(),
  /** The newest window of the load; null before the first one has ended. */
  window: z
    .object({ ok: z.number(), failed: z.number(), unknown: z.number(), p50Ms: z.number(), p95Ms: z.number() })
    .nullable(),
});
export type LoadStatus = z.infer<typeof loadStatus>;

const actionSummary = z.object({
  name: z.string(),
  title: z.string(),
  /** The placeholders of its path, to be filled by the body's `parameters`. */
  parameters: z.array(z.string()),
});

/** What a service answered to an action. */
export const actionAnswer = z.object({
  /** Of the service; the API's own is 200. */
  status: z.number(),
  /** A body that is no JSON as text; null where there was none. */
  body: json,
});

/** Everything that can be said of a system now. */
export const systemStatus = z.object({
  id: z.string(),
  system: z.string(),
  title: z.string(),
  state: z.enum(['starting', 'running', 'stopping']),
  instances: z.array(instanceStatus),
  links: z.array(linkStatus),
  faults: z.array(faultStatus),
  stores: z.array(storeStatus),
  load: loadStatus.nullable(),
  /** What its users can ask of its services. */
  actions: z.array(actionSummary),
  /** The run that uses it now. */
  run: z.string().nullable(),
});
export type SystemStatus = z.infer<typeof systemStatus>;

/** The lab and everything in it. */
export const labStatus = z.object({
  lab: z.object({
    pid: z.number(),
    url: z.string(),
    version: z.string(),
    folder: z.string(),
    mode: z.enum(['foreground', 'background']),
    startedAt: z.string(),
  }),
  systems: z.array(systemStatus),
});
export type LabStatus = z.infer<typeof labStatus>;

const systemSummary = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  services: z.array(z.object({ name: z.string(), replicas: z.number(), ports: z.array(z.number()) })),
  stores: z.array(z.string()),
  experiments: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      description: z.string(),
      phases: z.array(z.string()),
      /** What a system must have been started with; one that is started for the run is. */
      environment: z.record(z.string(), z.string()),
      /** Those of `running` that were started with it. */
      runsOn: z.array(z.string()),
    }),
  ),
  /** What `temblor race` plays on it; null where it has none. */
  race: z.object({ title: z.string(), description: z.string() }).nullable(),
  /** Its texts in Spanish, by the English ones. */
  spanish: z.record(z.string(), z.string()),
  /** The ids under which it runs. */
  running: z.array(z.string()),
});
export type SystemSummary = z.infer<typeof systemSummary>;

/** What the lab can start. */
export const systemList = z.object({ systems: z.array(systemSummary) });

const portPolicy = z.enum(['preferred', 'strict', 'auto']);

/** A wish to start a system. */
export const startRequest = z.strictObject({
  system: z.string(),
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens, starting with a letter')
    .refine((id) => !isObjectProperty(id), { error: ({ input }) => describeObjectProperty(String(input)) })
    .optional(),
  ports: portPolicy.default('preferred'),
  seed: z.number().int().nonnegative().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  storeUrls: z.record(z.string(), z.string()).default({}),
});
export type StartRequest = z.input<typeof startRequest>;

/** A system that was ended; whether the lab ends with it. */
export const stopAnswer = z.object({ id: z.string(), labEnds: z.boolean() });

/** The ids of the faults that were ended. */
export const liftAnswer = z.object({ lifted: z.array(z.string()) });

/** Between what a load beside any experiment must be; its rate is more than 0. */
export const loadBounds = { mostPerSecond: 50_000, shortestMs: 100, longestMs: 3_600_000 } as const;

/** A wish for load. */
export const loadRequest = z.strictObject({
  ratePerSecond: z.number().positive().max(loadBounds.mostPerSecond).optional(),
  durationMs: z.number().min(loadBounds.shortestMs).max(loadBounds.longestMs).default(60_000),
  /** The experiment whose workload is played; the system's first where absent. */
  experiment: z.string().optional(),
  seed: z.number().int().nonnegative().optional(),
});
export type LoadRequest = z.input<typeof loadRequest>;

/** A line that an instance printed. */
export const logLine = z.object({
  atUs: z.number(),
  instance: z.string(),
  stream: z.enum(['stdout', 'stderr']),
  text: z.string(),
});
export type LogLineDocument = z.infer<typeof logLine>;
/** Lines in the order of time. */
export const logLines = z.object({ lines: z.array(logLine) });

/** A failure, as RFC 9457 has it. */
export const problem = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  /** Stable name of the failure. */
  code: z.string(),
  hint: z.string().optional(),
  /** What the command line exits with on this failure. */
  exitCode: z.number(),
});
export type Problem = z.infer<typeof problem>;

/** A wish for a run. */
export const runRequest = z.strictObject({
  system: z.string(),
  experiment: z.string().optional(),
  quick: z.boolean().default(false),
  repeats: z.number().int().min(1).max(1000).default(1),
  seed: z.number().int().nonnegative().optional(),
  phases: z.array(z.string()).min(1).optional(),
  ports: portPolicy.default('preferred'),
  environment: z.record(z.string(), z.string()).default({}),
  storeUrls: z.record(z.string(), z.string()).default({}),
  /** The id of a running system to use; a system of its own is started where absent. */
  on: z.string().optional(),
});
export type RunRequest = z.input<typeof runRequest>;

/** What a run may come to. */
const verdict = z.enum(['passed', 'failed', 'inconclusive']);

/** How a run stands. */
export const runStatus = z.object({
  run: z.string(),
  folder: z.string(),
  system: z.string(),
  experiment: z.string(),
  /** The id of the system that it runs on. */
  on: z.string(),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('starting') }),
    z.object({ kind: z.literal('running') }),
    z.object({ kind: z.literal('finished'), verdict, reasons: z.array(z.string()), files: z.array(z.string()) }),
    z.object({ kind: z.literal('broken'), problem }),
  ]),
});
export type RunStatus = z.infer<typeof runStatus>;

const runFolder = z.object({
  run: z.string(),
  folder: z.string(),
  /** Null where there is no whole report. */
  verdict: verdict.nullable(),
  /** `none`: it still runs, or its lab was killed. `damaged`: there is one that is no report of this version. */
  report: z.enum(['whole', 'damaged', 'none']),
  /** ISO 8601; null where there is no whole report. */
  startedAt: z.string().nullable(),
});
/** A run, by what its folder tells. */
export type RunFolder = z.infer<typeof runFolder>;

/** The run folders, oldest first. */
export const runList = z.object({
  runs: z.array(
    runFolder.extend({
      /** `damaged`: its report cannot be read. `broken-off`: this lab does not run it, and it has no report. */
      state: z.discriminatedUnion('kind', [
        /** `on`: the id of the system that it runs on. */
        z.object({ kind: z.literal('running'), on: z.string() }),
        z.object({ kind: z.literal('finished') }),
        z.object({ kind: z.literal('damaged') }),
        z.object({ kind: z.literal('broken-off') }),
      ]),
    }),
  ),
});
export type RunList = z.infer<typeof runList>;

/** The events of the SSE streams that are not journal events or log lines. */
export const gapNotice = z.object({
  /** How many were not delivered. */
  missed: z.number(),
  /** The sequence that follows next; absent in the stream of logs. */
  nextSequence: z.number().optional(),
});
export type GapNotice = z.infer<typeof gapNotice>;
