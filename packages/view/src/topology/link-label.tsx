import './link-label.css';
import { memo } from 'react';
import { useLanguage, useText } from '../context/language.tsx';
import type { BreakerModel, FaultModel } from '../model/system-model.ts';
import { FaultSign } from './fault-sign.tsx';
import { formatRate } from './link-rate.ts';
import { topologyWords } from './topology-words.ts';

interface LinkLabelProps {
  readonly id: string;
  /** Null where nothing crossed it of late. */
  readonly ratePerSecond: number | null;
  readonly errorsPerSecond: number;
  readonly breaker: BreakerModel | null;
  readonly faults: readonly FaultModel[];
  readonly nowUs: number;
  /** How wide a fault's mark may be, in pixels. */
  readonly faultWidth: number;
  readonly selected: boolean;
  readonly onSelect: (place: string) => void;
}

/** What a link carries, on the link: a button that selects it. */
export const LinkLabel = memo(function LinkLabel(props: LinkLabelProps) {
  const words = useText(topologyWords);
  const { language } = useLanguage();
  const { id, ratePerSecond, errorsPerSecond, breaker, selected, onSelect } = props;
  const failing = errorsPerSecond > 0;
  return (
    <button
      type="button"
      className={failing ? 'topology-link bad' : 'topology-link'}
      aria-pressed={selected}
      title={failing ? `${id}: ${words.errorsMean}` : id}
      onClick={() => onSelect(id)}
    >
      <span className="visually-hidden">{id}: </span>
      <span className="topology-link-rates">
        {ratePerSecond === null ? (
          <>
            <span aria-hidden="true">–</span>
            <span className="visually-hidden">{words.noTraffic}</span>
          </>
        ) : (
          <span>{formatRate(ratePerSecond, language)}/s</span>
        )}
        {failing && (
          <span className="topology-link-errors">
            <span aria-hidden="true">✕</span> {formatRate(errorsPerSecond, language)}
            /s<span className="visually-hidden"> {words.errors}</span>
          </span>
        )}
        {breaker !== null && (
          <span className="topology-link-breaker">
            <span aria-hidden="true">{breaker.state === 'open' ? '⚡\uFE0E' : '◐'}</span>
            <span className="topology-link-word"> {words.breaker[breaker.state]}</span>
          </span>
        )}
      </span>
      <FaultSign faults={props.faults} nowUs={props.nowUs} mostWidth={props.faultWidth} />
    </button>
  );
});
