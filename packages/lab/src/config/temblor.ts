/** The public surface of the package `temblor`: what a `temblor.config.ts` and the modules beside it may import. */
export type { CheckResult, Json, Operation, OperationOutcome } from '@temblor/checkers/history/operation';
export type { Random } from '@temblor/foundation/randomness/random';
export type {
  Check,
  CheckContext,
  ExperimentDeclaration,
  PhaseDeclaration,
  PhaseLimits,
  SteadyState,
} from '../experiment/declaration.ts';
export type { FaultKind, FaultRequest } from '../faults/fault.ts';
export type { JournalEvent } from '../journal/event.ts';
export type {
  CreateWorkload,
  LoadDeclaration,
  PlannedRequest,
  ReceivedAnswer,
  WeightedRequest,
  Workload,
} from '../load/workload.ts';
export type { SystemDeclaration, SystemInput } from '../system/declaration.ts';
export { defineSystem } from '../system/define-system.ts';
export type { Config, ConfigInput } from './config.ts';
export { defineConfig } from './config.ts';
