import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import { z } from 'zod';
import { describeIssues } from '../config/describe-issues.ts';
import { danglingReferences, experimentSchema } from '../config/experiment-schema.ts';
import type { SystemDeclaration, SystemInput } from './declaration.ts';
import { systemData } from './declaration.ts';

const experimentsSchema = z.record(z.string(), experimentSchema);

/**
 * Checks a declaration, its experiments too, and fills in its defaults.
 *
 * @throws TemblorError `invalid-system` naming every place that is wrong, unknown keys with the nearest known one.
 */
export function defineSystem(input: SystemInput): SystemDeclaration {
  return parseSystem(input);
}

/** Does the same for a value that no type checker has seen. @throws TemblorError as `defineSystem`. */
export function parseSystem(input: unknown): SystemDeclaration {
  const { experiments = {}, ...data } =
    typeof input === 'object' && input !== null ? { experiments: {}, ...input } : {};
  const parsed = systemData.safeParse(data);
  const problems = parsed.success ? [] : describeIssues(systemData, parsed.error, data);
  problems.push(...experimentProblems(experiments));
  if (!parsed.success || !areExperiments(experiments)) throw invalidSystem(data, problems);
  const system: SystemDeclaration = { ...parsed.data, experiments };
  const dangling = [
    ...references(system),
    ...Object.entries(experiments).flatMap(([name, experiment]) =>
      danglingReferences(system, experiment).map((line) => `experiments.${name}: ${line}`),
    ),
  ];
  if (dangling.length > 0) throw invalidSystem(system, dangling);
  return system;
}

type Experiments = SystemDeclaration['experiments'];

function areExperiments(value: unknown): value is Experiments {
  return experimentsSchema.safeParse(value).success;
}

function experimentProblems(experiments: unknown): string[] {
  const { error } = experimentsSchema.safeParse(experiments);
  if (error === undefined) return [];
  return describeIssues(experimentsSchema, error, experiments).map((line) => `experiments.${line}`);
}

function invalidSystem(data: { name?: unknown }, problems: readonly string[]): TemblorError {
  const lines = problems.map((problem) => `\n  ${problem}`).join('');
  return new TemblorError('invalid-system', `the declaration of system '${String(data.name)}' is not valid:${lines}`, {
    exitCode: 78,
    hint: 'the words of a declaration are in docs/guides/your-own-system.md',
  });
}

function references(system: SystemDeclaration): string[] {
  const services = Object.keys(system.services);
  const stores = Object.keys(system.stores);
  const problems: string[] = [];
  const require = (name: string, known: readonly string[], place: string): void => {
    if (!known.includes(name)) problems.push(`${place}: '${name}' is not there; ${suggestName(name, known)}`);
  };
  for (const [service, declaration] of Object.entries(system.services)) {
    for (const called of declaration.calls) require(called, [...services, ...stores], `services.${service}.calls`);
    for (const earlier of declaration.after) require(earlier, services, `services.${service}.after`);
    if (stores.includes(service)) problems.push(`stores.${service}: a service has the same name`);
  }
  for (const entrance of system.entrances) require(entrance, services, 'entrances');
  for (const detection of system.detections) {
    if (detection.kind !== 'journal') require(detection.service, services, `detections (${detection.kind})`);
  }
  return problems;
}
