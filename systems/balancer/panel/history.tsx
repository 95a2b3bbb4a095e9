/** The last minute, second by second: a column of answers, stacked by replica. */
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatNumber } from '@temblor/view/events/figures';
import { memo } from 'react';
import type { BalancerWindow } from './balancer-windows.ts';
import { addWindows } from './balancer-windows.ts';
import { formatPercent, seriesCount } from './distribution.tsx';
import { stackColumns } from './history-columns.ts';
import { panelWords } from './panel-words.ts';

const height = 96;
/** Room below the columns for the signs of failed answers. */
const signHeight = 10;

interface HistoryProps {
  readonly replicas: readonly string[];
  readonly windows: readonly BalancerWindow[];
}

/** Drawn once a second: when a window came. The minute ends with the last one. */
export const History = memo(function History({ replicas, windows }: HistoryProps) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const { columns, highest } = stackColumns(windows, replicas, height);
  const { byReplica } = addWindows(windows);
  const shares = replicas.map((id) => `${id} ${formatPercent(byReplica.get(id)?.share ?? 0, language)}`);
  return (
    <figure className="balancer-history">
      <svg
        viewBox={`0 0 600 ${height + signHeight}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words.historyOf(shares.join(', '))}
      >
        <defs>
          {Array.from({ length: seriesCount }, (_, series) => (
            <pattern
              key={`series-${series + 1}`}
              id={`balancer-pattern-${series + 1}`}
              width="8"
              height="4"
              patternUnits="userSpaceOnUse"
            >
              <rect className="balancer-pattern-ground" width="8" height="4" fill={`var(--series-${series + 1})`} />
              {series > 0 && (
                <rect className="balancer-pattern-line" width="8" y="0" height={[0, 1, 2, 3][series] ?? 1} />
              )}
            </pattern>
          ))}
        </defs>
        {columns.map((column) => (
          <g key={column.startUs}>
            {column.parts.map(({ replica, series, top, length }) => (
              <rect
                key={replica}
                x={column.left}
                width={Math.max(0.5, column.width - 1)}
                y={top}
                height={length}
                fill={`url(#balancer-pattern-${(series % seriesCount) + 1})`}
              />
            ))}
            {column.failures > 0 && (
              <path
                className="balancer-failed"
                d={`M${column.left} ${height + signHeight}l${column.width / 2} -8l${column.width / 2} 8z`}
              />
            )}
          </g>
        ))}
        <path className="balancer-axis" d={`M0 ${height}H600`} vectorEffect="non-scaling-stroke" />
      </svg>
      <figcaption className="balancer-soft">
        <span>{words.ago}</span>
        <span>{words.highest(formatNumber(highest, language))}</span>
        <span>{words.now}</span>
      </figcaption>
      {columns.some(({ failures }) => failures > 0) && <p className="balancer-soft">{words.failedSign}</p>}
    </figure>
  );
});
