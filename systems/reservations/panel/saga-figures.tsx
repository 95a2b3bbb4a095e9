import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatDuration, formatNumber } from '@temblor/view/events/figures';
import { panelWords } from './panel-words.ts';
import type { ReservationsState } from './reservations-state.ts';
import { gaugesOf, minuteBefore } from './reservations-state.ts';
import { highestP95Ms, minuteUs, sumOf } from './saga-windows.ts';

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly below: string;
  /** Beside the value where there is something to see to. */
  readonly alarm?: { readonly tone: 'warn' | 'bad'; readonly sign: string } | false;
}

/** The sagas by phase, as they were told of last; below, the last minute. */
export function SagaFigures({ state, atUs }: { readonly state: ReservationsState; readonly atUs: number }) {
  return (
    <dl className="rsv-figures">
      {useFigures(state, atUs).map(({ name, value, below, alarm = false }) => (
        <div key={name} className={alarm === false ? 'rsv-figure' : `rsv-figure ${alarm.tone}`}>
          <dt className="rsv-soft">{name}</dt>
          <dd>
            <strong>
              {alarm !== false && <span aria-hidden="true">{alarm.sign} </span>}
              {value}
            </strong>
            <span className="rsv-soft">{below}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function useFigures(state: ReservationsState, atUs: number): readonly Figure[] {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const count = (value: number) => formatNumber(value, language);
  const duration = (value: number | null) => (value === null ? '–' : formatDuration(value, language));
  const { forward, backward, committed, unknown, needsOperator, undelivered } = gaugesOf(state);
  const minute = minuteBefore(state, atUs);
  const doubts = state.doubts.filter(({ startUs }) => startUs > atUs - minuteUs);
  const doubtful = count(doubts.reduce((total, { sagas }) => total + sagas, 0));
  const started = count(sumOf(minute, (window) => window.started));
  const cancelled = count(sumOf(minute, (window) => window.compensated));
  const confirmed = count(sumOf(minute, (window) => window.completed));
  const last = state.orchestrators.flatMap(({ word }) => word ?? []);
  const alarm = (value: number, tone: 'warn' | 'bad', sign: string) => ({ alarm: value > 0 && { tone, sign } });
  return [
    { name: words.forward, value: count(forward), below: words.started(started) },
    { name: words.unknown, value: count(unknown), below: words.unknownHint(doubtful), ...alarm(unknown, 'warn', '?') },
    {
      name: words.backward,
      value: count(backward),
      below: words.cancelled(cancelled),
      ...alarm(backward, 'warn', '←'),
    },
    {
      name: words.confirmed,
      value: confirmed,
      below: committed === 0 ? words.inMinute : `${words.inMinute}; ${words.committed(count(committed))}`,
    },
    {
      ...{ name: words.operator, value: count(needsOperator), below: words.operatorHint },
      ...alarm(needsOperator, 'bad', '!'),
    },
    {
      ...{ name: words.undelivered, value: count(undelivered), below: words.undeliveredHint },
      ...alarm(undelivered, 'warn', '✉'),
    },
    { name: words.latency, value: duration(highestP95Ms(last)), below: words.highest(duration(highestP95Ms(minute))) },
  ];
}
