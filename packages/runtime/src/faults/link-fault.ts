import { usageError } from '@temblor/foundation/errors/temblor-error';
import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { Topology } from '@temblor/lab/system/topology';
import type { LinkFault } from '../links/link-proxies.ts';
import type { ActiveFault } from './active-fault.ts';
import type { FaultGround, LiftFault } from './fault-ground.ts';
import { requireInstance, requireLink, requireStore } from './fault-ground.ts';

/** The faults that the proxies of links play. */
export type LinkPlayedFault = Exclude<
  FaultSpecification,
  { kind: 'crash' | 'pause' | 'restart' | 'incorrect-response' | 'flag' }
>;

/**
 * Lays a fault on the links that it means. The lease runs in the proxies' worker; what acted and what ended comes back
 * as link events, routed to the fault by the system.
 */
export async function applyLinkFault(
  fault: ActiveFault,
  specification: LinkPlayedFault,
  ground: FaultGround,
): Promise<LiftFault> {
  const links = affectedLinks(specification, ground.topology);
  await ground.proxies.apply(fault.id, linkEffect(specification), links.map(ground.proxyId), {
    durationMs: specification.durationMs,
    seed: ground.seed,
  });
  return () => ground.proxies.lift(fault.id);
}

/**
 * The links that a fault means: the one named, those into an instance, those to a store, or those across groups.
 * @throws TemblorError `unknown-target`, and `no-link` where there is none that could carry it.
 */
export function affectedLinks(specification: LinkPlayedFault, topology: Topology): string[] {
  const { target } = specification;
  if ('link' in target) return [requireLink(topology, target.link).id];
  if ('groups' in target) return linksAcross(target.groups, topology);
  const provider =
    'store' in target ? requireStore(topology, target.store) : requireInstance(topology, target.instance).id;
  const links = topology.links.filter((link) => link.provider === provider).map((link) => link.id);
  if (links.length > 0) return links;
  throw usageError('no-link', `no link leads to '${provider}': ${specification.kind} cannot act on it`);
}

function linksAcross(groups: readonly (readonly string[])[], topology: Topology): string[] {
  const groupOf = new Map<string, number>();
  for (const [index, members] of groups.entries()) {
    for (const member of members) {
      if (!topology.stores.includes(member)) requireInstance(topology, member);
      if (groupOf.has(member)) throw usageError('invalid-groups', `'${member}' is in more than one group`);
      groupOf.set(member, index);
    }
  }
  const links = topology.links.filter(({ consumer, provider }) => {
    const from = groupOf.get(consumer);
    const to = groupOf.get(provider);
    return from !== undefined && to !== undefined && from !== to;
  });
  if (links.length > 0) return links.map((link) => link.id);
  throw usageError('no-link', 'no link leads from one group to another', 'see the links with `temblor status`');
}

function linkEffect(fault: LinkPlayedFault): LinkFault {
  switch (fault.kind) {
    case 'latency':
      return { kind: 'latency', latencyMs: fault.latencyMs, jitterMs: fault.jitterMs, direction: fault.direction };
    case 'intermittent':
      return { kind: 'intermittent', probability: fault.probability };
    case 'blackhole':
      return { kind: 'blackhole', direction: fault.direction };
    case 'partition':
      return { kind: 'blackhole', direction: 'both' };
    case 'reset':
    case 'database-away':
      return { kind: 'reset' };
    case 'bandwidth':
      return { kind: 'bandwidth', bytesPerSecond: fault.bytesPerSecond, direction: fault.direction };
    case 'database-flapping':
      return { kind: 'flapping', periodMs: fault.periodMs };
    default:
      return fault satisfies never;
  }
}
