/**
 * Roles as the targets of faults: who has one is known only when a phase begins. `leader of node` is the instance of the
 * service `node` that leads it by the last word about it, `followers of node` all its others. No instance can have such a
 * name.
 */
import type { FaultSpecification } from '../faults/fault.ts';
import { faultSpecification } from '../faults/fault.ts';
import type { Topology } from '../system/topology.ts';

interface Role {
  readonly role: 'leader' | 'followers';
  readonly service: string;
}

/** The role that a target names; undefined where it names an instance, a store or a link. */
export function parseRole(target: string): Role | undefined {
  const [, role, service] = /^(leader|followers) of (.+)$/.exec(target) ?? [];
  if (service === undefined || (role !== 'leader' && role !== 'followers')) return undefined;
  return { role, service };
}

/** What of a phase names its targets. */
export interface Targeted {
  readonly faults: readonly FaultSpecification[];
  readonly watch: readonly string[];
}

/**
 * Puts instances in the place of roles: a fault of an instance becomes one for each that has the role.
 *
 * @param leaders the instance that leads each service.
 * @returns the services without a known leader instead, where a role needs one.
 */
export function castRoles<T extends Targeted>(
  phase: T,
  { instances }: Topology,
  leaders: ReadonlyMap<string, string>,
): { readonly phase: T } | { readonly leaderless: readonly string[] } {
  const leaderless = new Set<string>();
  const cast = (name: string): string[] => {
    const role = parseRole(name);
    if (role === undefined) return [name];
    const leader = leaders.get(role.service);
    if (leader === undefined) {
      leaderless.add(role.service);
      return [];
    }
    if (role.role === 'leader') return [leader];
    return instances.filter(({ id, service }) => service === role.service && id !== leader).map(({ id }) => id);
  };
  const faults = phase.faults.flatMap((fault) => {
    const { target } = fault;
    if ('instance' in target) {
      return cast(target.instance).map((instance) => faultSpecification.parse({ ...fault, target: { instance } }));
    }
    if (!('groups' in target)) return [fault];
    const groups = target.groups.map((group) => group.flatMap(cast));
    return leaderless.size > 0 ? [] : [faultSpecification.parse({ ...fault, target: { groups } })];
  });
  const watch = phase.watch.flatMap(cast);
  return leaderless.size > 0 ? { leaderless: [...leaderless] } : { phase: { ...phase, faults, watch } };
}
