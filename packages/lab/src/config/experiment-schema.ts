/** The shape of an experiment, for declarations that no type checker has seen, and what its names must refer to. */
import { z } from 'zod';
import type { ExperimentDeclaration, PhaseDeclaration, PhaseLimits } from '../experiment/declaration.ts';
import { faultSpecification } from '../faults/fault.ts';
import type { LoadDeclaration, WeightedRequest } from '../load/workload.ts';
import type { SystemDeclaration } from '../system/declaration.ts';
import { danglingFault, missingName, namesOf } from './fault-references.ts';

const milliseconds = z.number().min(0);
const limit = z.number().min(0).nullable();
const modulePath = z.union([z.instanceof(URL), z.string().min(1)]);

const functionValue = z.custom((value) => typeof value === 'function', 'expected a function');

/** That a schema has every key of what it describes, and no other, is left to the type checker. */
type ShapeOf<T> = Record<keyof Required<T>, z.ZodType>;

const limits = z.strictObject({
  ttdMs: limit,
  ttrMs: limit,
  successPercent: limit,
  p95Ms: limit,
} satisfies ShapeOf<PhaseLimits>);

const weightedRequest = z.strictObject({
  name: z.string().optional(),
  weight: z.number().positive().optional(),
  service: z.string(),
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).optional(),
  path: z.string().startsWith('/'),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.json().optional(),
} satisfies ShapeOf<WeightedRequest>);

const load = z.strictObject({
  ratePerSecond: z.number().positive().max(100_000),
  timeoutMs: z.number().positive().optional(),
  workload: z.union([
    z.strictObject({ module: modulePath }),
    z.strictObject({ requests: z.array(weightedRequest).min(1) }),
  ]),
} satisfies ShapeOf<LoadDeclaration>);

const phase = z.strictObject({
  name: z.string().min(1),
  faults: z.array(faultSpecification).optional(),
  watch: z.array(z.string()).optional(),
  detectWithinMs: milliseconds.optional(),
  recoverWithinMs: milliseconds.optional(),
  holdMs: milliseconds.optional(),
  quickHoldMs: milliseconds.optional(),
  minimumMs: milliseconds.optional(),
  quickMinimumMs: milliseconds.optional(),
  probe: z.strictObject({ path: z.string().startsWith('/'), requests: z.number().int().positive() }).optional(),
  limits: limits.partial().optional(),
} satisfies ShapeOf<PhaseDeclaration>);

/** The schema of `ExperimentDeclaration`; defaults are not filled in. */
export const experimentSchema = z.strictObject({
  title: z.string(),
  description: z.string(),
  environment: z.record(z.string(), z.string()).optional(),
  steadyState: z.strictObject({
    requests: z.array(z.strictObject({ service: z.string(), path: z.string().startsWith('/'), status: z.number() })),
    withinMs: z.number().positive().optional(),
  }),
  load,
  warmUpMs: milliseconds.optional(),
  samplesPerPhase: z.number().int().positive().optional(),
  quickSamplesPerPhase: z.number().int().positive().optional(),
  phases: z.array(phase).min(1),
  limits,
  checks: z.array(functionValue),
  measurements: z.array(functionValue).optional(),
  repeatable: z.boolean().optional(),
} satisfies ShapeOf<ExperimentDeclaration>);

/** What an experiment names that its system does not have: one sentence each, with the nearest name. */
export function danglingReferences(system: SystemDeclaration, experiment: ExperimentDeclaration): string[] {
  const names = namesOf(system);
  const problems: (string | undefined)[] = [];
  for (const { service } of experiment.steadyState.requests) {
    problems.push(missingName(names, 'steadyState.requests', service, names.services));
  }
  if ('requests' in experiment.load.workload) {
    for (const { service } of experiment.load.workload.requests) {
      problems.push(missingName(names, 'load.workload.requests', service, system.entrances));
    }
  }
  for (const { name, faults = [], watch = [] } of experiment.phases) {
    for (const watched of watch) problems.push(missingName(names, `phase '${name}', watch`, watched, names.instances));
    for (const fault of faults) problems.push(...danglingFault(system, `phase '${name}'`, fault));
  }
  return problems.filter((problem) => problem !== undefined);
}
