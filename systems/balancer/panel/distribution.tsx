/** Who answered: bars with their numbers. */
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatFixed, formatNumber } from '@temblor/view/events/figures';
import type { Traffic } from './balancer-windows.ts';
import { panelWords } from './panel-words.ts';

interface DistributionProps {
  readonly replicas: readonly string[];
  readonly last: Traffic;
  readonly minute: Traffic;
}

/** The attempts that ended, by replica; a bar is as long as the replica's share of them. */
export function Distribution({ replicas, last, minute }: DistributionProps) {
  const words = useText(panelWords);
  return (
    <table className="balancer-distribution">
      <caption className="visually-hidden">{words.answered}</caption>
      <thead>
        <tr>
          <th scope="col">{words.replica}</th>
          <th scope="col">{words.lastSecond}</th>
          <th scope="col">{words.lastMinute}</th>
        </tr>
      </thead>
      <tbody>
        {replicas.map((replica, index) => (
          <tr key={replica}>
            <th scope="row">
              <Swatch series={index} /> {replica}
            </th>
            <BarCell replica={replica} traffic={last} series={index} />
            <BarCell replica={replica} traffic={minute} series={index} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function BarCell(props: { readonly replica: string; readonly traffic: Traffic; readonly series: number }) {
  const { language } = useLanguage();
  const own = props.traffic.byReplica.get(props.replica);
  const share = own?.share ?? null;
  return (
    <td>
      <span className="balancer-bar-number">
        <strong>{formatNumber(own?.requests ?? 0, language)}</strong>
        <span className="balancer-soft">{share === null ? '–' : formatPercent(share, language)}</span>
      </span>
      <span className="balancer-bar" aria-hidden="true">
        <span className={fillClass(props.series)} style={{ width: `${100 * (share ?? 0)}%` }} />
      </span>
    </td>
  );
}

/** The colour and pattern of a replica. */
export function Swatch({ series }: { readonly series: number }) {
  return <span className={`balancer-swatch ${fillClass(series)}`} aria-hidden="true" />;
}

/** How many replicas have a colour and a pattern of their own. */
export const seriesCount = 4;

function fillClass(series: number): string {
  return `balancer-fill-${(series % seriesCount) + 1}`;
}

/** @param share from 0 to 1. */
export function formatPercent(share: number, language: 'en' | 'es'): string {
  return `${formatFixed(100 * share, language, 1)}${language === 'es' ? '\u00A0' : ''}%`;
}
