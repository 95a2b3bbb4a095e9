import type { JournalFact } from '@temblor/lab/journal/event';
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { PlannedFault } from '../faults/planned-fault.ts';
import type { TraceEvent } from '../trace/trace.ts';
import { instanceOf } from './instance-names.ts';

/** The fact that a fault began. Its parameters are those of the plan. */
export function faultApplied(fault: PlannedFault): JournalFact {
  const { id, kind, durationUs } = fault;
  const target = targetOf(fault);
  return {
    ...{ type: 'fault-applied', fault: nameOf(id), kind, target, parameters: parametersOf(fault) },
    durationMs: durationUs / 1000,
  };
}

/** The fact that a fault ended. */
export function faultLifted({ id }: PlannedFault): Extract<JournalFact, { type: 'fault-lifted' }> {
  return { type: 'fault-lifted', fault: nameOf(id), cause: 'expired' };
}

/**
 * What the trace shows of a fault's effect, with the moment at which it shows.
 *
 * @param following the trace from the beginning of the fault on.
 */
export function evidenceOf(fault: PlannedFault, following: readonly TraceEvent[]): { atUs: number; fact: JournalFact } {
  const name = nameOf(fault.id);
  const endUs = fault.atUs + fault.durationUs;
  const sign = signOf(fault);
  if (sign === undefined) {
    const reason = 'the trace of a run does not tell which messages or timers it changed';
    return { atUs: fault.atUs, fact: { type: 'fault-undetermined', fault: name, reason } };
  }
  const beyond = following.findIndex(({ atUs }) => atUs > endUs);
  const found = following.slice(0, beyond === -1 ? following.length : beyond).find(sign.shows);
  if (found === undefined) {
    return { atUs: endUs, fact: { type: 'fault-not-confirmed', fault: name, reason: sign.missing } };
  }
  const fact: JournalFact = { type: 'fault-confirmed', fault: name, evidence: sign.seen, effectAtUs: found.atUs };
  return { atUs: found.atUs, fact };
}

/** By what a fault can be known to have acted; undefined where a trace does not show it. */
function signOf(fault: PlannedFault) {
  switch (fault.kind) {
    case 'crash':
    case 'bit-flip':
      return {
        shows: (event: TraceEvent) => event.kind === 'stopped' && event.node === fault.node,
        seen: 'the node stopped',
        missing: 'the node was down already',
      };
    case 'pause':
      return {
        shows: (event: TraceEvent) => event.kind === 'paused' && event.node === fault.node,
        seen: 'the node stood still',
        missing: 'the node was down or paused already',
      };
    case 'partition':
    case 'flapping-partition':
    case 'one-way-partition':
      return {
        shows: (event: TraceEvent) => event.kind === 'dropped' && event.reason === 'partition',
        seen: 'a message was cut off',
        missing: 'no message met it',
      };
    case 'loss':
      return {
        shows: (event: TraceEvent) => event.kind === 'dropped' && event.reason === 'loss',
        seen: 'a message was lost',
        missing: 'no message was lost to it',
      };
    case 'clock-drift':
    case 'duplication':
    case 'delay':
    case 'slow-sync':
      return undefined;
    default:
      return fault satisfies never;
  }
}

type FaultTarget = Extract<JournalFact, { type: 'fault-applied' }>['target'];

function targetOf(fault: PlannedFault): FaultTarget {
  switch (fault.kind) {
    case 'crash':
    case 'bit-flip':
    case 'pause':
    case 'clock-drift':
    case 'slow-sync':
      return { instance: instanceOf(fault.node) };
    case 'partition':
    case 'flapping-partition':
      return { groups: fault.groups.map((group) => group.map(instanceOf)) };
    case 'one-way-partition':
      return { link: `${namesOf(fault.from)} → ${namesOf(fault.to)}` };
    case 'loss':
    case 'duplication':
    case 'delay':
      return { link: 'all messages' };
    default:
      return fault satisfies never;
  }
}

function namesOf(nodes: readonly NodeId[]): string {
  return nodes.map(instanceOf).join(', ');
}

function parametersOf(fault: PlannedFault): Record<string, string | number> {
  switch (fault.kind) {
    case 'crash':
      return { unsynced: fault.unsynced };
    case 'clock-drift':
      return { rate: fault.rate };
    case 'flapping-partition':
      return { periodMs: fault.periodUs / 1000 };
    case 'loss':
    case 'duplication':
      return { probability: fault.probability };
    case 'delay':
    case 'slow-sync':
      return { extraMs: fault.extraUs / 1000 };
    case 'bit-flip':
    case 'pause':
    case 'partition':
    case 'one-way-partition':
      return {};
    default:
      return fault satisfies never;
  }
}

function nameOf(id: number): string {
  return `f${id}`;
}
