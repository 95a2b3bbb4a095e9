import type { KeyboardEvent, ReactNode } from 'react';
import { useMemo, useState } from 'react';
import { useText } from '../context/language.tsx';
import { clockTime } from './axis-ticks.ts';
import type { ChartKind } from './chart-data.ts';
import type { ChartTable } from './chart-table.ts';
import { chartsWords } from './charts-words.ts';
import { downsample } from './downsample.ts';
import { lineStyle } from './line-style.ts';
import type { Marks } from './marks.ts';
import type { Bounds } from './range-bounds.ts';
import { usePlot } from './use-plot.ts';
import type { ValueFormat } from './value-format.ts';
import { valueScale } from './value-scale.ts';
import { summarise, valuesAt } from './value-summary.ts';

/** What the charts of a system share: their time axis, and what moves in it. */
export interface SharedAxis {
  readonly bounds: Bounds;
  readonly marks: Marks;
  readonly cursorUs: number | null;
  /** The newest moment that is shown, where no load runs at the cursor; else null. */
  readonly quietAtUs: number | null;
  readonly journalStartUs: number;
  readonly wallClockMs: (atUs: number) => number;
  readonly zoneMinutes: number;
  readonly format: ValueFormat;
  readonly syncKey: string;
}

/** What a user does in a chart. */
export interface AxisActions {
  readonly onPick: (atUs: number) => void;
  readonly onSelect: (bounds: Bounds) => void;
  readonly onBack: () => void;
  readonly onKey: (key: string, shift: boolean, table: ChartTable) => boolean;
}

/** One chart: its name, its lines with their values at the moment that is pointed at, and the picture. */
export function Chart(props: {
  readonly kind: ChartKind;
  readonly unit: string;
  /** The names of the lines, as a user reads them. */
  readonly lines: readonly string[];
  readonly table: ChartTable;
  readonly axis: SharedAxis;
  readonly actions: AxisActions;
  readonly hasHead: boolean;
}) {
  const { kind, unit, lines, table, axis, actions, hasHead } = props;
  const words = useText(chartsWords);
  const [hoverUs, setHoverUs] = useState<number | null>(null);
  const frame = useMemo(() => frameOf(kind, table, axis), [kind, table, axis]);
  const handlers = useMemo(() => ({ ...actions, onHover: setHoverUs }), [actions]);
  const shape = {
    lines: lines.length,
    height: hasHead ? 270 : 150,
    isLogarithmic: kind === 'latency',
    hasHead,
    syncKey: axis.syncKey,
  };
  const host = usePlot(shape, frame, handlers);
  const shownUs = hoverUs ?? axis.cursorUs;
  const values = valuesAt(table, shownUs, axis.quietAtUs);
  const name = words.kinds[kind];

  return (
    <figure className="chart">
      <figcaption className="chart-caption">
        <span className="chart-name">
          {name} <span className="soft">{unit}</span>
        </span>
        <Legend lines={lines} values={values} format={axis.format} />
      </figcaption>
      <TimeSlider
        label={words.timeCursor(name)}
        axis={axis}
        text={spokenValues(lines, values, axis, shownUs)}
        onKey={(key, shift) => actions.onKey(key, shift, table)}
      >
        <div className="chart-canvas" ref={host} aria-hidden="true" />
      </TimeSlider>
      {table.length === 0 && <p className="chart-empty soft">{words.nothing}</p>}
      <ChartSummary name={`${name} (${unit})`} lines={lines} table={table} axis={axis} />
    </figure>
  );
}

function frameOf(kind: ChartKind, table: ChartTable, axis: SharedAxis) {
  const { bounds, marks, cursorUs, wallClockMs, zoneMinutes, format } = axis;
  return {
    ...{ bounds, marks, cursorUs, wallClockMs, zoneMinutes },
    table: downsample(table, bounds.endUs - bounds.startUs),
    scale: valueScale(kind, table),
    formatTick: format.value,
    formatMs: format.milliseconds,
  };
}

function Legend(props: {
  readonly lines: readonly string[];
  readonly values: readonly number[];
  readonly format: ValueFormat;
}) {
  return (
    <span className="chart-legend">
      {props.lines.map((line, place) => {
        const { colour, dash, sign } = lineStyle(place);
        const value = props.values[place] ?? Number.NaN;
        return (
          <span key={line} className={`chart-line chart-colour-${colour + 1}`}>
            <svg width="34" height="10" viewBox="0 -5 34 10" aria-hidden="true">
              <path d="M0 0H34" strokeDasharray={dash.join(' ')} className="chart-stroke" />
              <path d={sign} transform="translate(17 0)" className="chart-sign" />
            </svg>
            <span>{line}</span>
            <span className="chart-value">{Number.isNaN(value) ? '–' : props.format.value(value)}</span>
          </span>
        );
      })}
    </span>
  );
}

/** The picture as a control that a keyboard reaches: a slider over the time that is shown. */
function TimeSlider(props: {
  readonly label: string;
  readonly text: string;
  readonly axis: SharedAxis;
  readonly onKey: (key: string, shift: boolean) => boolean;
  readonly children: ReactNode;
}) {
  const { bounds, cursorUs, journalStartUs } = props.axis;
  const seconds = (atUs: number) => Math.round((atUs - journalStartUs) / 1000) / 1000;
  const atUs = Math.min(Math.max(cursorUs ?? bounds.endUs, bounds.startUs), bounds.endUs);
  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (props.onKey(event.key, event.shiftKey)) event.preventDefault();
  };
  return (
    <div
      className="chart-slider"
      role="slider"
      tabIndex={0}
      aria-label={props.label}
      aria-valuemin={seconds(bounds.startUs)}
      aria-valuemax={seconds(bounds.endUs)}
      aria-valuenow={seconds(atUs)}
      aria-valuetext={props.text}
      onKeyDown={pressed}
    >
      {props.children}
    </div>
  );
}

function spokenValues(lines: readonly string[], values: readonly number[], axis: SharedAxis, atUs: number | null) {
  const moment = atUs ?? axis.bounds.endUs;
  const time = `${clockTime(axis.wallClockMs(moment), axis.zoneMinutes)}, ${axis.format.since(moment - axis.journalStartUs)}`;
  const spoken = lines.flatMap((line, place) => {
    const value = values[place] ?? Number.NaN;
    return Number.isNaN(value) ? [] : `${line} ${axis.format.value(value)}`;
  });
  return [time, ...spoken].join('; ');
}

/** The chart in words, for whoever does not see it. */
function ChartSummary(props: {
  readonly name: string;
  readonly lines: readonly string[];
  readonly table: ChartTable;
  readonly axis: SharedAxis;
}) {
  const { name, lines, table, axis } = props;
  const words = useText(chartsWords);
  const time = (atUs: number) => clockTime(axis.wallClockMs(atUs), axis.zoneMinutes).slice(0, 8);
  const { value } = axis.format;
  return (
    <div className="visually-hidden">
      <p>{words.range(name, time(axis.bounds.startUs), time(axis.bounds.endUs))}</p>
      {lines.map((line, place) => {
        const summary = summarise(table.columns[place] ?? new Float64Array());
        const text =
          summary === undefined
            ? `${line}: ${words.noValue}.`
            : words.line(line, value(summary.lowest), value(summary.highest), value(summary.last));
        return <p key={line}>{text}</p>;
      })}
    </div>
  );
}
