/**
 * The words in which a system is declared. A declaration is data: the same words describe the systems that come with
 * Temblor and anyone's own, in any language.
 */
import { z } from 'zod';
import type { ExperimentDeclaration } from '../experiment/declaration.ts';
import { flagValue } from '../faults/flag.ts';
import { actionDeclaration } from './action.ts';
import { raceDeclaration } from './race.ts';
import { translations } from './translations.ts';

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and hyphens, starting with a letter');

/** Neither of the two keys that stand beside a flag where it is turned on. */
const flagName = z
  .string()
  .regex(
    /^(?!(?:duration_ms|fault)$)[a-z][a-z0-9_]*$/,
    'lower-case letters, digits and underscores, starting with a letter; not duration_ms or fault',
  );

/**
 * How an instance is started.
 *
 * `module`: a TypeScript or JavaScript file, run by the Node that Temblor pins.
 * `command`: any program and its arguments. In arguments and environment `{port}`, `{instance}`, `{number}`,
 * `{url:<service or store>}` and `{urls:<service>}` are replaced; the same values are in the environment as `PORT`,
 * `INSTANCE_ID`, `INSTANCE_NUMBER`, `<NAME>_URL` and `<NAME>_URLS` (comma-separated, in order of the replicas; upper
 * case, hyphens as underscores). The addresses are those of the link proxies.
 */
const runDeclaration = z.union([
  z.strictObject({
    module: z.union([z.instanceof(URL), z.string()]),
    /** How large its young generation may grow, in MB: what allocates much spares the processor by more of it. */
    youngGenerationMb: z.int().min(1).max(64).default(1),
  }),
  z.strictObject({ command: z.array(z.string().min(1)).min(1), directory: z.string().optional() }),
]);

const healthDeclaration = z.strictObject({
  path: z.string().startsWith('/').default('/health'),
  /** The status that means ready. */
  status: z.number().int().default(200),
  /** How long an instance may take from its start to its first passed check. */
  readyWithinMs: z.number().positive().default(15_000),
});

const serviceDeclaration = z.strictObject({
  run: runDeclaration,
  replicas: z.number().int().min(1).max(64).default(1),
  /** Default ports, one a replica, in order. A free one is taken where none is given or, by default, where it is taken. */
  ports: z.array(z.number().int().min(1).max(65_535)).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  health: healthDeclaration.prefault({}),
  /** The services and stores that it calls. Each gets a proxy of its own for each of its instances. */
  calls: z.array(z.string()).default([]),
  /** The path of a fault switch with the words of the voting system's replicas; absent for a program that has none. */
  faultSwitch: z.string().startsWith('/').optional(),
  /** Whether that switch can falsify its answers, beside delaying and failing them; unused where it has none. */
  wrongAnswers: z.boolean().default(true),
  /**
   * The path at which flags of its own are turned on by `POST { "<flag>": value, "duration_ms": …, "fault": … }` and all of
   * them off by DELETE; absent for a program that has none.
   */
  flagSwitch: z.string().startsWith('/').optional(),
  /** Those flags, each with the value that it is turned on with where no other is asked for. */
  flags: z.record(flagName, flagValue).default({}),
  /**
   * Gives each instance a folder of its own for what must outlive its processes, named in `DATA_FOLDER`. It is empty at
   * the start of the system, and removed at its end.
   */
  dataFolder: z.boolean().default(false),
  /** Whether the supervisor starts it again when it exits by itself, or after a crash's hold. */
  restart: z.boolean().default(true),
  /** Services to be ready before this one is started, beyond its stores. Everything else starts in parallel. */
  after: z.array(z.string()).default([]),
});

const storeDeclaration = z.strictObject({
  kind: z.literal('postgresql'),
  /** The database that is created in it. */
  database: z.string().default('app'),
  /** An SQL file that is run once on a fresh database. */
  schema: z.union([z.instanceof(URL), z.string()]).optional(),
});

/** Where the lab reads what the system noticed, so that TTD and TTR can be measured of a program that knows nothing of us. */
export const detectionDeclaration = z.discriminatedUnion('kind', [
  /** Services of ours print `instance-off` and `instance-on` as journal facts. */
  z.strictObject({ kind: z.literal('journal') }),
  /** A page of the system that lists its instances as JSON, read at an interval. */
  z.strictObject({
    kind: z.literal('status-url'),
    service: z.string(),
    path: z.string().startsWith('/'),
    /** Where the list (or an object by instance id) stands in the document: keys separated by dots; '' for the document itself. */
    list: z.string().default(''),
    /** The key of an entry that holds the instance id; unused where the list is an object. */
    idKey: z.string().default('instance_id'),
    stateKey: z.string().default('status'),
    on: z.array(z.string()).default(['ON', 'UP', 'healthy', 'true']),
    off: z.array(z.string()).default(['OFF', 'DOWN', 'unhealthy', 'false']),
    intervalMs: z.number().min(5).default(20),
  }),
  /** Patterns in what a service prints. A named group `instance` tells who is meant, by id, or by number. */
  z.strictObject({
    kind: z.literal('log-pattern'),
    service: z.string(),
    off: z.string(),
    on: z.string(),
  }),
  /** A detector of the lab's own: it asks the health path of every instance of a service, directly. */
  z.strictObject({
    kind: z.literal('probe'),
    service: z.string(),
    intervalMs: z.number().min(5).default(100),
    timeoutMs: z.number().min(1).default(90),
    failuresToOff: z.number().int().min(1).default(3),
    passesToOn: z.number().int().min(1).default(3),
  }),
]);
export type DetectionDeclaration = z.infer<typeof detectionDeclaration>;

/** The data part of a declaration, as it is validated. */
export const systemData = z.strictObject({
  name,
  title: z.string(),
  description: z.string(),
  services: z.record(name, serviceDeclaration),
  stores: z.record(name, storeDeclaration).default({}),
  /** The services that clients call; the load generator reaches them through links named `client-><instance>`. */
  entrances: z.array(z.string()).default([]),
  detections: z.array(detectionDeclaration).default([{ kind: 'journal' }]),
  /** The requests that page and command may send to its services through the control API, by name. */
  actions: z.record(name, actionDeclaration).default({}),
  /** Many clients that want few things at once: what `temblor race` plays. */
  race: raceDeclaration.optional(),
  /**
   * Its texts in Spanish, by the English text as it stands in the declaration, a check or a figure: titles, descriptions,
   * names of phases, checks and figures. Numbers that are only known at run time are `{}` in both. What is not here the page
   * shows in English.
   */
  spanish: translations.default({}),
  /** A port at which its users expect its dashboard: it leads to the page of the lab, opened on the system. */
  dashboardPort: z.number().int().min(1).max(65_535).optional(),
});

export type ServiceDeclaration = z.infer<typeof serviceDeclaration>;
export type StoreDeclaration = z.infer<typeof storeDeclaration>;

/** A system with every default filled in. */
export type SystemDeclaration = z.infer<typeof systemData> & {
  readonly experiments: Readonly<Record<string, ExperimentDeclaration>>;
};

/** A system as one writes it down. */
export type SystemInput = z.input<typeof systemData> & {
  readonly experiments?: Readonly<Record<string, ExperimentDeclaration>>;
};
