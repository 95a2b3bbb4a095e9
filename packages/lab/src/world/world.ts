/**
 * The port `World`: what an experiment needs of the place where a system runs. `runtime` fills it with real processes,
 * the simulator with virtual ones. Everything that happens in a World is appended to the journal it was given.
 */

import type { Json } from '@temblor/checkers/history/operation';
import type { Clock } from '@temblor/foundation/clock/clock';
import type { FaultEvidence, FaultSpecification } from '../faults/fault.ts';
import type { LoadDeclaration } from '../load/workload.ts';
import type { SystemDeclaration } from '../system/declaration.ts';
import type { Topology } from '../system/topology.ts';

/** `preferred`: declared ports, a free one where taken. `strict`: a taken port is an error. `auto`: free ones always. */
export type PortPolicy = 'preferred' | 'strict' | 'auto';

export interface StartOptions {
  /** The id under which the system runs in this lab; its name by default. */
  readonly id: string;
  readonly ports: PortPolicy;
  readonly seed: number;
  /** Added to the environment of every instance. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A server to use instead of an embedded one, by store name. */
  readonly storeUrls?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export type InstanceState = 'starting' | 'running' | 'paused' | 'down' | 'abandoned' | 'stopped';

export interface InstanceView {
  readonly id: string;
  readonly service: string;
  readonly state: InstanceState;
  readonly pid: number | null;
  readonly port: number;
  /** `http://127.0.0.1:<port>`: the instance itself, past every proxy. */
  readonly url: string;
  readonly restarts: number;
  /** Why it was given up, or that it ends again and again; null where neither is so. */
  readonly trouble: string | null;
}

export interface LinkView {
  readonly id: string;
  readonly consumer: string;
  readonly provider: string;
  /** Where the consumer connects to. */
  readonly url: string;
}

export interface FaultView {
  readonly id: string;
  readonly specification: FaultSpecification;
  readonly evidence: FaultEvidence;
  readonly appliedAtUs: number;
  readonly remainingMs: number;
}

export interface StoreView {
  readonly name: string;
  readonly kind: 'postgresql';
  /** With user and password: for the owner's eyes. */
  readonly url: string;
  /** False where the server was given by URL. */
  readonly embedded: boolean;
  /** `down` from the end of the lab's own server until it answers again; one that was given by URL is taken to run. */
  readonly state: 'running' | 'down';
  /** How often the lab's own server was started again after it had ended by itself. */
  readonly restarts: number;
}

/** A fault that acts. */
export interface AppliedFault {
  readonly id: string;
  readonly specification: FaultSpecification;
  readonly appliedAtUs: number;
  /** Settles when it is known whether the fault acted, at the latest when it is lifted; never rejects. */
  readonly evidence: Promise<Exclude<FaultEvidence, { kind: 'pending' }>>;
  /** Settles when the fault is over, whatever ended it; with the moment when it was. */
  readonly lifted: Promise<number>;
}

export interface LoadOptions {
  readonly seed: number;
  /** Where every operation is written, one JSON line each; not written when absent. */
  readonly historyFile?: string;
  /** For so long after the start, lateness of the generator does not count against the schedule. Default 0. */
  readonly warmUpMs?: number;
}

export interface RunningLoad {
  /**
   * Ends the current window now, so that phases do not share one. Resolves once its `load-window` is in the journal, or
   * after 100 ms where calls hang: the window then follows when they have ended, and before `load-finished`.
   */
  cut(): Promise<void>;
  /** Ends the load; calls in flight are awaited up to their time-out. Resolves once `load-finished` is in the journal. */
  stop(): Promise<void>;
}

export interface RunningSystem extends AsyncDisposable {
  readonly id: string;
  readonly declaration: SystemDeclaration;
  readonly topology: Topology;
  instances(): readonly InstanceView[];
  links(): readonly LinkView[];
  stores(): readonly StoreView[];
  faults(): readonly FaultView[];
  /** @throws TemblorError `unknown-target`, `unsupported-fault`. */
  applyFault(fault: FaultSpecification): Promise<AppliedFault>;
  /** Ends a fault before its time; ending one that is over is no error. @throws TemblorError `unknown-fault`. */
  liftFault(id: string): Promise<void>;
  /** Stops an instance gently and starts it again; resolves when it is ready. */
  restart(instance: string): Promise<void>;
  startLoad(load: LoadDeclaration, options: LoadOptions): Promise<RunningLoad>;
  /** Asks an instance directly; status 0 where no answer came. */
  request(instance: string, method: string, path: string, body?: Json): Promise<{ status: number; body: Json }>;
  /** Asks over a link, as its consumer would; status 0 where no answer came. @throws TemblorError `unknown-target`. */
  requestOver(link: string, path: string): Promise<{ status: number; body: Json }>;
  /** The last lines that an instance printed, oldest first, bounded. */
  recentLogs(instance: string): Promise<readonly LogLine[]>;
  /** Calls back with every line printed from now on. */
  followLogs(listener: (line: LogLine) => void): Disposable;
  /** Stops everything and resolves when nothing of it is left. */
  stop(reason: string): Promise<void>;
}

export interface LogLine {
  readonly atUs: number;
  readonly instance: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface World extends AsyncDisposable {
  readonly clock: Clock;
  /** Starts a system and resolves when every instance passed its health check. */
  start(system: SystemDeclaration, options: StartOptions): Promise<RunningSystem>;
}
