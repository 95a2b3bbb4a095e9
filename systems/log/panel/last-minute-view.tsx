/** The last minute on one axis: messages by the second, a lane for each node, elections across, and faults behind. */
import { useMarks } from '@temblor/view/context/journal.tsx';
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatNumber } from '@temblor/view/events/figures';
import { useMemo } from 'react';
import type { Column, LastMinute, Stretch } from './last-minute.ts';
import { readLastMinute } from './last-minute.ts';
import type { LogState } from './log-state.ts';
import { addWindows } from './log-windows.ts';
import { panelWords } from './panel-words.ts';

const outcomes = ['accepted', 'unknown', 'refused'] as const;

export function LastMinuteView({ system, state }: { readonly system: string; readonly state: LogState }) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const minute = useMemo(() => readLastMinute(state), [state]);
  const { faults } = useMarks(system);
  if (minute === null) return <p className="log-soft">{words.nothingYet}</p>;
  const count = (value: number) => formatNumber(value, language);
  const { accepted, refused, unknown } = addWindows(state.windows);
  const summary = words.minuteOf(minute.elections.length, count(accepted), count(refused), count(unknown));
  const bands = faults
    .map(({ fault, startUs, endUs }) => ({ fault, startUs, endUs: endUs ?? minute.endUs }))
    .filter(({ startUs, endUs }) => startUs < minute.endUs && endUs > minute.startUs);
  return (
    <figure className="log-minute">
      <div role="img" aria-label={summary} className="log-minute-rows">
        <div className="log-minute-bands">
          {bands.map(({ fault, startUs, endUs }) => (
            <span key={`${fault} ${startUs}`} className="log-band" style={place(minute, startUs, endUs)} />
          ))}
          {minute.elections.map(({ sequence, atUs }) => (
            <span key={sequence} className="log-election-line" style={{ left: percent(minute, atUs) }} />
          ))}
        </div>
        <span className="log-minute-name">{words.throughput}</span>
        <div className="log-columns">
          {minute.columns.map((column) => (
            <ColumnView key={column.startUs} column={column} minute={minute} />
          ))}
        </div>
        {minute.lanes.map(({ node, stretches }) => (
          <Lane key={node} node={node} stretches={stretches} minute={minute} />
        ))}
      </div>
      <figcaption className="log-soft log-minute-axis">
        <span>{words.minuteAgo}</span>
        <span>{words.highest(count(minute.highest))}</span>
        <span>{words.now}</span>
      </figcaption>
      <MinuteKey />
    </figure>
  );
}

function ColumnView({ column, minute }: { readonly column: Column; readonly minute: LastMinute }) {
  return (
    <span className="log-column" style={place(minute, column.startUs, column.startUs + 1e6)}>
      {outcomes.map((outcome) => (
        <span
          key={outcome}
          className={`log-fill ${outcome}`}
          style={{ height: `${(100 * column[outcome]) / Math.max(1, minute.highest)}%` }}
        />
      ))}
    </span>
  );
}

interface LaneProps {
  readonly node: string;
  readonly stretches: readonly Stretch[];
  readonly minute: LastMinute;
}

function Lane({ node, stretches, minute }: LaneProps) {
  const elected = minute.elections.filter(({ instance }) => instance === node);
  return (
    <>
      <span className="log-minute-name">{node}</span>
      <div className="log-lane">
        {stretches.map(({ role, startUs, endUs }) => (
          <span key={startUs} className={`log-stretch ${role}`} style={place(minute, startUs, endUs)} />
        ))}
        {elected.map(({ sequence, atUs }) => (
          <span key={sequence} className="log-elected" style={{ left: percent(minute, atUs) }}>
            ★
          </span>
        ))}
      </div>
    </>
  );
}

/** What the patterns mean. */
function MinuteKey() {
  const { keys } = useText(panelWords);
  const entries = [
    ['log-fill accepted', keys.accepted],
    ['log-fill refused', keys.refused],
    ['log-fill unknown', keys.unknown],
    ['log-stretch leader', keys.leads],
    ['log-stretch candidate', keys.candidate],
    ['log-stretch follower', keys.other],
    ['log-band', keys.fault],
  ] as const;
  return (
    <ul className="log-soft log-keys">
      {entries.map(([sample, name]) => (
        <li key={name}>
          <span aria-hidden="true" className="log-sample">
            <span className={sample} />
          </span>
          {name}
        </li>
      ))}
      <li>
        <span aria-hidden="true">★ </span>
        {keys.election}
      </li>
    </ul>
  );
}

function place(minute: LastMinute, startUs: number, endUs: number): { readonly left: string; readonly width: string } {
  const fromUs = Math.max(startUs, minute.startUs);
  const untilUs = Math.min(endUs, minute.endUs);
  const width = (100 * Math.max(0, untilUs - fromUs)) / (minute.endUs - minute.startUs);
  return { left: percent(minute, fromUs), width: `${width}%` };
}

function percent({ startUs, endUs }: LastMinute, atUs: number): string {
  return `${(100 * (atUs - startUs)) / (endUs - startUs)}%`;
}
