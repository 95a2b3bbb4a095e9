import type { PlannedFault } from '@temblor/simulator/faults/planned-fault';
import type { Outcome } from '@temblor/simulator/outcome/outcome';

/** A fault that acted in a run. */
interface ToldFault {
  readonly atUs: number;
  /** Undefined where it acted still when the run ended. */
  readonly endUs: number | undefined;
  readonly text: string;
}

/** The faults of a traced run, in order of time: when they really began and ended. */
export function faultsOf({ trace }: Outcome): ToldFault[] {
  const ended = new Map(trace.flatMap((event) => (event.kind === 'fault-ended' ? [[event.fault.id, event.atUs]] : [])));
  return trace.flatMap((event) => {
    if (event.kind !== 'fault-began') return [];
    return [{ atUs: event.atUs, endUs: ended.get(event.fault.id), text: faultWords(event.fault) }];
  });
}

/** A planned fault in words, without its times: `partition of 1, 2 / 3, 4, 5`. */
function faultWords(fault: PlannedFault): string {
  switch (fault.kind) {
    case 'crash':
      return `crash of node ${fault.node}, unsynced writes ${fault.unsynced}`;
    case 'bit-flip':
      return `crash of node ${fault.node}, with a damaged record in its log`;
    case 'pause':
      return `pause of node ${fault.node}`;
    case 'clock-drift':
      return `clock of node ${fault.node} runs ${fault.rate.toFixed(3)} times as fast`;
    case 'partition':
      return `partition of ${groupsOf(fault.groups)}`;
    case 'flapping-partition':
      return `partition of ${groupsOf(fault.groups)}, there and gone every ${Math.round(fault.periodUs / 1000)} ms`;
    case 'one-way-partition':
      return `nothing from ${fault.from.join(', ')} reaches ${fault.to.join(', ')}`;
    case 'loss':
      return `${percent(fault.probability)} of messages are lost`;
    case 'duplication':
      return `${percent(fault.probability)} of messages come twice`;
    case 'delay':
      return `messages take up to ${Math.round(fault.extraUs / 1000)} ms longer`;
    case 'slow-sync':
      return `syncs of node ${fault.node} take ${Math.round(fault.extraUs / 1000)} ms longer`;
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
