/** The words of `temblor inject` as faults: pure, from what was typed and what there is to target. */
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { nearestName, suggestName } from '@temblor/foundation/text/nearest';
import type { FaultKind, FaultRequest } from '@temblor/lab/faults/fault';
import { faultKinds, faultSpecification } from '@temblor/lab/faults/fault';
import type { z } from 'zod';
import { writeDuration } from './duration.ts';

/** What can be a target. */
interface Targets {
  readonly instances: readonly string[];
  readonly links: readonly string[];
  readonly stores: readonly string[];
  /** The instances that lead now. */
  readonly leaders: readonly string[];
  /** The flags of an instance; none where it is not here. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
}

/** The parameters that were given as options, by the name of the fault's key; absent where they were not. */
export type FaultParameters = Readonly<Record<string, number | string | boolean | undefined>>;

/** How long a crash holds an instance down where nothing is said: long enough to be noticed. */
const defaultHoldMs = 2000;

/** Which kinds of target each kind of fault has. */
const targetKinds: Readonly<Record<FaultKind, readonly ('instance' | 'link' | 'store' | 'groups')[]>> = {
  crash: ['instance'],
  pause: ['instance'],
  restart: ['instance'],
  latency: ['instance', 'link'],
  intermittent: ['instance', 'link'],
  'incorrect-response': ['instance'],
  flag: ['instance'],
  blackhole: ['link'],
  reset: ['link'],
  bandwidth: ['link'],
  partition: ['groups'],
  'database-flapping': ['store'],
  'database-away': ['store'],
};

/** The kind of fault that a word names; underscores and `incorrect` are understood. */
export function findFaultKind(word: string): FaultKind | undefined {
  const name = word.toLowerCase().replaceAll('_', '-');
  if (name === 'incorrect') return 'incorrect-response';
  return faultKinds.find((kind) => kind === name);
}

/** @throws TemblorError `unknown-fault-kind` with the nearest name. */
export function requireFaultKind(word: string): FaultKind {
  const kind = findFaultKind(word);
  if (kind !== undefined) return kind;
  throw usageError('unknown-fault-kind', `there is no fault '${word}'`, suggestName(word, faultKinds));
}

/**
 * Every fault that the words mean: one a target, also where it is named twice; a partition is one fault whatever its groups.
 *
 * @throws TemblorError `missing-target`, `unknown-target`, `no-store`, `missing-flag`, `invalid-fault`.
 */
export function readFaults(
  kind: FaultKind,
  words: readonly string[],
  parameters: FaultParameters,
  targets: Targets,
): FaultRequest[] {
  const given: Record<string, number | string | boolean> = kind === 'crash' ? { durationMs: defaultHoldMs } : {};
  for (const [key, value] of Object.entries(parameters)) if (value !== undefined) given[key] = value;
  const chosen = targetKinds[kind].includes('groups')
    ? [{ groups: readGroups(words, targets) }]
    : readTargets(kind, words, targets);
  return chosen.map((target) => {
    const flag = kind === 'flag' && given.flag === undefined ? { flag: onlyFlagOf(target, targets) } : {};
    return check({ kind, target, ...flag, ...given }, kind);
  });
}

/** An instance's only flag need not be named. */
function onlyFlagOf(target: object, { flags }: Targets): string {
  const instance = 'instance' in target ? String(target.instance) : '';
  const [only, ...others] = (Object.hasOwn(flags, instance) ? flags[instance] : undefined) ?? [];
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    const having = Object.keys(flags).filter((id) => (flags[id] ?? []).length > 0);
    const hint = having.length === 0 ? 'no instance of this system has any' : `these have: ${having.join(', ')}`;
    throw usageError('unsupported-fault', `'${instance}' has no flags`, hint);
  }
  throw usageError(
    'missing-flag',
    `'${instance}' has several flags`,
    `name one: --flag ${[only, ...others].join(', ')}`,
  );
}

function readTargets(kind: FaultKind, words: readonly string[], targets: Targets): object[] {
  const allowed = targetKinds[kind];
  const known = [
    ...(allowed.includes('instance') ? targets.instances : []),
    ...(allowed.includes('link') ? targets.links : []),
    ...(allowed.includes('store') ? targets.stores : []),
  ];
  if (known.length === 0 && allowed.includes('store')) {
    const hint = `${kind} is a fault of stores; faults of instances and links: temblor inject --help`;
    throw usageError('no-store', 'this system has no store', hint);
  }
  const names = words.flatMap((word) => word.split(',')).filter((name) => name !== '');
  // Where there is one store it need not be named.
  const [store, ...moreStores] = targets.stores;
  if (names.length === 0 && allowed.includes('store') && store !== undefined && moreStores.length === 0) {
    return [{ store }];
  }
  if (names.length === 0) {
    throw usageError('missing-target', `${kind} needs a target`, `one of: ${known.join(', ')}`);
  }
  const chosen = new Map<string, object>();
  for (const name of names) {
    const link = name.includes('->') ? name : name.replace(':', '->');
    if (allowed.includes('instance') && targets.instances.includes(name)) chosen.set(name, { instance: name });
    else if (allowed.includes('link') && targets.links.includes(link)) chosen.set(link, { link });
    else if (allowed.includes('store') && targets.stores.includes(name)) chosen.set(name, { store: name });
    else throw unknownTarget(kind, link, known, targets);
  }
  return [...chosen.values()];
}

/** `voter,inventory-1 / inventory-2`: groups are divided by slashes, their members by commas or spaces. */
function readGroups(words: readonly string[], targets: Targets): string[][] {
  const groups = words
    .join(' ')
    .split('/')
    .map((group) => group.split(/[\s,]+/).filter((name) => name !== ''));
  if (groups.length < 2 || groups.some((group) => group.length === 0)) {
    throw usageError('missing-target', 'a partition needs two groups or more', divideHint(targets));
  }
  const known = [...targets.instances, ...targets.stores];
  const seen = new Set<string>();
  for (const name of groups.flat()) {
    if (!known.includes(name)) throw unknownTarget('partition', name, known, targets);
    if (seen.has(name)) throw usageError('invalid-fault', `'${name}' stands in two groups`);
    seen.add(name);
  }
  return groups;
}

/** How groups are written, with names of what runs. */
function divideHint({ instances, stores }: Targets): string {
  const known = [...instances, ...stores];
  if (known.length < 2) return `there is only ${known.join()} here: nothing can be divided`;
  const first = known.slice(0, known.length > 2 ? 2 : 1);
  return `divide them by a slash: temblor inject partition ${first.join(',')} / ${known[first.length]}`;
}

function unknownTarget(kind: FaultKind, name: string, known: readonly string[], targets: Targets): Error {
  const replicas = known.filter((id) => id.startsWith(`${name}-`) && /^\d+$/.test(id.slice(name.length + 1)));
  if (replicas.length > 0) {
    const hint = `it has: ${replicas.join(', ')}`;
    return usageError('unknown-target', `'${name}' is a service: a fault needs an instance of it`, hint);
  }
  const leaders = targets.leaders.filter((id) => known.includes(id));
  if (name === 'leader' && leaders.length > 0) {
    const hint = `${leaders.join(', ')} ${leaders.length === 1 ? 'leads' : 'lead'} now`;
    return usageError('unknown-target', "there is no target 'leader': it goes by its instance's name", hint);
  }
  const exists = [...targets.instances, ...targets.links, ...targets.stores].includes(name);
  const what = exists ? `${kind} cannot act on '${name}'` : `there is no target '${name}'`;
  const hint =
    exists && nearestName(name, known) === undefined ? `one of: ${known.join(', ')}` : suggestName(name, known);
  return usageError('unknown-target', what, hint);
}

/** The options that give a fault its parameters. */
const optionNames: ReadonlyMap<string, string> = new Map([
  ['durationMs', '--for'],
  ['latencyMs', '--latency'],
  ['jitterMs', '--jitter'],
  ['probability', '--probability'],
  ['direction', '--direction'],
  ['bytesPerSecond', '--rate'],
  ['periodMs', '--period'],
  ['subject', '--subject'],
  ['spareHealth', '--spare-health'],
  ['flag', '--flag'],
  ['value', '--flag'],
]);

function check(input: unknown, kind: FaultKind): FaultRequest {
  const parsed = faultSpecification.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => describeIssue(issue, kind));
  throw usageError('invalid-fault', issues.join('; '), 'see: temblor inject --help');
}

/** What is wrong, in the words of the command line: of the option that was typed, in its unit. */
function describeIssue(issue: z.core.$ZodIssue, kind: FaultKind): string {
  if (issue.code === 'unrecognized_keys') {
    return `${kind} has no ${issue.keys.map((key) => optionNames.get(key) ?? `'${key}'`).join(', ')}`;
  }
  const field = issue.path.join('.');
  const option = optionNames.get(field) ?? field;
  const limit = (value: number | bigint) => (field.endsWith('Ms') ? writeDuration(Number(value)) : String(value));
  switch (issue.code) {
    case 'too_big':
      return `${option} may be at most ${limit(issue.maximum)}`;
    case 'too_small':
      return `${option} must be at least ${limit(issue.minimum)}`;
    case 'invalid_value':
      return `${option} must be one of: ${issue.values.map(String).join(', ')}`;
    default:
      return `${option}: ${issue.message}`;
  }
}
