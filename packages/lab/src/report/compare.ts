import { formatFigure } from './number-format.ts';
import type { PhaseResult, Report } from './report-schema.ts';
import { layOut } from './table.ts';

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
  /** Whether `after` is better; null where it cannot be told, or they are equal. */
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

/** Every figure that two reports share, phase by phase, then of the whole run. Phases of one report only are kept. */
export function compareReports(before: Report, after: Report): Comparison[] {
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
  return `${[...verdicts, '', ...layOut([header, ...rows], 2)].join('\n')}\n`;
}

function compare(phase: string, compared: ComparedFigure, before: number | null, after: number | null): Comparison {
  const difference = before === null || after === null ? null : after - before;
  const sign = compared.better === 'lower' ? -1 : 1;
  const better = difference === null || difference === 0 ? null : sign * difference > 0;
  return { phase, figure: compared.figure, unit: compared.unit, before, after, difference, better };
}

function formatDifference({ before, difference, unit }: Comparison): string {
  if (difference === null) return '';
  if (difference === 0) return '=';
  const sign = difference > 0 ? '+' : '−';
  const share =
    before === null || before === 0 ? '' : ` (${sign}${Math.abs((100 * difference) / before).toFixed(0)} %)`;
  return `${sign}${formatFigure(Math.abs(difference), unit)}${unit === '%' ? '' : share}`;
}
