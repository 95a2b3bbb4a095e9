import type { PlannedFault } from '@temblor/simulator/faults/planned-fault';

/** A planned fault in words, without its times: `partition of 1, 2 / 3, 4, 5`. */
export function faultWords(fault: PlannedFault): string {
  switch (fault.kind) {
    case 'crash':
      return `crash of node ${fault.node}, unsynced writes ${fault.unsynced}`;
    case 'bit-flip':
      return `crash of node ${fault.node}, with a damaged record in its log`;
    case 'pause':
      return `pause of node ${fault.node}`;
    case 'clock-drift':
      return `clock of node ${fault.node} runs at ${fault.rate}`;
    case 'partition':
      return `partition of ${groupsOf(fault.groups)}`;
    case 'flapping-partition':
      return `partition of ${groupsOf(fault.groups)}, there and gone every ${fault.periodUs / 1000} ms`;
    case 'one-way-partition':
      return `nothing from ${fault.from.join(', ')} reaches ${fault.to.join(', ')}`;
    case 'loss':
      return `${percent(fault.probability)} of messages are lost`;
    case 'duplication':
      return `${percent(fault.probability)} of messages come twice`;
    case 'delay':
      return `messages take up to ${fault.extraUs / 1000} ms longer`;
    case 'slow-sync':
      return `syncs of node ${fault.node} take ${fault.extraUs / 1000} ms longer`;
    default:
      return fault satisfies never;
  }
}

function groupsOf(groups: readonly (readonly number[])[]): string {
  return groups.map((group) => group.join(', ')).join(' / ');
}

function percent(probability: number): string {
  return `${(100 * probability).toFixed(1)} %`;
}
