import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import { z } from 'zod';
import { describeIssues } from '../config/describe-issues.ts';
import { danglingReferences, experimentSchema } from '../config/experiment-schema.ts';
import { danglingFault } from '../config/fault-references.ts';
import type { SystemDeclaration, SystemInput } from './declaration.ts';
import { systemData } from './declaration.ts';
import { labSpanish } from './lab-spanish.ts';
import { describeObjectProperty, isObjectProperty, refuseName } from './reserved-names.ts';
import { planTopology } from './topology.ts';

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
  const spanish = { ...labSpanish, ...parsed.data.spanish };
  const system: SystemDeclaration = { ...parsed.data, spanish, experiments };
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
    if ((declaration.flagSwitch === undefined) !== (Object.keys(declaration.flags).length === 0)) {
      problems.push(`services.${service}: 'flagSwitch' and 'flags' go together; declare both, or neither`);
    }
  }
  problems.push(...clashingNames(system), ...circularWaits(system));
  for (const entrance of system.entrances) require(entrance, services, 'entrances');
  for (const [action, { service }] of Object.entries(system.actions)) {
    require(service, services, `actions.${action}`);
    if (isObjectProperty(action)) problems.push(`actions.${action}: ${describeObjectProperty(action)}`);
  }
  for (const fault of system.race?.faults ?? []) problems.push(...danglingFault(system, 'race', fault));
  for (const detection of system.detections) {
    if (detection.kind !== 'journal') require(detection.service, services, `detections (${detection.kind})`);
    if (detection.kind === 'log-pattern') problems.push(...patternProblems(detection));
  }
  return problems;
}

/** Services, stores and instances share one space of names: links, logs and facts name them without their kind. */
function clashingNames(system: SystemDeclaration): string[] {
  const problems: string[] = [];
  if (isObjectProperty(system.name)) problems.push(`name: ${describeObjectProperty(system.name)}`);
  if (Object.keys(system.services).length === 0) problems.push('services: there is none; declare at least one');
  const owners = new Map<string, string>();
  const claim = (id: string, place: string): void => {
    const owner = owners.get(id);
    if (owner !== undefined) problems.push(`${place}: '${id}' is also the name of ${owner}; rename one of them`);
    else owners.set(id, place);
  };
  for (const kind of ['services', 'stores'] as const) {
    for (const name of Object.keys(system[kind])) {
      const refusal = refuseName(name);
      if (refusal !== undefined) problems.push(`${kind}.${name}: ${refusal}`);
    }
  }
  for (const { id, service } of planTopology(system).instances) {
    claim(id, id === service ? `services.${service}` : `instance '${id}' of services.${service}`);
  }
  for (const store of Object.keys(system.stores)) claim(store, `stores.${store}`);
  return problems;
}

/** The services that could never start, since each waits for another of them, or for itself. */
function circularWaits({ services }: SystemDeclaration): string[] {
  const startable = new Set<string>();
  const isStartable = (after: readonly string[]) =>
    after.every((earlier) => startable.has(earlier) || !Object.hasOwn(services, earlier));
  let waiting = Object.entries(services);
  for (let before = Number.POSITIVE_INFINITY; waiting.length < before; ) {
    before = waiting.length;
    for (const [name, { after }] of waiting) if (isStartable(after)) startable.add(name);
    waiting = waiting.filter(([name]) => !startable.has(name));
  }
  if (waiting.length === 0) return [];
  const chain = waiting.map(([name, { after }]) => `${name} after ${after.join(', ')}`).join('; ');
  return [`services: these wait for each other and could never start (${chain}); break the circle in 'after'`];
}

function patternProblems(detection: { readonly off: string; readonly on: string }): string[] {
  return (['off', 'on'] as const).flatMap((key) => {
    const place = `detections (log-pattern).${key}`;
    const pattern = detection[key];
    try {
      new RegExp(pattern);
    } catch (error) {
      return [`${place}: '${pattern}' is no regular expression: ${messageOf(error)}`];
    }
    if (pattern.includes('(?<instance>')) return [];
    return [`${place}: '${pattern}' does not say whom it means; add a named group, as in 'lost (?<instance>\\S+)'`];
  });
}
