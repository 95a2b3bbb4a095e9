/** One chart on a canvas: uPlot draws axes and follows the pointer; lines and marks are drawn by what stands beside this. */
import uPlot from 'uplot';
import { timeTickLabel, timeTicks } from './axis-ticks.ts';
import type { ChartTable } from './chart-table.ts';
import { linePath } from './line-path.ts';
import { lineStyle } from './line-style.ts';
import type { Ground } from './mark-drawing.ts';
import { drawCursor, drawFaults, drawHead, drawHealth, headHeight, headRows } from './mark-drawing.ts';
import type { Palette } from './palette.ts';
import { paperPalette, readPalette } from './palette.ts';
import type { PlotFrame } from './plot-frame.ts';
import { restBetween } from './plot-frame.ts';
import type { Bounds } from './range-bounds.ts';

/** What stays while a chart stands. */
export interface PlotSetting {
  readonly lines: number;
  readonly height: number;
  readonly isLogarithmic: boolean;
  /** The first chart has names and lengths above it. */
  readonly hasHead: boolean;
  /** Charts of one key share the pointer. */
  readonly syncKey: string;
  readonly onHover: (atUs: number | null) => void;
  readonly onPick: (atUs: number) => void;
  readonly onSelect: (bounds: Bounds) => void;
  readonly onBack: () => void;
}

const tickLabelWidth = 78;
const axisWidth = 52;
/** A4 within its margins. */
const paperWidth = 660;

/** A chart in an element, until it is destroyed. What it shows is drawn with the next frame of the screen. */
export class Plot {
  readonly #host: HTMLElement;
  readonly #setting: PlotSetting;
  readonly #chart: uPlot;
  readonly #observer: ResizeObserver;
  #frame: PlotFrame | undefined;
  #palette: Palette | undefined;
  #drawn: PlotFrame | undefined;
  #pending = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #isOnPaper = false;

  constructor(host: HTMLElement, setting: PlotSetting) {
    this.#host = host;
    this.#setting = setting;
    this.#chart = new uPlot(this.#options(), [[]], host);
    this.#chart.over.addEventListener('click', (event) => {
      const left = event.clientX - this.#chart.over.getBoundingClientRect().left;
      setting.onPick(this.#chart.posToVal(left, 'x'));
    });
    this.#observer = new ResizeObserver(() => this.#schedule());
    this.#observer.observe(host);
  }

  /** @param isVisible false: it is remembered, and drawn when there is something to see. */
  show(frame: PlotFrame, isVisible: boolean): void {
    this.#frame = frame;
    if (!isVisible) return;
    const restMs = this.#drawn === undefined ? 0 : restBetween(this.#drawn, frame, this.#chart.width);
    if (restMs === 0) this.#schedule();
    else this.#rest ??= setTimeout(() => this.#schedule(), restMs);
  }

  /** The theme changed. */
  recolour(): void {
    this.#palette = undefined;
    this.#schedule();
  }

  /** Draws for paper at once, or for the screen again. */
  print(isOnPaper: boolean): void {
    this.#isOnPaper = isOnPaper;
    this.#palette = isOnPaper ? paperPalette() : undefined;
    this.#draw();
  }

  destroy(): void {
    cancelAnimationFrame(this.#pending);
    clearTimeout(this.#rest);
    this.#observer.disconnect();
    this.#chart.destroy();
  }

  #schedule(): void {
    if (this.#pending !== 0) return;
    this.#pending = requestAnimationFrame(() => {
      this.#pending = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const frame = this.#frame;
    const width = this.#isOnPaper ? paperWidth : this.#host.clientWidth;
    if (frame === undefined || width === 0) return;
    this.#palette ??= readPalette();
    this.#drawn = frame;
    clearTimeout(this.#rest);
    this.#rest = undefined;
    const chart = this.#chart;
    const isDense = frame.table.length > mostDashed;
    for (const [line, series] of chart.series.slice(1).entries()) {
      series.dash = isDense ? [] : [...lineStyle(line).dash];
      series.width = isDense ? 1 : 2;
    }
    chart.batch(() => {
      if (chart.width !== width) chart.setSize({ width, height: this.#setting.height });
      chart.setData([frame.table.endUs, ...frame.table.columns], false);
      chart.setScale('x', { min: frame.bounds.startUs, max: frame.bounds.endUs });
      chart.setScale('y', { min: frame.scale.lowest, max: frame.scale.highest });
    });
  }

  #options(): uPlot.Options {
    const setting = this.#setting;
    const colour = (name: 'soft' | 'line') => () => this.#palette?.[name] ?? '';
    const grid = { stroke: colour('line'), width: 1 };
    const none = { show: false };
    return {
      width: Math.max(1, this.#host.clientWidth),
      height: setting.height,
      padding: [setting.hasHead ? headHeight : headRows.signs, 26, 0, 0],
      legend: none,
      series: [{}, ...Array.from({ length: setting.lines }, (_, line) => this.#series(line))],
      scales: {
        x: { time: false, auto: false, range: (_, min, max) => [min, max] },
        y: { auto: false, distr: setting.isLogarithmic ? 3 : 1, range: (_, min, max) => [min, max] },
      },
      axes: [
        {
          stroke: colour('soft'),
          grid,
          ticks: none,
          size: 24,
          gap: 4,
          font: '11px system-ui, sans-serif',
          splits: () => this.#timeTicks().map(({ atUs }) => atUs),
          values: () => this.#timeTicks().map(({ label }) => label),
        },
        {
          stroke: colour('soft'),
          grid,
          ticks: none,
          size: axisWidth,
          gap: 6,
          font: '11px system-ui, sans-serif',
          splits: () => [...(this.#frame?.scale.ticks ?? [])],
          values: (_, splits) => splits.map((value) => this.#frame?.formatTick(value) ?? ''),
          filter: (_, splits) => splits,
        },
      ],
      cursor: {
        y: false,
        points: none,
        drag: { x: true, y: false, setScale: false, dist: 6 },
        sync: { key: setting.syncKey, scales: ['x', null], filters: { pub: isPointer, sub: isPointer } },
        bind: { dblclick: () => () => this.#back() },
      },
      hooks: {
        drawClear: [() => this.#under()],
        draw: [() => this.#over()],
        setCursor: [(chart) => setting.onHover(pointedAt(chart))],
        setSelect: [(chart) => this.#select(chart)],
      },
    };
  }

  #series(line: number): uPlot.Series {
    const style = lineStyle(line);
    return {
      auto: false,
      stroke: () => this.#palette?.series[style.colour] ?? '',
      width: 2,
      points: { show: false },
      paths: (chart) => {
        const table = this.#frame?.table;
        const column = table?.columns[line];
        if (table === undefined || column === undefined) return null;
        const xAt = (atUs: number) => chart.valToPos(atUs, 'x', true);
        return { stroke: linePath(table, column, xAt, (value) => this.#yOf(value)), fill: null, flags: 0 };
      },
    };
  }

  /** A logarithmic axis has no zero: what is not above its beginning lies there. */
  #yOf(value: number): number {
    const lowest = this.#frame?.scale.lowest ?? 0;
    return this.#chart.valToPos(Math.max(value, lowest), 'y', true);
  }

  #timeTicks(): readonly { readonly atUs: number; readonly label: string }[] {
    const frame = this.#frame;
    if (frame === undefined) return [];
    const { bounds, wallClockMs, zoneMinutes } = frame;
    const startMs = wallClockMs(bounds.startUs);
    const most = Math.max(2, (this.#chart.width - axisWidth) / tickLabelWidth);
    const { atMs, stepMs } = timeTicks(startMs, wallClockMs(bounds.endUs), zoneMinutes, most);
    return atMs.map((at) => ({
      atUs: bounds.startUs + (at - startMs) * 1000,
      label: timeTickLabel(at, stepMs, zoneMinutes),
    }));
  }

  #ground(): Ground | undefined {
    if (this.#frame === undefined || this.#palette === undefined) return undefined;
    const { ctx: context, bbox } = this.#chart;
    const { bounds } = this.#frame;
    return { context, ...bbox, ratio: uPlot.pxRatio, bounds, palette: this.#palette };
  }

  #under(): void {
    this.#withGround((ground, frame) => drawFaults(ground, frame.marks));
  }

  #over(): void {
    this.#withGround((ground, frame) => {
      this.#drawSigns(ground, frame.table);
      drawHealth(ground, frame.marks, 9);
      if (this.#setting.hasHead) drawHead(ground, frame.marks, frame.formatMs);
      if (frame.cursorUs !== null) drawCursor(ground, frame.cursorUs);
    });
  }

  /** uPlot remembers what it has set on the canvas: it is left as it was found. */
  #withGround(draw: (ground: Ground, frame: PlotFrame) => void): void {
    const ground = this.#ground();
    if (ground === undefined || this.#frame === undefined) return;
    ground.context.save();
    ground.context.setLineDash([]);
    draw(ground, this.#frame);
    ground.context.restore();
  }

  /** The sign of a line stands at its newest value. */
  #drawSigns({ context, ratio, palette, bounds }: Ground, table: ChartTable): void {
    for (const [line, column] of table.columns.entries()) {
      const place = column.findLastIndex((value) => !Number.isNaN(value));
      if (place < 0) continue;
      const { colour, sign } = lineStyle(line);
      const atUs = Math.min(table.endUs[place] ?? 0, bounds.endUs);
      context.save();
      context.translate(this.#chart.valToPos(atUs, 'x', true), this.#yOf(column[place] ?? 0));
      context.scale(ratio, ratio);
      context.fillStyle = palette.series[colour] ?? '';
      context.strokeStyle = palette.surface;
      context.lineWidth = 1.5;
      const path = new Path2D(sign);
      context.stroke(path);
      context.fill(path);
      context.restore();
    }
  }

  #select(chart: uPlot): void {
    const { left, width } = chart.select;
    chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (width < 1) return;
    this.#setting.onSelect({ startUs: chart.posToVal(left, 'x'), endUs: chart.posToVal(left + width, 'x') });
  }

  #back(): null {
    this.#setting.onBack();
    return null;
  }
}

/** Dashes tell lines apart that can be followed; of more windows than this only the signs at their ends do. */
const mostDashed = 600;

function isPointer(type: string): boolean {
  return type === 'mousemove' || type === 'mouseleave';
}

function pointedAt(chart: uPlot): number | null {
  const { left } = chart.cursor;
  return left === undefined || left < 0 ? null : chart.posToVal(left, 'x');
}
