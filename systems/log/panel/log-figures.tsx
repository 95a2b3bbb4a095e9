import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatDuration, formatNumber } from '@temblor/view/events/figures';
import { useMemo } from 'react';
import type { LogWindow } from './log-windows.ts';
import { addWindows, lastWindows } from './log-windows.ts';
import { panelWords } from './panel-words.ts';

interface LogFiguresProps {
  readonly windows: readonly LogWindow[];
  readonly violations: number;
}

/** What became of the clients' messages: the last second large, the last minute below it. */
export function LogFigures({ windows, violations }: LogFiguresProps) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const last = useMemo(() => addWindows(lastWindows(windows)), [windows]);
  const minute = useMemo(() => addWindows(windows), [windows]);
  const count = (value: number) => formatNumber(value, language);
  const duration = (value: number | null) => (value === null ? '–' : formatDuration(value, language));
  const rate = last.acceptedPerSecond === null ? '–' : count(last.acceptedPerSecond);
  const figures: readonly (readonly [name: string, value: string, below: string, isBad: boolean])[] = [
    [words.accepted, rate, words.inMinute(count(minute.accepted)), false],
    [words.refused, count(last.refused), `${words.refusedHint}, ${words.inMinute(count(minute.refused))}`, false],
    [words.unknown, count(last.unknown), `${words.unknownHint}, ${words.inMinute(count(minute.unknown))}`, false],
    [words.latency, duration(last.p95Ms), words.highestInMinute(duration(minute.p95Ms)), false],
    [words.violations, count(violations), words.violationsHint, violations > 0],
  ];
  return (
    <dl className="log-figures">
      {figures.map(([name, value, below, isBad]) => (
        <div key={name} className={isBad ? 'log-figure bad' : 'log-figure'}>
          <dt>{name}</dt>
          <dd>
            <strong>
              {isBad && <span aria-hidden="true">⚠ </span>}
              {value}
            </strong>
            <span className="log-soft">{below}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
