/** Plans with less in them, for shrinking a failing one. */
import type { RaftPlan } from './raft-plan.ts';

/** Shorter than this neither a run nor a fault becomes. */
const shortestRunUs = 1_000_000;
const shortestFaultUs = 10_000;

/** The boldest simplification first: an earlier end, then fewer faults and operations, then shorter faults. */
export function* simplerPlans(plan: RaftPlan): Generator<RaftPlan> {
  for (const share of [0.25, 0.5, 0.75, 0.9, 0.97]) {
    const untilUs = Math.round(plan.untilUs * share);
    if (untilUs >= shortestRunUs) yield endingAt(plan, untilUs);
  }
  for (const faults of fewer(plan.faults)) yield { ...plan, faults };
  for (const aims of fewer(plan.aims)) yield { ...plan, aims };
  for (const operations of fewer(plan.operations)) yield { ...plan, operations };
  for (const [place, fault] of plan.faults.entries()) {
    const durationUs = Math.floor(fault.durationUs / 2);
    if (durationUs < shortestFaultUs) continue;
    yield { ...plan, faults: plan.faults.with(place, { ...fault, durationUs }) };
  }
  if (plan.clients.answerLoss > 0) yield { ...plan, clients: { ...plan.clients, answerLoss: 0 } };
  if (plan.compactEvery > 0) yield { ...plan, compactEvery: 0 };
}

function endingAt(plan: RaftPlan, untilUs: number): RaftPlan {
  const faults = plan.faults.filter(({ atUs }) => atUs < untilUs);
  return { ...plan, untilUs, faults, operations: plan.operations.filter(({ atUs }) => atUs < untilUs) };
}

/** Without each half, each quarter, and so on down to each single one (Zeller and Hildebrandt 2002, §3). */
function* fewer<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < items.length; start += size) {
      yield [...items.slice(0, start), ...items.slice(start + size)];
    }
  }
}
