import { tellPhaseVerdict } from './limit-names.ts';
import { loadCaution } from './load-caution.ts';
import { formatFigure, formatMs, formatPercent, formatRate, formatReference } from './number-format.ts';
import type { PhaseResult, Report, ReportMeasurement, ReportSpread } from './report-schema.ts';
import { tellUntimed } from './untimed.ts';

/** The widest line of the table, in characters. */
const widthLimit = 100;

/**
 * The report as a plain table for a terminal: TTD, TTR, p95, success, verdict, at most 100 characters wide, with the
 * verdict and its reasons below. With repeats, median and p95.
 */
export function renderTable(report: Report): string {
  const repeated = report.experiment_info.repeats > 1;
  const isTimed = report.detection_awaited !== false;
  const header = [
    'phase',
    ...(isTimed ? ['TTD', 'TTR'].map((figure) => (repeated ? `${figure} ms (p95)` : `${figure} ms`)) : []),
    'p95 ms',
    'success %',
    'rps',
    'verdict',
  ];
  const rows = report.results.map((result) => [
    shorten(result.phase, 24),
    ...(isTimed ? [result.ttd, result.ttr].map((spread) => formatSpread(spread, repeated)) : []),
    formatMs(result.load_test_result.p95_latency_ms),
    formatPercent(result.load_test_result.success_rate),
    formatRate(result.load_test_result.rps),
    tellPhaseVerdict(result.verdict),
  ]);
  const { checks, measurements = [] } = report;
  const lines = noteLines(loadCaution(report));
  // What an experiment measures beyond the others is what it is there for.
  if (measurements.length > 0) lines.push(...layOutMeasurements(measurements), '');
  lines.push(...layOut([header, ...rows], 1), '', ...noteLines(tellUntimed(report)));
  for (const check of checks) {
    lines.push(...wrap(`check ${check.check}: ${check.verdict} – ${check.violations[0] ?? check.summary}`));
  }
  if (checks.length > 0) lines.push('');
  lines.push(...summarise(report));
  return `${lines.join('\n')}\n`;
}

function noteLines(note: string): string[] {
  return note === '' ? [] : [...wrap(note), ''];
}

function layOutMeasurements(measurements: readonly ReportMeasurement[]): string[] {
  const compared = measurements.some(({ reference }) => reference !== null);
  const header = ['measured by this experiment', '', ...(compared ? ['for comparison'] : [])];
  const rows = measurements.map(({ figure, unit, value, reference }) => [
    figure,
    formatFigure(value, unit),
    ...(compared ? [formatReference(reference, unit)] : []),
  ]);
  const missing = measurements.filter(({ value }) => value === null);
  const reasons = missing.flatMap(({ figure, value_reason: reason }) => wrap(`${figure}: ${reason}`));
  return [...layOut([header, ...rows], 1), ...reasons];
}

/** The verdict and why. */
function summarise(report: Report): string[] {
  const { false_alarms: alarms } = report;
  const collateral = alarms.collateral.length === 0 ? '' : `, ${alarms.collateral.length} collateral`;
  const phases = tally(report.results, 'phases');
  const checks = tally(report.checks, 'checks');
  return [
    `false alarms: ${alarms.count} in ${alarms.fault_free_minutes.toFixed(1)} fault-free minutes${collateral}`,
    ...wrap(`verdict: ${report.verdict} (${phases}; ${checks})`),
    ...report.reasons.flatMap((reason) => wrap(`  - ${reason}`, '    ')),
  ];
}

/** `5 of 6 phases passed, 1 undecided, 2 without a limit`: what broke is told apart from what could not be told. */
function tally(results: readonly Pick<PhaseResult, 'verdict'>[], noun: string): string {
  const count = (wanted: PhaseResult['verdict']) => results.filter(({ verdict }) => verdict === wanted).length;
  const [failed, undecided, unlimited] = [count('failed'), count('inconclusive'), count('not-limited')];
  const judged = results.length - unlimited;
  if (unlimited > 0 && judged === 0) return `${unlimited} ${noun} without a limit`;
  return [
    `${count('passed')} of ${judged} ${noun} passed`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(undecided === 0 ? [] : [`${undecided} undecided`]),
    ...(unlimited === 0 ? [] : [`${unlimited} without a limit`]),
  ].join(', ');
}

function formatSpread(spread: ReportSpread, repeated: boolean): string {
  if (!repeated || spread.count === 0) return formatMs(spread.median);
  return `${formatMs(spread.median)} (${formatMs(spread.p95)})`;
}

/**
 * Rows in columns with a rule under the header: words to the left, numbers to the right.
 * @param words how many of the first columns are words; the last one always is.
 */
export function layOut(rows: readonly (readonly string[])[], words: number): string[] {
  const count = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    widths
      .map((width, column) => {
        const text = row[column] ?? '';
        return column < words || column === count - 1 ? text.padEnd(width) : text.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  const rule = '─'.repeat(Math.max(...lines.map((line) => line.length)));
  return [...lines.slice(0, 1), rule, ...lines.slice(1)];
}

/** Breaks a sentence at spaces so that lines stay within the width, in characters. */
export function wrap(text: string, indent = '  ', width = widthLimit): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\S) /)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((one) => one.trimEnd());
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
