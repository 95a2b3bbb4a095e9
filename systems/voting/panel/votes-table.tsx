import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatDuration, formatFixed, formatNumber } from '@temblor/view/events/figures';
import { panelWords } from './panel-words.ts';
import type { VoteFigures } from './vote-windows.ts';

interface VotesTableProps {
  readonly last: VoteFigures;
  readonly minute: VoteFigures;
}

/** The votes of the last window beside those of the last minute. */
export function VotesTable({ last, minute }: VotesTableProps) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const count = (value: number) => formatNumber(value, language);
  const mean = (value: number | null) => (value === null ? '–' : formatFixed(value, language, 2));
  const duration = (value: number | null) => (value === null ? '–' : formatDuration(value, language));
  const rows: readonly (readonly [name: string, last: string, minute: string])[] = [
    [words.decided, count(last.decided), count(minute.decided)],
    [words.withoutQuorum, count(last.withoutQuorum), count(minute.withoutQuorum)],
    [words.dissents, count(last.dissents), count(minute.dissents)],
    [words.fanOut, mean(last.fanOut), mean(minute.fanOut)],
    [words.agreed, mean(last.agreed), mean(minute.agreed)],
    [words.latency, duration(last.p95Ms), minute.p95Ms === null ? '–' : `${words.highest} ${duration(minute.p95Ms)}`],
  ];
  return (
    <table className="voting-votes">
      <thead>
        <tr>
          <th scope="col">{words.figure}</th>
          <th scope="col" className="number">
            {words.lastWindow}
          </th>
          <th scope="col" className="number">
            {words.lastMinute}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, lastValue, minuteValue]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="number">{lastValue}</td>
            <td className="number">{minuteValue}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
