import { formatFigure, formatPercent } from './number-format.ts';
import type { PhaseResult, Report } from './report-schema.ts';
import { layOut, wrap } from './table.ts';

/** One figure of two runs side by side. */
export interface Comparison {
  /** The phase, or `all` for figures of the whole run. */
  readonly phase: string;
  readonly figure: string;
  readonly unit: string;
  readonly before: number | null;
  readonly after: number | null;
  /** `after − before`; null where one of them is absent. */
  readonly difference: number | null;
  /** Whether `after` is better; null where they are equal, or it cannot be told: the load of a run was not valid. */
  readonly better: boolean | null;
}

interface ComparedFigure {
  readonly figure: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
}

const phaseFigures: readonly (ComparedFigure & { of: (result: PhaseResult) => number | null })[] = [
  { figure: 'TTD median', unit: 'ms', better: 'lower', of: ({ ttd }) => ttd.median },
  { figure: 'TTD p95', unit: 'ms', better: 'lower', of: ({ ttd }) => ttd.p95 },
  { figure: 'TTR median', unit: 'ms', better: 'lower', of: ({ ttr }) => ttr.median },
  { figure: 'TTR p95', unit: 'ms', better: 'lower', of: ({ ttr }) => ttr.p95 },
  { figure: 'latency p95', unit: 'ms', better: 'lower', of: (result) => result.load_test_result.p95_latency_ms },
  { figure: 'latency p99', unit: 'ms', better: 'lower', of: (result) => result.load_test_result.p99_latency_ms },
  { figure: 'success', unit: '%', better: 'higher', of: (result) => result.load_test_result.success_rate },
];

const runFigures: readonly (ComparedFigure & { of: (report: Report) => number | null })[] = [
  { figure: 'throughput', unit: 'rps', better: 'higher', of: ({ load }) => load.rps },
  { figure: 'availability', unit: '%', better: 'higher', of: ({ summary }) => summary.availability },
  { figure: 'false alarms', unit: '/min', better: 'lower', of: ({ summary }) => summary.false_alarms_per_minute },
];

/**
 * Every figure that two reports share, phase by phase, then of the whole run. Phases of one report only are kept. Nothing
 * where one is of a simulated run: its times are drawn, not measured.
 */
export function compareReports(before: Report, after: Report): Comparison[] {
  if (isSimulated(before) || isSimulated(after)) return [];
  const rows = compareFigures(before, after);
  const judged = before.load.validity === 'valid' && after.load.validity === 'valid';
  return judged ? rows : rows.map((row) => ({ ...row, better: null }));
}

/** What keeps the figures of two runs from being told apart by the system alone, in sentences; empty where nothing does. */
export function cautionsOf(before: Report, after: Report): string[] {
  if (isSimulated(before) || isSimulated(after)) {
    return ['a run in the simulator has no times of its own to compare: compare the digests of two with the same plan'];
  }
  const cautions: string[] = [];
  for (const [name, report] of [
    ['before', before],
    ['after', after],
  ] as const) {
    const { validity, validity_reason: reason } = report.load;
    if (validity === 'valid') continue;
    const doubt = validity === 'invalid' ? 'is not valid' : 'may not be valid';
    cautions.push(`the load of the run ${name} ${doubt}, so nothing is called better or worse: ${reason}`);
  }
  const [left, right] = [before.experiment_info, after.experiment_info];
  if (left.system !== right.system || left.experiment !== right.experiment) {
    const [one, other] = [left, right].map(({ system, experiment }) => `${system} ${experiment}`);
    cautions.push(`they are runs of different experiments: ${one} before, ${other} after`);
  }
  if (left.quick !== right.quick) {
    cautions.push(`the run ${left.quick ? 'before' : 'after'} is quick and the other is not: their phases differ`);
  }
  if (left.repeats === 1 && right.repeats === 1) {
    cautions.push(
      'both ran every phase once: a difference may be chance; run both with --repeats 20 or more before you trust it',
    );
  }
  return cautions;
}

function isSimulated({ simulation }: Report): boolean {
  return simulation !== undefined;
}

function compareFigures(before: Report, after: Report): Comparison[] {
  const phases = [...new Set([...before.results, ...after.results].map(({ phase }) => phase))];
  const ofPhases = phases.flatMap((phase) =>
    phaseFigures.map((figure) => {
      const left = before.results.find((result) => result.phase === phase);
      const right = after.results.find((result) => result.phase === phase);
      return compare(
        phase,
        figure,
        left === undefined ? null : figure.of(left),
        right === undefined ? null : figure.of(right),
      );
    }),
  );
  const ofRuns = runFigures.map((figure) => compare('all', figure, figure.of(before), figure.of(after)));
  return [...ofPhases, ...ofRuns].filter((row) => row.before !== null || row.after !== null);
}

/** The comparison as a plain table; `better` and `worse` in words. */
export function renderComparison(before: Report, after: Report): string {
  const rows = compareReports(before, after).map((row) => [
    row.phase,
    row.figure,
    formatFigure(row.before, row.unit),
    formatFigure(row.after, row.unit),
    formatDifference(row),
    row.better === null ? '' : row.better ? 'better' : 'worse',
  ]);
  const header = ['phase', 'figure', 'before', 'after', 'difference', ''];
  const verdicts = [
    `before: ${before.experiment_info.run}: ${before.verdict}`,
    `after:  ${after.experiment_info.run}: ${after.verdict}`,
  ];
  const cautions = cautionsOf(before, after).flatMap((caution) => wrap(`- ${caution}`));
  const notes = cautions.length === 0 ? [] : ['', ...cautions];
  const figures = rows.length === 0 ? [] : ['', ...layOut([header, ...rows], 2)];
  return `${[...verdicts, ...notes, ...figures].join('\n')}\n`;
}

function compare(phase: string, compared: ComparedFigure, before: number | null, after: number | null): Comparison {
  const difference = before === null || after === null ? null : after - before;
  const sign = compared.better === 'lower' ? -1 : 1;
  const better = difference === null || difference === 0 ? null : sign * difference > 0;
  return { phase, figure: compared.figure, unit: compared.unit, before, after, difference, better };
}

/** Of percentages the difference is in points: 5 % more of something else is another thing. */
function formatDifference({ before, difference, unit }: Comparison): string {
  if (difference === null) return '';
  if (difference === 0) return '=';
  const sign = difference > 0 ? '+' : '−';
  if (unit === '%') return `${sign}${formatPercent(Math.abs(difference))} points`;
  const share =
    before === null || before === 0 ? '' : ` (${sign}${Math.abs((100 * difference) / before).toFixed(0)} %)`;
  return `${sign}${formatFigure(Math.abs(difference), unit)}${share}`;
}
