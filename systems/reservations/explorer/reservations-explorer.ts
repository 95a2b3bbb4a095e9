/** The crash-point explorer of the reservations, for whoever asks it: the command line, and the tests. */
import type { CrashScenario } from '@temblor/simulator/crash-points/explore';
import type { PlantedBug } from '../planted-bugs.ts';
import { runScenario } from './run-scenario.ts';
import { scenarios } from './scenarios.ts';

/** What a run can break, and what each rule promises. */
export const rules = {
  'charged-once': 'a confirmed reservation is charged once, and of any other no money is kept',
  'seats-never-oversold': 'no more seats are sold than there are',
  'books-balanced': 'capacity = free + held + sold, sold = the seats of confirmed reservations: no seat is lost',
  'no-saga-left': 'no saga stays open, and what each one ended in agrees with the reservations',
  'saga-ends-in-time': 'a saga ends within 5 s of the last fault, or of its own beginning',
  'holds-end': 'seats are not held for long after the lease of their hold',
  'confirmed-are-notified': 'of each confirmed reservation a notification was taken, and of no other',
  'clients-were-told-the-truth': 'what a client was told is so; a key is confirmed once at most',
  'clients-are-served': 'a client that repeats its key learns what became of it',
  'comes-to-rest': 'nothing goes on for ever',
  'no-defect': 'no rule of a service meets rows that it does not expect',
} as const;

/** The scenarios, ready to be run with faults. @param seed draws the waits of sagas and messages. */
export function reservationsScenarios(options: {
  readonly seed: number;
  readonly bug: PlantedBug | undefined;
}): CrashScenario[] {
  return scenarios.map((scenario) => ({
    name: scenario.name,
    text: scenario.text,
    run: (faults, isTraced) => runScenario(scenario, { ...options, faults, isTraced }),
  }));
}
