/** The last minute: a row of bars by the second for each of what ended and what stood still, and faults behind all. */
import { useMarks } from '@temblor/view/context/journal.tsx';
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatNumber } from '@temblor/view/events/figures';
import { useMemo } from 'react';
import { panelWords } from './panel-words.ts';
import type { ReservationsState } from './reservations-state.ts';
import type { LastMinute, MinuteRow } from './saga-windows.ts';
import { readLastMinute } from './saga-windows.ts';

const shownRows: readonly MinuteRow[] = ['completed', 'compensated', 'unknown', 'backward', 'undelivered'];

interface MinuteViewProps {
  readonly system: string;
  readonly state: ReservationsState;
  readonly atUs: number;
}

export function MinuteView({ system, state, atUs }: MinuteViewProps) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const { windows, doubts } = state;
  const minute = useMemo(() => readLastMinute({ windows, doubts }, atUs), [windows, doubts, atUs]);
  const { faults } = useMarks(system);
  const { startUs, endUs, rows } = minute;
  const bands = faults.filter((fault) => fault.startUs < atUs && (fault.endUs ?? atUs) > startUs);
  const mostOf = (row: MinuteRow) => formatNumber(Math.max(...rows[row]), language);
  const summary = shownRows.map((row) => `${words.rows[row]}: ${words.highestColumn} ${mostOf(row)}`).join('; ');
  return (
    <figure className="rsv-minute">
      <div role="img" aria-label={`${words.minute}. ${summary}.`} className="rsv-rows">
        <div className="rsv-bands">
          {bands.map((fault) => (
            <span
              key={`${fault.fault} ${fault.startUs}`}
              style={placeOf(minute, fault.startUs, Math.min(fault.endUs ?? atUs, endUs))}
            />
          ))}
        </div>
        {shownRows.map((row) => (
          <div key={row} className="rsv-row">
            <span>{words.rows[row]}</span>
            <svg
              {...{ viewBox: `0 0 ${rows[row].length} 1`, preserveAspectRatio: 'none' }}
              className={`rsv-bars ${row}`}
              aria-hidden="true"
            >
              <path d={barsOf(rows[row])} />
            </svg>
            <span className="number">{mostOf(row)}</span>
          </div>
        ))}
      </div>
      <figcaption className="rsv-soft rsv-row">
        <span />
        <span className="rsv-axis">
          <span>{words.minuteAgo}</span>
          {bands.length > 0 && (
            <span>
              <span className="rsv-sample" aria-hidden="true" /> {words.faults}
            </span>
          )}
        </span>
        <span className="number">{words.highestColumn}</span>
      </figcaption>
    </figure>
  );
}

/** The outline of bars as wide and at most as high as one unit. */
function barsOf(values: readonly number[]): string {
  const most = Math.max(1e-9, ...values);
  return values.map((value, at) => (value > 0 ? `M${at} 1V${1 - value / most}h0.85V1z` : '')).join('');
}

function placeOf({ startUs, endUs }: LastMinute, fromUs: number, untilUs: number) {
  const percent = (us: number) => (100 * us) / (endUs - startUs);
  const leftUs = Math.max(fromUs, startUs);
  return { left: `${percent(leftUs - startUs)}%`, width: `${percent(untilUs - leftUs)}%` };
}
