/** What a user asked to be simulated, checked, and as it is typed to have the same again. */
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { PlanOptions, Subject } from '@temblor/simulator/outcome/outcome';
import { faultKindNames } from '@temblor/simulator/subjects/fault-kinds';
import { writeDuration } from '../input/duration.ts';

/** What plans are drawn by, as it was typed. */
export interface AskedPlans {
  readonly nodes: number;
  readonly until: number;
  readonly faults: readonly string[];
  readonly bug?: string | undefined;
}

/** @throws TemblorError `unknown-fault`, `unknown-bug`. */
export function planOptionsOf(subject: Subject<unknown>, { nodes, until, faults, bug }: AskedPlans): PlanOptions {
  const bugs = subject.plantedBugs.map(({ name }) => name);
  if (bug !== undefined && !bugs.includes(bug)) {
    const hint = bugs.length === 0 ? 'it has none: leave --bug out' : suggestName(bug, bugs);
    throw usageError('unknown-bug', `${subject.name} has no planted bug '${bug}'`, hint);
  }
  return { nodes, untilUs: until * 1000, faults: faultsOf(faults), ...(bug === undefined ? {} : { bug }) };
}

/** In the order in which the simulator lists them, however they were typed. */
function faultsOf(asked: readonly string[]): readonly string[] {
  if (asked.length === 1 && asked[0] === 'all') return faultKindNames;
  if (asked.length === 1 && asked[0] === 'none') return [];
  if (asked.length === 0 || asked.includes('all') || asked.includes('none')) {
    const hint = `--faults all, --faults none, or some of: ${faultKindNames.join(', ')}`;
    throw usageError('unclear-faults', `--faults does not say which faults may happen: '${asked.join(',')}'`, hint);
  }
  const unknown = asked.find((name) => !faultKindNames.includes(name));
  if (unknown !== undefined) {
    const hint = suggestName(unknown, ['all', 'none', ...faultKindNames]);
    throw usageError('unknown-fault', `there is no fault '${unknown}' in the simulator`, hint);
  }
  return faultKindNames.filter((name) => asked.includes(name));
}

/** Whether every kind of fault may happen. */
export function hasEveryFault({ faults }: PlanOptions): boolean {
  return faults.length === faultKindNames.length;
}

/** The command that runs one seed again, with the options that are not the defaults. */
export function replayCommand(subject: string, seed: number, options: PlanOptions): string {
  const { nodes, untilUs, faults, bug } = options;
  return [
    `temblor sim replay ${seed}`,
    ...(subject === 'raft' ? [] : [`--subject ${subject}`]),
    ...(nodes === 5 ? [] : [`--nodes ${nodes}`]),
    ...(hasEveryFault(options) ? [] : [`--faults ${faults.join(',') || 'none'}`]),
    ...(untilUs === 60_000_000 ? [] : [`--until ${writeDuration(untilUs / 1000)}`]),
    ...(bug === undefined ? [] : [`--bug ${bug}`]),
  ].join(' ');
}
