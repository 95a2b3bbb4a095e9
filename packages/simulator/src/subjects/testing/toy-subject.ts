import type { PlannedFault } from '../../faults/planned-fault.ts';
import type { Outcome, Subject } from '../../outcome/outcome.ts';
import type { TraceEvent } from '../../trace/trace.ts';

/** A list of numbers that fails where both culprits are in it. */
export interface ToyPlan {
  readonly seed: number;
  readonly numbers: readonly number[];
}

const culprits = [3, 7];

const isolated: PlannedFault = { id: 1, kind: 'partition', atUs: 5, durationUs: 30, groups: [[1], [2, 3]] };

/** Nodes 1 to 3: node 1 tells node 2, and what it tells node 3 is lost. */
export const toyTrace: readonly TraceEvent[] = [
  { atUs: 0, kind: 'started', node: 1, log: 'intact', life: 1 },
  { atUs: 0, kind: 'started', node: 2, log: 'intact', life: 1 },
  { atUs: 0, kind: 'started', node: 3, log: 'intact', life: 1 },
  { atUs: 1, kind: 'invoked', client: 1, operation: 0, text: 'put x 1' },
  { atUs: 2, kind: 'note', node: 1, text: 'became leader of term 4' },
  { atUs: 5, kind: 'fault-began', fault: isolated },
  { atUs: 10, kind: 'sent', message: 1, from: 1, to: 2, label: 'hello' },
  { atUs: 10, kind: 'sent', message: 2, from: 1, to: 3, label: 'hello' },
  { atUs: 10, kind: 'dropped', message: 2, reason: 'partition' },
  { atUs: 12, kind: 'timer', node: 2, timer: 'election' },
  { atUs: 14, kind: 'received', message: 1, from: 1, to: 2, label: 'hello' },
  { atUs: 14, kind: 'note', node: 2, text: 'heard of it' },
  { atUs: 20, kind: 'completed', client: 1, operation: 0, text: 'ok' },
  { atUs: 30, kind: 'stopped', node: 3 },
  { atUs: 35, kind: 'fault-ended', fault: isolated },
  { atUs: 40, kind: 'violation', check: 'toy', text: 'node 2 must not hear', nodes: [2] },
];

/** @param failing whether a seed fails. */
export function toySubject(failing: (seed: number) => boolean = () => false): Subject<ToyPlan> {
  return {
    name: 'toy',
    rules: { toy: 'node 2 hears nothing' },
    counters: { even: 'the seed is even', never: 'what never happens' },
    expected: ['even', 'never'],
    plantedBugs: [{ name: 'sloppy', text: 'forgets' }],
    plan: (seed) => ({ seed, numbers: failing(seed) ? [1, 2, 3, 4, 5, 6, 7, 8] : [seed] }),
    run: ({ seed, numbers }, { trace }): Outcome => {
      const fails = culprits.every((culprit) => numbers.includes(culprit));
      const violation = { check: 'toy', atUs: 40, text: 'node 2 must not hear' };
      return {
        ...{ endedUs: 1000, steps: 10, digest: `d${seed}`, history: [], trace: trace ? toyTrace : [] },
        coverage: { even: seed % 2 === 0 ? 2 : 0, never: 0 },
        ...(fails ? { verdict: 'failed', violation } : { verdict: seed === 13 ? 'undecided' : 'passed' }),
      };
    },
    simpler: function* ({ seed, numbers }) {
      const half = numbers.length >>> 1;
      if (half > 0) yield { seed, numbers: numbers.slice(half) };
      if (half > 0) yield { seed, numbers: numbers.slice(0, half) };
      for (const left of numbers) yield { seed, numbers: numbers.filter((number) => number !== left) };
    },
  };
}
