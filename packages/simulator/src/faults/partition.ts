import type { NodeId, ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { Cut } from '../network/network-faults.ts';
import type { ActingFault, FaultSite } from './acting-fault.ts';
import type { FaultOf } from './planned-fault.ts';

/** Messages between different groups are lost, both ways. */
export function partition<T extends ProtocolTypes>(site: FaultSite<T>, fault: FaultOf<'partition'>): ActingFault {
  return cutting(site, betweenGroups(fault.groups));
}

/** A cut that begins at once. */
export function cutting<T extends ProtocolTypes>({ network }: FaultSite<T>, cut: Cut): ActingFault {
  network.faults.cuts.add(cut);
  return { hasActed: () => cut.hits > 0, end: () => network.faults.cuts.delete(cut) };
}

/** A node in no group is alone. */
export function betweenGroups(groups: readonly (readonly NodeId[])[]): Cut {
  const groupOf = new Map(groups.flatMap((nodes, group) => nodes.map((node) => [node, group] as const)));
  return {
    hits: 0,
    cuts: (from, to) => {
      const group = groupOf.get(from);
      return group === undefined || group !== groupOf.get(to);
    },
  };
}
