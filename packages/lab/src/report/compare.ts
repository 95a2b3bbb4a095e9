import { formatFigure, formatPercent } from './number-format.ts';
import type { PhaseResult, Report, ReportSpread } from './report-schema.ts';
import { layOut, wrap } from './table.ts';

/** How the run after stands to the one before, in one figure. */
export type Standing =
  /** One of them has no value. */
  | 'missing'
  | 'equal'
  /** Less apart than what is written can show. */
  | 'close'
  | 'better'
  | 'worse'
  /** They differ, and a run has one value of it: that may be chance. */
  | 'single-value'
  /** They differ, and the load of a run was not valid, or is not known to have been. */
  | 'doubtful-load';

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
  /** The difference in percent of `before`; null where that is zero or absent, or the figure is itself a share. */
  readonly sharePercent: number | null;
  readonly standing: Standing;
}

interface ComparedFigure {
  readonly figure: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
}

/** What one run has of a figure, and how many repeats measured it. */
interface Side {
  readonly value: number | null;
  readonly count: number;
}

const spreads: readonly { name: string; of: (result: PhaseResult) => ReportSpread }[] = [
  { name: 'TTD', of: ({ ttd }) => ttd },
  { name: 'TTR', of: ({ ttr }) => ttr },
];

const loadFigures: readonly (ComparedFigure & { of: (result: PhaseResult) => number | null })[] = [
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
  if (before.load.validity === 'valid' && after.load.validity === 'valid') return rows;
  const differs: readonly Standing[] = ['better', 'worse', 'single-value'];
  return rows.map((row) => (differs.includes(row.standing) ? { ...row, standing: 'doubtful-load' } : row));
}

/** How far the figures can be trusted to differ for a reason: one repeat is one throw of the dice. */
export function chanceOf(before: Report, after: Report): 'both-single' | 'one-single' | 'repeated' {
  const single = [before, after].filter(({ experiment_info: info }) => info.repeats < 2).length;
  if (single === 2) return 'both-single';
  return single === 1 ? 'one-single' : 'repeated';
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
  const chance = chanceOf(before, after);
  return chance === 'repeated' ? cautions : [...cautions, chanceCautions[chance]];
}

const mayBeChance = 'a difference may be chance, and nothing is called better or worse';
const chanceCautions = {
  'both-single': `both ran every phase once: ${mayBeChance}; run both with --repeats 20 or more`,
  'one-single': `one of them ran every phase once: ${mayBeChance}; run it with as many --repeats as the other`,
};

function isSimulated({ simulation }: Report): boolean {
  return simulation !== undefined;
}

function compareFigures(before: Report, after: Report): Comparison[] {
  const phases = [...new Set([...before.results, ...after.results].map(({ phase }) => phase))];
  const repeats = [before.experiment_info.repeats, after.experiment_info.repeats] as const;
  const ofPhases = phases.flatMap((phase) => {
    const left = before.results.find((result) => result.phase === phase);
    const right = after.results.find((result) => result.phase === phase);
    const ofSpreads = spreads.flatMap(({ name, of }) =>
      compareSpreads(phase, name, left && of(left), right && of(right)),
    );
    const ofLoad = loadFigures.map((figure) => {
      const sideOf = (result: PhaseResult | undefined, count: number) => side(result && figure.of(result), count);
      return compare(phase, figure, sideOf(left, repeats[0]), sideOf(right, repeats[1]));
    });
    return [...ofSpreads, ...ofLoad];
  });
  const ofRuns = runFigures.map((figure) =>
    compare('all', figure, side(figure.of(before), repeats[0]), side(figure.of(after), repeats[1])),
  );
  return [...ofPhases, ...ofRuns].filter((row) => row.before !== null || row.after !== null);
}

function side(value: number | null | undefined, count: number): Side {
  return { value: value ?? null, count };
}

/** The median and the p95; of one value they are that value, which is told once. */
function compareSpreads(
  phase: string,
  name: string,
  before: ReportSpread | undefined,
  after: ReportSpread | undefined,
): Comparison[] {
  const many = [before, after].some((spread) => spread !== undefined && spread.count > 1);
  const figures = many ? ([`${name} median`, `${name} p95`] as const) : ([name] as const);
  return figures.map((figure, index) => {
    const sideOf = (spread: ReportSpread | undefined) =>
      side(index === 0 ? spread?.median : spread?.p95, spread?.count ?? 0);
    return compare(phase, { figure, unit: 'ms', better: 'lower' }, sideOf(before), sideOf(after));
  });
}

/** The comparison as a plain table; `better` and `worse` in words. */
export function renderComparison(before: Report, after: Report): string {
  const rows = compareReports(before, after).map((row) => [
    row.phase,
    row.figure,
    formatFigure(row.before, row.unit),
    formatFigure(row.after, row.unit),
    formatDifference(row),
    standingWords[row.standing],
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

/** Why nothing is judged under a load that was not valid is said once, above the table. */
const standingWords: Record<Standing, string> = {
  missing: '',
  equal: '',
  close: '',
  better: 'better',
  worse: 'worse',
  'single-value': 'one value only',
  'doubtful-load': '',
};

/** What is written as 0 % is no difference to speak of, nor is what two digits after the point do not show. */
const leastSharePercent = 0.5;
const leastShown = 0.005;

function compare(phase: string, compared: ComparedFigure, before: Side, after: Side): Comparison {
  const { figure, unit } = compared;
  const named = { phase, figure, unit, before: before.value, after: after.value };
  if (before.value === null || after.value === null) {
    return { ...named, difference: null, sharePercent: null, standing: 'missing' };
  }
  const difference = after.value - before.value;
  const sharePercent = before.value === 0 || unit === '%' ? null : (100 * difference) / before.value;
  const isClose =
    sharePercent === null ? Math.abs(difference) < leastShown : Math.abs(sharePercent) < leastSharePercent;
  const standing = (): Standing => {
    if (difference === 0) return 'equal';
    if (isClose) return 'close';
    if (Math.min(before.count, after.count) < 2) return 'single-value';
    return difference < 0 === (compared.better === 'lower') ? 'better' : 'worse';
  };
  return { ...named, difference, sharePercent, standing: standing() };
}

/** Of percentages the difference is in points: 5 % more of something else is another thing. */
function formatDifference({ difference, sharePercent, unit, standing }: Comparison): string {
  if (difference === null) return '';
  if (standing === 'equal') return '=';
  if (standing === 'close') return 'practically equal';
  const sign = difference > 0 ? '+' : '−';
  if (unit === '%') return `${sign}${formatPercent(Math.abs(difference))} points`;
  const share = sharePercent === null ? '' : ` (${sign}${Math.abs(sharePercent).toFixed(0)} %)`;
  return `${sign}${formatFigure(Math.abs(difference), unit)}${share}`;
}
