import type { NodeId } from '@temblor/protocols/port/protocol';
import type { PlannedFault } from '../faults/planned-fault.ts';
import type { AddressedPlan } from './addressed-plan.ts';

/** Nothing is shortened below this, so that time-outs still run out. */
const shortestUs = 500_000;
/** So long before its first fault a run begins: long enough to elect the first leader. */
const runUpUs = 1_000_000;

/** Simpler plans, the boldest simplification first: one fault, fewer nodes, fewer operations, sooner and shorter. */
export function* simplerPlans(plan: AddressedPlan): Iterable<AddressedPlan> {
  const { faults, operations, nodes } = plan;
  if (faults.length > 1) for (const fault of partitionsFirst(faults)) yield { ...plan, faults: [fault] };
  for (const fewer of withoutChunks(faults)) yield { ...plan, faults: fewer };
  if (nodes.length > 2) for (const node of nodes) yield withoutNode(plan, node);
  for (const fewer of withoutChunks(operations)) yield { ...plan, operations: fewer };
  yield* sooner(plan);
  for (const fault of faults) {
    if (fault.kind !== 'flapping-partition') continue;
    const { id, atUs, durationUs, groups } = fault;
    yield { ...plan, faults: faults.with(faults.indexOf(fault), { id, atUs, durationUs, kind: 'partition', groups }) };
  }
  for (const fault of faults) {
    const durationUs = Math.ceil(fault.durationUs / 2);
    if (durationUs < shortestUs) continue;
    yield { ...plan, faults: faults.with(faults.indexOf(fault), { ...fault, durationUs }) };
  }
}

/** A partition explains best. */
function partitionsFirst(faults: readonly PlannedFault[]): PlannedFault[] {
  const rank = ({ kind }: PlannedFault) => (kind === 'partition' ? 0 : 1);
  return faults.toSorted((left, right) => rank(left) - rank(right));
}

/** The list without one of its halves, its quarters, and so on down to each single element (ddmin's complements). */
function* withoutChunks<T>(list: readonly T[]): Iterable<T[]> {
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < list.length; start += size) yield list.toSpliced(start, size);
  }
}

function withoutNode(plan: AddressedPlan, gone: NodeId): AddressedPlan {
  const stay = (nodes: readonly NodeId[]) => nodes.filter((node) => node !== gone);
  const faults = plan.faults.flatMap((fault): PlannedFault[] => {
    if ('node' in fault) return fault.node === gone ? [] : [fault];
    if ('groups' in fault) return [{ ...fault, groups: fault.groups.map(stay).filter((group) => group.length > 0) }];
    if ('from' in fault) return [{ ...fault, from: stay(fault.from), to: stay(fault.to) }];
    return [fault];
  });
  const operations = plan.operations.filter(({ action }) => action.node !== gone);
  return { ...plan, nodes: stay(plan.nodes), faults, operations };
}

/** Ends earlier, or begins shortly before the first fault. */
function* sooner(plan: AddressedPlan): Iterable<AddressedPlan> {
  for (const part of [0.5, 0.75, 0.9]) {
    const untilUs = Math.ceil(plan.untilUs * part);
    if (untilUs < runUpUs) continue;
    const isBefore = ({ atUs }: { readonly atUs: number }) => atUs <= untilUs;
    yield { ...plan, untilUs, faults: plan.faults.filter(isBefore), operations: plan.operations.filter(isBefore) };
  }
  const earlyUs = Math.min(...plan.faults.map(({ atUs }) => atUs)) - runUpUs;
  if (!Number.isFinite(earlyUs) || earlyUs <= 0) return;
  const earlier = <T extends { readonly atUs: number }>(event: T): T => ({ ...event, atUs: event.atUs - earlyUs });
  yield {
    ...plan,
    untilUs: plan.untilUs - earlyUs,
    faults: plan.faults.map(earlier),
    operations: plan.operations.map(earlier).filter(({ atUs }) => atUs >= 0),
  };
}
