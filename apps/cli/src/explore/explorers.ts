/** What can be explored: the systems whose services decide by pure rules. */
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { CrashScenario } from '@temblor/simulator/crash-points/explore';
import { reservationsScenarios, rules } from '@temblor/system-reservations/explorer/reservations-explorer';
import { plantedBugs } from '@temblor/system-reservations/planted-bugs';

/** A system that can be explored, with what was asked for. */
export interface Exploring {
  readonly system: string;
  readonly scenarios: readonly CrashScenario[];
  /** What each rule promises, by its name; every problem names one. */
  readonly rules: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly bug: string | undefined;
}

/** @throws TemblorError `unknown-system`, `unknown-bug`, `unknown-scenario`. */
export function exploringOf(
  system: string,
  asked: { readonly seed: number; readonly bug?: string | undefined; readonly scenario?: string | undefined },
): Exploring {
  if (system !== 'reservations') {
    const hint = 'of the systems, reservations can be explored: its services decide by pure rules';
    throw usageError('unknown-system', `there is nothing to explore in '${system}'`, hint);
  }
  const bug = plantedBugs.find((name) => name === asked.bug);
  if (bug === undefined && asked.bug !== undefined) {
    const hint = suggestName(asked.bug, [...plantedBugs]);
    throw usageError('unknown-bug', `${system} has no planted bug '${asked.bug}'`, hint);
  }
  const all = reservationsScenarios({ seed: asked.seed, bug });
  const scenarios = asked.scenario === undefined ? all : all.filter(({ name }) => name === asked.scenario);
  if (scenarios.length === 0) {
    const names = all.map(({ name }) => name);
    const hint = suggestName(asked.scenario ?? '', names);
    throw usageError('unknown-scenario', `${system} has no scenario '${asked.scenario}'`, hint);
  }
  return { system, scenarios, rules, seed: asked.seed, bug };
}
