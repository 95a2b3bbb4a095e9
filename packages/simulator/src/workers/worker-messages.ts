/** What a lane and its worker say to each other: all of it is plain data. */
import type { PlanOptions } from '../outcome/outcome.ts';
import type { SeedBatch } from './seed-batch.ts';

/** Given to the worker as it starts. */
export interface LaneSetup {
  /** By its name, since a function cannot be sent. */
  readonly subject: string;
  readonly options: PlanOptions;
}

export interface LaneRequest {
  readonly first: number;
  readonly count: number;
}

export interface LaneAnswer {
  readonly batch: SeedBatch;
}
