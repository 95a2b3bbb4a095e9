/** Two runs side by side, for people: phases matched by name, and every difference with its direction. */
import type { Comparison, Standing } from '@temblor/lab/report/compare';
import { compareReports } from '@temblor/lab/report/compare';
import type { Report } from '@temblor/lab/report/report-schema';

/** How the right run stands to the left one. */
export type Difference =
  | { readonly kind: 'equal' }
  /** Less apart than the digits that are shown can tell. */
  | { readonly kind: 'close' }
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'differs';
      readonly direction: 'faster' | 'slower' | 'higher' | 'lower';
      readonly amount: number;
      /** Of the left value, signed; null where that is zero, or the figure is itself a share. */
      readonly sharePercent: number | null;
      readonly standing: Exclude<Standing, 'missing' | 'equal' | 'close'>;
    };

export interface ComparedFigure {
  readonly figure: string;
  readonly unit: string;
  readonly left: number | null;
  readonly right: number | null;
  readonly difference: Difference;
}

/** The figures of a phase, or of the whole run. */
export interface ComparedGroup {
  /** Null: the whole run. */
  readonly phase: string | null;
  readonly presence: 'both' | 'left' | 'right';
  readonly rows: readonly ComparedFigure[];
}

/** Phases in the order of the left run, then those of the right one alone, then the whole run. */
export function compareByPhase(left: Report, right: Report): ComparedGroup[] {
  const rows = compareReports(left, right);
  const names = [...new Set([...left.results, ...right.results].map(({ phase }) => phase))];
  const phases = names.map((phase) => ({
    phase,
    presence: presenceOf(phase, left, right),
    rows: rows.filter((row) => row.phase === phase).map(toFigure),
  }));
  const whole = rows.filter((row) => !names.includes(row.phase)).map(toFigure);
  return [...phases, { phase: null, presence: 'both', rows: whole }];
}

function presenceOf(phase: string, left: Report, right: Report): ComparedGroup['presence'] {
  const has = (report: Report) => report.results.some((result) => result.phase === phase);
  if (has(left)) return has(right) ? 'both' : 'left';
  return 'right';
}

function toFigure(row: Comparison): ComparedFigure {
  return { figure: row.figure, unit: row.unit, left: row.before, right: row.after, difference: differenceOf(row) };
}

/** The runs whose load was not valid, or is not known to have been: their figures are no measure of the system. */
export function loadProblems(left: Report, right: Report): readonly ('A' | 'B')[] {
  const sides = [
    ['A', left],
    ['B', right],
  ] as const;
  return sides.flatMap(([name, { load }]) => (load.validity === 'valid' ? [] : [name]));
}

function differenceOf({ difference, sharePercent, unit, standing }: Comparison): Difference {
  if (difference === null || standing === 'missing') return { kind: 'missing' };
  if (standing === 'equal' || standing === 'close') return { kind: standing };
  const [less, more] = unit === 'ms' ? (['faster', 'slower'] as const) : (['lower', 'higher'] as const);
  return {
    kind: 'differs',
    direction: difference < 0 ? less : more,
    amount: Math.abs(difference),
    sharePercent,
    standing,
  };
}

/** One thing in which two runs were set up differently. */
export interface DifferingSetting {
  readonly name: string;
  readonly left: string;
  readonly right: string;
}

/** Everything that may explain a difference besides the system: parameters, settings, machine, version. */
export function differingSettings(left: Report, right: Report): DifferingSetting[] {
  const before = settingsOf(left);
  const after = settingsOf(right);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const pair = { name, left: before.get(name) ?? '–', right: after.get(name) ?? '–' };
    return pair.left === pair.right ? [] : [pair];
  });
}

function settingsOf({ experiment_info: info, machine, environment }: Report): Map<string, string> {
  const { system, experiment, repeats, seed, quick, version } = info;
  const named = { system, experiment, repeats, seed, quick, version, ...environment, ...machine };
  // What else the machine did is never the same twice, and nobody's choice.
  const chosen = Object.entries(named).filter(([name]) => !name.startsWith('load_average'));
  return new Map(chosen.map(([name, value]) => [name, String(value)]));
}
