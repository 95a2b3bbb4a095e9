import type { Bus } from '@temblor/kit/bus/bus';
import type { Database } from '@temblor/kit/database/open-database';

/** The tables that the suite makes beside those of the bus. */
export interface SuiteTables {
  /** Effects of a consumer: how often each event was applied. */
  bus_suite_effect: { topic: string; id: string; applied: number };
}

/** A bus as one service would have it. */
export interface ServiceOnBus extends AsyncDisposable {
  readonly bus: Bus;
  readonly database: Database<SuiteTables>;
  /** What the bus reported as trouble, oldest first. */
  readonly troubles: readonly unknown[];
}

/**
 * Where the suite runs: servers that are up, and connections to them that can be cut. An adapter supplies one of
 * these; nothing else of the suite knows what the bus is made of.
 */
export interface BusGround extends AsyncDisposable {
  /** How long a scenario waits for what must come. */
  readonly patienceMs: number;
  /**
   * Opens database and bus as a service does that has just started. Its subscriptions look by themselves more rarely than
   * any scenario waits: what arrives was announced.
   */
  open(): ServiceOnBus;
  /** Breaks every connection of every service opened, and refuses new ones until `restore`. */
  cut(): void;
  restore(): void;
}
