/** What declared faults name that their system does not have. */
import { suggestName } from '@temblor/foundation/text/nearest';
import { parseRole } from '../experiment/roles.ts';
import type { FaultRequest } from '../faults/fault.ts';
import type { SystemDeclaration } from '../system/declaration.ts';
import { clientName, planTopology } from '../system/topology.ts';

/** The names of a system's parts. */
interface Names {
  readonly services: readonly string[];
  readonly instances: readonly string[];
  readonly links: readonly string[];
  readonly stores: readonly string[];
}

/** The names that experiments and races of a system may use. */
export function namesOf(system: SystemDeclaration): Names {
  const { instances, links, stores } = planTopology(system);
  return {
    services: Object.keys(system.services),
    instances: instances.map(({ id }) => id),
    links: links.map(({ id }) => id),
    stores,
  };
}

/** Why a name is none of the known ones, with the nearest; of a role its service must be there. Undefined: it is one. */
export function missingName(
  { services }: Names,
  place: string,
  given: string,
  within: readonly string[],
): string | undefined {
  const role = parseRole(given);
  const [name, known] = role === undefined ? [given, within] : [role.service, services];
  return known.includes(name) ? undefined : `${place}: '${name}' is not there; ${suggestName(name, known)}`;
}

/** What a fault names that its system does not have: one sentence each, with the nearest name. */
export function danglingFault(system: SystemDeclaration, place: string, fault: FaultRequest): string[] {
  const names = namesOf(system);
  const missing = targetsOf(fault, names)
    .map(({ name, known }) => missingName(names, `${place}, fault '${fault.kind}'`, name, known))
    .filter((problem) => problem !== undefined);
  if (fault.kind !== 'flag' || missing.length > 0) return missing;
  const problem = missingFlag(system, fault);
  return problem === undefined ? [] : [`${place}, fault 'flag': ${problem}`];
}

function targetsOf({ target }: FaultRequest, names: Names): { name: string; known: readonly string[] }[] {
  if ('instance' in target) return [{ name: target.instance, known: names.instances }];
  if ('link' in target) return [{ name: target.link, known: names.links }];
  if ('store' in target) return [{ name: target.store, known: names.stores }];
  const known = [...names.instances, ...names.stores, clientName];
  return target.groups.flat().map((name) => ({ name, known }));
}

function missingFlag(
  system: SystemDeclaration,
  { target: { instance }, flag }: Extract<FaultRequest, { kind: 'flag' }>,
): string | undefined {
  const plan = planTopology(system).instances.find(({ id }) => id === instance);
  const service = parseRole(instance)?.service ?? plan?.service ?? instance;
  const flags = Object.keys(system.services[service]?.flags ?? {});
  if (flags.length === 0) return `'${instance}' has no flags; declare 'flagSwitch' and 'flags' for its service`;
  return flags.includes(flag) ? undefined : `'${instance}' has no flag '${flag}'; ${suggestName(flag, flags)}`;
}
