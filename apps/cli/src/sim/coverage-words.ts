/** What counters count, in three groups: faults, network, and what belongs to the protocol. */
import type { Subject } from '@temblor/simulator/outcome/outcome';
import { counterWords } from '@temblor/simulator/simulation/coverage';

/** The groups, in the order in which they are told. */
export const counterGroups = ['faults', 'network', 'protocol'] as const;

/** A counter with its meaning. */
export interface Counter {
  readonly name: string;
  readonly group: (typeof counterGroups)[number];
  readonly text: string;
}

/** Every counter of a subject's runs, group by group. */
export function countersOf({ counters }: Subject<unknown>): Counter[] {
  const common = Object.entries(counterWords).map(([name, words]) => ({ name, ...words }));
  const own = Object.entries(counters).map(([name, text]) => ({ name, group: 'protocol' as const, text }));
  return counterGroups.flatMap((group) => [...common, ...own].filter((counter) => counter.group === group));
}
