import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatFixed, formatNumber } from '@temblor/view/events/figures';
import type { Traffic } from './balancer-windows.ts';
import { panelWords } from './panel-words.ts';

interface TrafficFiguresProps {
  readonly last: Traffic;
  readonly minute: Traffic;
}

/** What the clients got, and what it took: the last second large, the last minute below it. */
export function TrafficFigures({ last, minute }: TrafficFiguresProps) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const count = (value: number) => formatNumber(value, language);
  const times = (value: number | null) => (value === null ? '–' : `×${formatFixed(value, language, 2)}`);
  const figures: readonly (readonly [name: string, value: string, below: string, isBad: boolean])[] = [
    [
      words.requests,
      last.ratePerSecond === null ? '–' : count(last.ratePerSecond),
      words.inMinute(count(minute.requests)),
      false,
    ],
    [words.failures, count(last.failures), words.inMinute(count(minute.failures)), last.failures > 0],
    [
      words.repeated,
      words.repeats(count(last.retries), count(last.hedges)),
      words.inMinute(words.repeats(count(minute.retries), count(minute.hedges))),
      false,
    ],
    [
      words.amplification,
      times(last.amplification),
      `${words.amplificationHint}, ${words.inMinute(times(minute.amplification))}`,
      false,
    ],
    [words.refused, count(last.refused), `${words.refusedHint}, ${words.inMinute(count(minute.refused))}`, false],
  ];
  return (
    <dl className="balancer-figures">
      {figures.map(([name, value, below, isBad]) => (
        <div key={name} className={isBad ? 'balancer-figure bad' : 'balancer-figure'}>
          <dt>{name}</dt>
          <dd>
            <strong>{value}</strong>
            <span className="balancer-soft">{below}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
