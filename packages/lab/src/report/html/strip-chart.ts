/** TTD and TTR of every repeat as dots, a row a phase, with the limit as a line. */
import { escapeMarkup } from '../markup.ts';
import { formatMs } from '../number-format.ts';
import type { PhaseResult, ReportSpread } from '../report-schema.ts';
import { linearScale, point } from './scale.ts';

const width = 960;
const left = 130;
const right = 150;
const rowHeight = 26;
const top = 8;
const bottom = 26;

/** @returns an empty string where no repeat gave a value. */
export function renderStrip(results: readonly PhaseResult[], figure: 'ttd' | 'ttr'): string {
  const rows = results.filter((result) => result[figure].count > 0);
  if (rows.length === 0) return '';
  const limits = rows.flatMap((row) => limitOf(row, figure) ?? []);
  const highest = Math.max(...rows.map((row) => row[figure].worst ?? 0), ...limits);
  const x = linearScale([0, highest * 1.05], [left, width - right], 8);
  const base = top + rows.length * rowHeight;
  const name = figure === 'ttd' ? 'Time to detect' : 'Time to recover';
  return [
    `<svg class="chart strip" viewBox="0 0 ${width} ${base + bottom}" role="img" aria-label="${name} of every repeat">`,
    ...x.ticks.map(
      (tick) =>
        `<line class="grid" x1="${point(x.at(tick))}" x2="${point(x.at(tick))}" y1="${top}" y2="${base}"/><text class="tick x" x="${point(x.at(tick))}" y="${base + 16}">${tick} ms</text>`,
    ),
    ...rows.map((row, index) => renderRow(row, figure, top + (index + 0.5) * rowHeight, x.at)),
    '</svg>',
  ].join('\n');
}

function limitOf(result: PhaseResult, figure: 'ttd' | 'ttr'): number | null {
  return result.limits.find((limit) => limit.figure === figure)?.limit ?? null;
}

function renderRow(result: PhaseResult, figure: 'ttd' | 'ttr', middle: number, at: (value: number) => number): string {
  const spread = result[figure];
  const limit = limitOf(result, figure);
  const line =
    limit === null
      ? ''
      : `<g class="limit"><title>limit ${limit} ms</title><line x1="${point(at(limit))}" x2="${point(at(limit))}" y1="${middle - 10}" y2="${middle + 10}"/></g>`;
  const dots = spread.values.map((value, index) =>
    value === null
      ? ''
      : `<circle class="dot ${figure}" cx="${point(at(value))}" cy="${middle}" r="4"><title>repeat ${index + 1}: ${formatMs(value)} ms</title></circle>`,
  );
  const median =
    spread.median === null || spread.count < 2
      ? ''
      : `<line class="median" x1="${point(at(spread.median))}" x2="${point(at(spread.median))}" y1="${middle - 8}" y2="${middle + 8}"/>`;
  return [
    `<text class="row-name" x="${left - 10}" y="${middle + 4}">${escapeMarkup(result.phase)}</text>`,
    line,
    ...dots,
    median,
    `<text class="row-value" x="${width - right + 10}" y="${middle + 4}">${describe(spread)}</text>`,
  ].join('');
}

function describe(spread: ReportSpread): string {
  if (spread.count < 2) return `${formatMs(spread.median)} ms`;
  return `${formatMs(spread.median)} / p95 ${formatMs(spread.p95)}`;
}
