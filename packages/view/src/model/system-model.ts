/** A system at one moment, folded from the facts of its journal. Pure; windows of measurements do not matter to it. */
import type { JournalEvent, SystemTopology } from '@temblor/lab/journal/event';

/** What the supervisor knows of a process. */
export type ProcessState = 'starting' | 'running' | 'paused' | 'down' | 'abandoned' | 'stopped';

export interface BreakerModel {
  /** The instance or service that it guards against. */
  readonly dependency: string;
  readonly state: 'open' | 'half-open' | 'closed';
  /** Why it opened; empty where it is closed. */
  readonly reason: string;
  readonly sinceUs: number;
}

export type BadgeModel =
  | { readonly kind: 'leader'; readonly term: number }
  | { readonly kind: 'primary'; readonly group: string };

export interface InstanceModel {
  readonly id: string;
  readonly service: string;
  readonly hasFaultSwitch: boolean;
  readonly process: ProcessState;
  readonly pid: number | null;
  readonly port: number | null;
  /** Starts after the first. */
  readonly restarts: number;
  readonly health: {
    readonly state: 'ON' | 'OFF' | 'UNKNOWN';
    /** Who decided, and by which of its detectors; null where nobody has said anything yet. */
    readonly by: string | null;
    readonly detector: string | null;
    readonly reason: string;
    readonly sinceUs: number | null;
  };
  readonly badges: readonly BadgeModel[];
  readonly breakers: readonly BreakerModel[];
}

export type EvidenceModel =
  | { readonly kind: 'pending' }
  | { readonly kind: 'confirmed'; readonly evidence: string; readonly effectAtUs: number }
  | { readonly kind: 'not-confirmed'; readonly reason: string }
  | { readonly kind: 'cannot-tell'; readonly reason: string };

/** A fault, acting or over. */
export interface FaultModel {
  readonly fault: string;
  readonly kind: string;
  /** Where it acts: instances, links and stores by id. A partition acts on every link that it cuts. */
  readonly places: readonly string[];
  /** What it was aimed at, in words: `inventory-1`, `voter->inventory-2`, `orders / inventory-1, inventory-2`. */
  readonly target: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly appliedAtUs: number;
  /** When its lease ends. */
  readonly endsAtUs: number;
  readonly evidence: EvidenceModel;
  /** Null while it acts. */
  readonly lifted: { readonly atUs: number; readonly cause: string } | null;
}

export interface PhaseModel {
  readonly phase: string;
  /** From 1. */
  readonly repeat: number;
  readonly startUs: number;
  /** Null while it lasts. */
  readonly endUs: number | null;
  readonly completed: boolean;
  readonly detail: string;
}

export interface RunModel {
  readonly run: string;
  readonly experiment: string;
  readonly seed: number;
  readonly repeats: number;
  readonly quick: boolean;
  readonly startedAtUs: number;
  readonly warmedUp: boolean;
  readonly phases: readonly PhaseModel[];
  readonly steady: readonly Extract<JournalEvent, { type: 'steady-state-checked' }>[];
  readonly checks: readonly Extract<JournalEvent, { type: 'check-finished' }>[];
  /** Null until it is pronounced. */
  readonly verdict: {
    readonly verdict: 'passed' | 'failed' | 'inconclusive';
    readonly reasons: readonly string[];
  } | null;
  /** True when its files are written, or it broke. */
  readonly ended: boolean;
}

export interface SystemModel {
  readonly id: string;
  /** The name of its declaration; it names its panel. */
  readonly declaration: string;
  readonly title: string;
  readonly phase: 'starting' | 'running' | 'stopping' | 'stopped';
  readonly startedAtUs: number;
  readonly readyAtUs: number | null;
  readonly topology: SystemTopology;
  readonly instances: readonly InstanceModel[];
  /** The stores that have answered. */
  readonly readyStores: readonly string[];
  /** In order of application; the acting ones and the newest 200 of those that are over. */
  readonly faults: readonly FaultModel[];
  /** Requests a second that the load intends; null where no load runs. */
  readonly loadRatePerSecond: number | null;
  /** The newest run on it. */
  readonly run: RunModel | null;
}

/** A system of which nothing is known yet. */
export function emptySystem(id: string): SystemModel {
  throw new Error(`not built: ${id}`);
}

/** The system after one more of its facts. A start begins anew. */
export function foldSystem(model: SystemModel, fact: JournalEvent): SystemModel {
  throw new Error(`not built: ${model.id} ${fact.type}`);
}
