/** Charts over time as inline SVG: latency and success on one time axis, with phases, faults, OFF and ON. */
import { escapeMarkup } from '../markup.ts';
import type { Scale } from './scale.ts';
import { linearScale, point } from './scale.ts';
import type { Timeline, TimelinePoint } from './timeline.ts';

const width = 960;
const left = 56;
const right = 72;
const top = 40;
const plotHeight = 170;
const bottom = 26;

/** With more marks than this their lines would cover the curves: the triangles alone are drawn. */
const mostMarkLines = 40;

interface Series {
  readonly name: string;
  /** The class that gives colour and dash. */
  readonly style: string;
  readonly of: (point: TimelinePoint) => number | null;
}

/** Corrected latency over time: p50, p95 and p99 of each window. */
export function renderLatencyChart(timeline: Timeline): string {
  const series: readonly Series[] = [
    { name: 'p99', style: 'p99', of: ({ p99Ms }) => p99Ms },
    { name: 'p95', style: 'p95', of: ({ p95Ms }) => p95Ms },
    { name: 'p50', style: 'p50', of: ({ p50Ms }) => p50Ms },
  ];
  const highest = Math.max(1, ...timeline.points.map(({ p99Ms }) => p99Ms ?? 0));
  return renderChart(timeline, series, [0, highest * 1.05], 'Latency in milliseconds', 'ms');
}

/** The share of operations that succeeded, window by window. */
export function renderSuccessChart(timeline: Timeline): string {
  const series: readonly Series[] = [{ name: 'success', style: 'success', of: ({ successPercent }) => successPercent }];
  const lowest = Math.min(99, ...timeline.points.map(({ successPercent }) => successPercent ?? 100));
  const floor = lowest > 90 ? Math.floor(lowest) - 1 : Math.max(0, Math.floor(lowest / 10) * 10);
  return renderChart(timeline, series, [floor, 100], 'Success in percent', '%');
}

function renderChart(
  timeline: Timeline,
  series: readonly Series[],
  domain: readonly [number, number],
  title: string,
  unit: string,
): string {
  const x = linearScale([0, Math.max(timeline.lengthSeconds, 0.001)], [left, width - right], 12);
  const y = linearScale(domain, [top + plotHeight, top], 5);
  const height = top + plotHeight + bottom;
  return [
    `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(title)} over time">`,
    renderPhases(timeline, x),
    renderFaults(timeline, x),
    renderGrid(x, y, unit),
    renderMarks(timeline, x),
    ...series.map((one) => renderLine(timeline.points, one, x, y)),
    renderLegend(timeline.points, series, y),
    '</svg>',
  ].join('\n');
}

/** A band a phase; its name where there is room for it. */
function renderPhases({ phases }: Timeline, x: Scale): string {
  return phases
    .map(({ label, title, from, to }, index) => {
      const start = x.at(from);
      const size = Math.max(0, x.at(to) - start);
      const shade = index % 2 === 0 ? 'even' : 'odd';
      const band = `<rect class="phase ${shade}" x="${point(start)}" y="${top - 18}" width="${point(size)}" height="${plotHeight + 18}"><title>${escapeMarkup(title)}</title></rect>`;
      const roomFor = Math.floor((size - 4) / 6.6);
      if (roomFor < Math.min(label.length, 4)) return band;
      const text = label.length <= roomFor ? label : `${label.slice(0, roomFor - 1)}…`;
      return `${band}<text class="phase-name" x="${point(start + size / 2)}" y="${top - 24}">${escapeMarkup(text)}</text>`;
    })
    .join('\n');
}

function renderFaults({ faults }: Timeline, x: Scale): string {
  return faults
    .map(({ title, from, to }) => {
      const start = x.at(from);
      const size = Math.max(1.5, x.at(to) - start);
      return `<g><title>${escapeMarkup(`fault: ${title}`)}</title><rect class="fault" x="${point(start)}" y="${top}" width="${point(size)}" height="${plotHeight}"/><rect class="fault-bar" x="${point(start)}" y="${top - 6}" width="${point(size)}" height="4"/></g>`;
    })
    .join('\n');
}

function renderGrid(x: Scale, y: Scale, unit: string): string {
  const base = top + plotHeight;
  const rows = y.ticks.map(
    (tick) =>
      `<line class="grid" x1="${left}" x2="${width - right}" y1="${point(y.at(tick))}" y2="${point(y.at(tick))}"/><text class="tick y" x="${left - 6}" y="${point(y.at(tick) + 3.5)}">${tick} ${unit}</text>`,
  );
  const columns = x.ticks.map(
    (tick) => `<text class="tick x" x="${point(x.at(tick))}" y="${base + 16}">${tick} s</text>`,
  );
  return [
    ...rows,
    ...columns,
    `<line class="axis" x1="${left}" x2="${width - right}" y1="${base}" y2="${base}"/>`,
  ].join('\n');
}

/** A line down where an instance went OFF (triangle down) and where it came back (triangle up). */
function renderMarks({ marks }: Timeline, x: Scale): string {
  const base = top + plotHeight;
  const lines = marks.length <= mostMarkLines;
  return marks
    .map(({ kind, seconds, title }) => {
      const at = x.at(seconds);
      const tip = kind === 'off' ? base - 1 : base - 9;
      const foot = kind === 'off' ? base - 9 : base - 1;
      return `<g class="mark ${kind}"><title>${escapeMarkup(title)}</title>${lines ? `<line x1="${point(at)}" x2="${point(at)}" y1="${top}" y2="${base}"/>` : ''}<path d="M${point(at)} ${tip}L${point(at - 4.5)} ${foot}H${point(at + 4.5)}Z"/></g>`;
    })
    .join('\n');
}

function renderLine(points: readonly TimelinePoint[], series: Series, x: Scale, y: Scale): string {
  let path = '';
  let drawing = false;
  for (const one of points) {
    const value = series.of(one);
    if (value === null) {
      drawing = false;
      continue;
    }
    path += `${drawing ? 'L' : 'M'}${point(x.at(one.seconds))} ${point(y.at(value))}`;
    drawing = true;
  }
  return `<path class="line ${series.style}" d="${path}"/>`;
}

/** Names at the right end of the lines, moved apart where they would overlap. */
function renderLegend(points: readonly TimelinePoint[], series: readonly Series[], y: Scale): string {
  let lowest = top - 8;
  return series
    .map((one) => ({ one, value: points.map(one.of).findLast((value) => value !== null) ?? 0 }))
    .sort((first, second) => second.value - first.value)
    .map(({ one, value }) => {
      const at = Math.max(y.at(value), lowest + 13);
      lowest = at;
      return { one, at };
    })
    .map(({ one, at }, _, all) => {
      const last = all.at(-1)?.at ?? at;
      const raised = at - Math.max(0, last - (top + plotHeight));
      return `<text class="name ${one.style}" x="${width - right + 8}" y="${point(raised + 3.5)}">${one.name}</text>`;
    })
    .join('\n');
}
