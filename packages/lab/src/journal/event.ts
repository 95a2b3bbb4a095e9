/**
 * The facts that a journal holds. Every variant is in the past tense; nothing is measured from anything but these.
 *
 * `instance` is an instance id such as `inventory-2`; `atUs` is microseconds on the machine's monotonic clock.
 * Length: one list of all facts, which readers and writers of a journal look up in one place.
 */
import { z } from 'zod';

const instance = z.string();
const microseconds = z.number().int().nonnegative();
const json = z.json();

/** Latencies of one window or phase, in milliseconds; all zero when `count` is zero. */
const latencySummary = z.object({
  count: z.number().int(),
  meanMs: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
  maxMs: z.number(),
});
export type LatencySummary = z.infer<typeof latencySummary>;

/** What a system is made of, so that a reader of the journal can draw it without the declaration. */
const systemTopology = z.object({
  title: z.string(),
  /**
   * `faultSwitch`: the service itself can delay or fail its answers. `wrongAnswers`: falsify them, too; absent: whoever has
   * a switch can. `flags`: of its own; absent: it has none.
   */
  instances: z.array(
    z.object({
      id: z.string(),
      service: z.string(),
      faultSwitch: z.boolean(),
      wrongAnswers: z.boolean().optional(),
      flags: z.array(z.string()).optional(),
    }),
  ),
  /** Ids are `consumer->provider`; the consumer may be `client` or `detector`, the provider a store. */
  links: z.array(z.object({ id: z.string(), consumer: z.string(), provider: z.string() })),
  stores: z.array(z.string()),
});
export type SystemTopology = z.infer<typeof systemTopology>;

const variants = [
  // The lab and its systems
  z.object({ type: z.literal('lab-started'), pid: z.number(), wallClockMs: z.number(), version: z.string() }),
  z.object({ type: z.literal('journal-thinned'), kept: z.number(), dropped: z.number(), reason: z.string() }),
  z.object({
    type: z.literal('system-starting'),
    declaration: z.string(),
    /** What the system is made of; absent in journals of before version 0.2. */
    topology: systemTopology.optional(),
    /** Its texts in Spanish, by the English ones; absent where it has none. */
    spanish: z.record(z.string(), z.string()).optional(),
  }),
  z.object({ type: z.literal('system-ready'), durationMs: z.number() }),
  z.object({ type: z.literal('system-stopping'), reason: z.string() }),
  z.object({ type: z.literal('system-stopped') }),
  z.object({ type: z.literal('port-replaced'), instance, wanted: z.number(), given: z.number(), owner: z.string() }),

  // Processes, as the supervisor saw them
  z.object({ type: z.literal('process-started'), instance, pid: z.number(), port: z.number(), attempt: z.number() }),
  z.object({ type: z.literal('process-ready'), instance, pid: z.number(), durationMs: z.number() }),
  z.object({
    type: z.literal('process-exited'),
    instance,
    pid: z.number(),
    code: z.number().nullable(),
    signal: z.string().nullable(),
    /** True when the lab asked for it: a stop, or a crash that it injected. */
    expected: z.boolean(),
  }),
  z.object({ type: z.literal('process-abandoned'), instance, reason: z.string() }),
  z.object({ type: z.literal('output-cut'), instance, lines: z.number(), bytes: z.number() }),
  z.object({ type: z.literal('store-ready'), store: z.string(), durationMs: z.number() }),

  // Faults and their evidence
  z.object({
    type: z.literal('fault-applied'),
    fault: z.string(),
    kind: z.string(),
    target: json,
    parameters: z.record(z.string(), json),
    durationMs: z.number(),
  }),
  /** An instance was asked to die by whoever it serves; the lab answers with a crash and its hold. */
  z.object({ type: z.literal('crash-asked'), instance, holdMs: z.number().min(0).max(3_600_000) }),
  z.object({
    type: z.literal('fault-confirmed'),
    fault: z.string(),
    evidence: z.string(),
    /** When the effect was first seen; never later than the event itself. */
    effectAtUs: microseconds,
  }),
  z.object({ type: z.literal('fault-not-confirmed'), fault: z.string(), reason: z.string() }),
  z.object({ type: z.literal('fault-undetermined'), fault: z.string(), reason: z.string() }),
  z.object({
    type: z.literal('fault-lifted'),
    fault: z.string(),
    /**
     * `process-ended`: it acted inside a process that is gone. `replaced`: another fault took its place.
     * `came-to-nothing`: it never acted, since what should have played it was not there, or refused.
     */
    cause: z.enum(['expired', 'healed', 'system-stopped', 'replaced', 'process-ended', 'came-to-nothing']),
  }),
  /**
   * A service's own word that its switch acted on a request for the first time. `fault`: the id that the switch was given
   * when it was turned on; absent where it was given none, or does not repeat it.
   */
  z.object({ type: z.literal('switch-acted'), instance, kind: z.string(), fault: z.string().optional() }),

  // Detection, as the system under test (or a detector of the lab) decided
  z.object({
    type: z.literal('instance-suspected'),
    instance,
    by: z.string(),
    detector: z.string(),
    reason: z.string(),
  }),
  z.object({ type: z.literal('instance-off'), instance, by: z.string(), detector: z.string(), reason: z.string() }),
  z.object({ type: z.literal('instance-on'), instance, by: z.string(), detector: z.string(), reason: z.string() }),
  z.object({ type: z.literal('instance-unknown'), instance, by: z.string(), reason: z.string() }),

  // Roles and breakers, as services tell them
  z.object({ type: z.literal('leader-elected'), instance, term: z.number() }),
  /** `group`: whose primary it is now, such as the name of a store or a service. */
  z.object({ type: z.literal('primary-promoted'), instance, group: z.string() }),
  /** The breaker of `instance` towards `dependency`, which is an instance or a service. */
  z.object({ type: z.literal('breaker-opened'), instance, dependency: z.string(), reason: z.string() }),
  z.object({ type: z.literal('breaker-half-opened'), instance, dependency: z.string() }),
  z.object({ type: z.literal('breaker-closed'), instance, dependency: z.string() }),

  // Voting
  z.object({
    type: z.literal('vote-window'),
    startUs: microseconds,
    endUs: microseconds,
    decided: z.number(),
    withoutQuorum: z.number(),
    dissents: z.number(),
    meanFanOut: z.number(),
    meanQuorum: z.number(),
    excluded: z.record(z.string(), z.number()),
    latency: latencySummary,
  }),
  z.object({ type: z.literal('quorum-lost'), valid: z.number(), needed: z.number() }),
  z.object({ type: z.literal('quorum-regained') }),
  z.object({ type: z.literal('dissent-observed'), instance, offset: z.number(), detail: z.string() }),

  // The log; `instance` is a node
  z.object({
    type: z.literal('log-window'),
    instance,
    startUs: microseconds,
    endUs: microseconds,
    mode: z.enum(['raft', 'bully']),
    role: z.enum(['leader', 'follower', 'candidate', 'repairing', 'stopped']),
    /** The node that it follows; null where it knows of none. */
    leader: z.number().nullable(),
    term: z.number(),
    lamportTime: z.number(),
    /** Messages in its log. */
    count: z.number(),
    /** Of clients, in the window: acknowledged, refused, and of unknown outcome. */
    accepted: z.number(),
    refused: z.number(),
    unknown: z.number(),
    causalityViolations: z.number(),
    /** From a client's request to its acknowledgement. */
    latency: latencySummary,
    /** The last few messages of its log, oldest first; contents cut short. `violation`: shown before one it depends on. */
    latest: z.array(
      z.object({
        id: z.number(),
        nodeId: z.number(),
        lamport: z.number(),
        content: z.string(),
        violation: z.boolean(),
      }),
    ),
    /** Some of the messages between nodes that arrived here in the window, with the moments of both ends. */
    exchanged: z.array(
      z.object({ from: z.number(), sentAtUs: microseconds, receivedAtUs: microseconds, label: z.string() }),
    ),
  }),

  // Sagas and seats; `instance` is whoever drives the sagas, or keeps the seats
  z.object({
    type: z.literal('saga-window'),
    instance,
    startUs: microseconds,
    endUs: microseconds,
    /** Sagas that began, were completed and were undone in the window. */
    started: z.number(),
    completed: z.number(),
    compensated: z.number(),
    /** At its end: sagas on their way by phase, of them those with a step whose outcome nobody knows, and those for an operator. */
    forward: z.number(),
    backward: z.number(),
    committed: z.number(),
    unknown: z.number(),
    needsOperator: z.number(),
    /** Messages of the outbox that wait to be taken. */
    undelivered: z.number(),
    /** From the request to the answer of those that were answered in the window. */
    latency: latencySummary,
  }),
  /** Where a saga stands, at every change: of those that go wrong up to some number each second, and of a few others. */
  z.object({
    type: z.literal('saga-changed'),
    instance,
    saga: z.string(),
    phase: z.enum(['forward', 'backward', 'committed', 'completed', 'compensated']),
    /** Why it went back; null where it did not. */
    reason: z.string().nullable(),
    steps: z.array(
      z.object({
        name: z.string(),
        state: z.enum(['waiting', 'doing', 'unknown', 'done', 'refused', 'undoing', 'undone']),
        attempt: z.number(),
      }),
    ),
  }),
  z.object({
    type: z.literal('seats-window'),
    instance,
    startUs: microseconds,
    endUs: microseconds,
    /** The events that changed, at the end of the window; the first hundred. */
    events: z.array(
      z.object({ event: z.string(), capacity: z.number(), free: z.number(), held: z.number(), sold: z.number() }),
    ),
  }),

  // Balancing; `instance` is the balancer
  z.object({
    type: z.literal('balancer-window'),
    instance,
    startUs: microseconds,
    endUs: microseconds,
    strategy: z.string(),
    /** Too few replicas are in rotation, so that all are used. */
    panic: z.boolean(),
    /** Of clients, answered or given up. */
    requests: z.number(),
    /** Of those, answered with 5xx or broken off. */
    failures: z.number(),
    /** Malformed or hostile ones that were not passed on. */
    refused: z.number(),
    /** Attempts beyond the first, by what caused them. */
    retries: z.number(),
    hedges: z.number(),
    replicas: z.array(
      z.object({
        id: instance,
        state: z.enum(['in-rotation', 'slow-start', 'ejected', 'down', 'draining']),
        breaker: z.enum(['closed', 'open', 'half-open']),
        weight: z.number(),
        /** What its weight counts now: less during a slow start. */
        effectiveWeight: z.number(),
        inFlight: z.number(),
        /** Attempts that ended in the window. */
        requests: z.number(),
        failures: z.number(),
        /** To the end of the answer; zero without any. */
        meanMs: z.number(),
        maxMs: z.number(),
      }),
    ),
  }),
  z.object({ type: z.literal('strategy-changed'), instance, from: z.string(), to: z.string() }),
  z.object({ type: z.literal('replica-draining'), instance, replica: z.string(), inFlight: z.number() }),
  /** A draining replica has nothing left to answer. */
  z.object({ type: z.literal('replica-drained'), instance, replica: z.string() }),
  z.object({ type: z.literal('panic-started'), instance, inRotation: z.number(), replicas: z.number() }),
  z.object({ type: z.literal('panic-ended'), instance, inRotation: z.number(), replicas: z.number() }),

  // Load and links
  z.object({ type: z.literal('load-started'), ratePerSecond: z.number(), seed: z.number() }),
  z.object({
    type: z.literal('load-window'),
    startUs: microseconds,
    endUs: microseconds,
    /** Requests whose intended start lies in the window. */
    intended: z.number(),
    sent: z.number(),
    ok: z.number(),
    failed: z.number(),
    unknown: z.number(),
    /** Answers by HTTP status; requests without one by why (`NoAnswer`), in a journal of old all as `0`. */
    byStatus: z.record(z.string(), z.number()),
    byName: z.record(z.string(), z.object({ ok: z.number(), failed: z.number(), unknown: z.number() })),
    /** Latency from the intended start: what a user would have waited (corrected for coordinated omission). */
    corrected: latencySummary,
    /** Latency from the moment of sending. */
    uncorrected: latencySummary,
    /** The corrected and uncorrected HDR histograms in microseconds, compressed base64, so that windows can be merged. */
    correctedHistogram: z.string(),
    uncorrectedHistogram: z.string(),
    /** How late requests were sent, against the schedule, at worst. */
    maxLagMs: z.number(),
  }),
  z.object({
    type: z.literal('load-finished'),
    intended: z.number(),
    sent: z.number(),
    /** False when the schedule was not kept: the figures then say nothing about the system. */
    valid: z.boolean(),
    reason: z.string(),
  }),
  z.object({
    type: z.literal('link-window'),
    link: z.string(),
    startUs: microseconds,
    endUs: microseconds,
    connections: z.number(),
    requests: z.number(),
    errors: z.number(),
    bytesForward: z.number(),
    bytesBack: z.number(),
    latency: latencySummary,
  }),
  /** HTTP round trips over a link between two instances, as the lab measured them through its proxy; one after another. */
  z.object({
    type: z.literal('link-probed'),
    link: z.string(),
    roundTripsMs: z.array(z.number()),
    unanswered: z.number(),
  }),
  /** Requests that a service answered since its last such event, by endpoint, method and status. */
  z.object({
    type: z.literal('request-window'),
    instance,
    rows: z.array(
      z.object({
        endpoint: z.string(),
        method: z.string(),
        status: z.number(),
        count: z.number(),
        meanMs: z.number(),
        maxMs: z.number(),
      }),
    ),
  }),

  // What passes between nodes and what they say of themselves: as a simulator records them, which sees everything
  z.object({
    type: z.literal('message-delivered'),
    from: instance,
    to: instance,
    sentAtUs: microseconds,
    /** What it says, in a few words: `append 3–5 (term 2)`. */
    label: z.string(),
  }),
  /** Told when it is known to be lost. */
  z.object({
    type: z.literal('message-lost'),
    from: instance,
    to: instance,
    sentAtUs: microseconds,
    label: z.string(),
    reason: z.string(),
  }),
  /** Something worth telling of an instance, or of a client such as `client-2`, in a few words. */
  z.object({ type: z.literal('instance-noted'), instance, text: z.string() }),
  /** A rule of a check was broken at this moment; `instances` are those that it was seen at. */
  z.object({
    type: z.literal('violation-seen'),
    check: z.string(),
    instances: z.array(instance),
    text: z.string(),
    /** What the check says beyond that, in sentences, such as a counterexample. */
    details: z.array(z.string()).optional(),
    /** What it rests on: whatever happened at these instances or clients at these moments, the most telling first. */
    evidence: z.array(z.object({ instance, atUs: microseconds })).optional(),
  }),

  // Experiments
  z.object({
    type: z.literal('run-started'),
    run: z.string(),
    experiment: z.string(),
    seed: z.number(),
    repeats: z.number(),
    quick: z.boolean(),
  }),
  z.object({ type: z.literal('warm-up-finished') }),
  z.object({
    type: z.literal('steady-state-checked'),
    when: z.enum(['before', 'after']),
    holds: z.boolean(),
    detail: z.string(),
  }),
  z.object({
    type: z.literal('phase-started'),
    phase: z.string(),
    /** From 1. */
    repeat: z.number(),
    /** The instances whose OFF and ON are measured; absent: those that the phase's faults target. */
    watch: z.array(instance).optional(),
    /** What the phase may take; null or absent: not limited. */
    limits: z
      .object({
        ttdMs: z.number().nullable(),
        ttrMs: z.number().nullable(),
        successPercent: z.number().nullable(),
        p95Ms: z.number().nullable(),
      })
      .optional(),
  }),
  z.object({
    type: z.literal('phase-finished'),
    phase: z.string(),
    repeat: z.number(),
    completed: z.boolean(),
    detail: z.string(),
  }),
  z.object({
    type: z.literal('check-finished'),
    check: z.string(),
    verdict: z.enum(['passed', 'failed', 'inconclusive']),
    summary: z.string(),
    violations: z.array(z.string()),
  }),
  /** A figure that the experiment itself measures; `value` is null where it could not, and `reason` then says why. */
  z.object({
    type: z.literal('figure-measured'),
    figure: z.string(),
    unit: z.string(),
    value: z.number().nullable(),
    reason: z.string(),
    reference: z.object({ value: z.number(), source: z.string() }).nullable(),
  }),
  z.object({
    type: z.literal('verdict'),
    run: z.string(),
    verdict: z.enum(['passed', 'failed', 'inconclusive']),
    reasons: z.array(z.string()),
  }),
  /** A run is over and its files are written; `verdict` is null where it broke, and `reason` then says why. */
  z.object({
    type: z.literal('run-ended'),
    run: z.string(),
    verdict: z.enum(['passed', 'failed', 'inconclusive']).nullable(),
    reason: z.string(),
  }),
] as const;

/** The schema of a fact without its place in the journal. */
export const journalFact = z.discriminatedUnion('type', variants);
export type JournalFact = z.infer<typeof journalFact>;

/** A fact in its place: what stands on one line of `journal.ndjson`. */
export type JournalEvent = JournalFact & {
  /** Position in the journal, from 1, without gaps. */
  readonly sequence: number;
  readonly atUs: number;
  /** The id of the system that it is about; null for the lab itself. */
  readonly system: string | null;
};

export type JournalEventOf<T extends JournalFact['type']> = Extract<JournalEvent, { type: T }>;

/** The schema of one line of a journal, for reading one back from disk. */
export const journalEvent = z.intersection(
  journalFact,
  z.object({ sequence: z.number().int().positive(), atUs: microseconds, system: z.string().nullable() }),
);
