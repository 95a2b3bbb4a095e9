/** TTD or TTR of every repeat, a row a phase, with median and limit. Sizes are shares of the width, so text keeps its own. */
import type { PhaseResult } from '@temblor/lab/report/report-schema';
import { Declared, useDeclared } from '../context/declared.tsx';
import type { Messages } from '../context/language.tsx';
import { useText } from '../context/language.tsx';
import type { StripPoint, StripRow } from './strip-plot.ts';
import { buildStripPlot } from './strip-plot.ts';
import { useNumbers } from './use-numbers.ts';
import './strip-chart.css';

const en = {
  ttd: 'Time to detect (TTD), each repeat',
  ttr: 'Time to recover (TTR), each repeat',
  none: { ttd: 'No repeat was detected.', ttr: 'No repeat recovered.' },
  aRepeat: 'a repeat',
  beyond: 'past its limit',
  median: 'median',
  limit: 'limit',
  repeat: 'repeat',
  repeats: (count: number) => (count === 1 ? '1 repeat' : `${count} repeats`),
  worst: 'worst',
};
const es: typeof en = {
  ttd: 'Tiempo hasta detectar (TTD), cada repetición',
  ttr: 'Tiempo hasta recuperarse (TTR), cada repetición',
  none: { ttd: 'Ninguna repetición fue detectada.', ttr: 'Ninguna repetición se recuperó.' },
  aRepeat: 'una repetición',
  beyond: 'más allá de su límite',
  median: 'mediana',
  limit: 'límite',
  repeat: 'repetición',
  repeats: (count) => (count === 1 ? '1 repetición' : `${count} repeticiones`),
  worst: 'peor',
};
const words = { en, es } satisfies Messages<typeof en>;

/** The plot of one figure, with its key. */
export function StripChart(props: { readonly results: readonly PhaseResult[]; readonly figure: 'ttd' | 'ttr' }) {
  const text = useText(words);
  const { figure: write } = useNumbers();
  const plot = buildStripPlot(props.results, props.figure);
  const share = (valueMs: number) => `${((100 * valueMs) / (plot?.endMs ?? 1)).toFixed(2)}%`;
  return (
    <div className="strip-chart">
      <h3>{text[props.figure]}</h3>
      {plot === null ? (
        <p className="soft">{text.none[props.figure]}</p>
      ) : (
        <>
          <ul className="strip-chart-rows">
            {plot.rows.map((row) => (
              <Row key={row.phase} row={row} ticksMs={plot.ticksMs} share={share} />
            ))}
            <li className="strip-chart-row" aria-hidden="true">
              <svg className="strip-chart-axis" aria-hidden="true" focusable="false">
                {plot.ticksMs.map((tick, index) => (
                  <text key={tick} x={share(tick)} y="12" textAnchor={index === 0 ? 'start' : 'middle'}>
                    {write(tick, 'ms').replace(/[.,]0+(?= )/, '')}
                  </text>
                ))}
              </svg>
            </li>
          </ul>
          <Key plot={plot.rows} />
        </>
      )}
    </div>
  );
}

interface RowProps {
  readonly row: StripRow;
  readonly ticksMs: readonly number[];
  share(valueMs: number): string;
}

function Row({ row, ticksMs, share }: RowProps) {
  const text = useText(words);
  const { figure } = useNumbers();
  const tell = useDeclared();
  const { spread, limitMs } = row;
  const parts = [
    text.repeats(spread.count),
    `${text.median} ${figure(spread.median, 'ms')}`,
    `p95 ${figure(spread.p95, 'ms')}`,
    `${text.worst} ${figure(spread.worst, 'ms')}`,
    ...(limitMs === null ? [] : [`${text.limit} ${figure(limitMs, 'ms')}`]),
  ];
  const summary = `${tell(row.phase)}: ${parts.join(', ')}`;
  return (
    <li className="strip-chart-row">
      <span className="strip-chart-name">
        <Declared text={row.phase} />
      </span>
      <svg className="strip-chart-track" role="img" aria-label={summary} focusable="false">
        {ticksMs.map((tick) => (
          <line key={tick} className="strip-chart-grid" x1={share(tick)} x2={share(tick)} y1="0" y2="100%" />
        ))}
        {limitMs !== null && (
          <line className="strip-chart-limit" x1={share(limitMs)} x2={share(limitMs)} y1="2" y2="24" />
        )}
        {row.points.map((point) => (
          <Point key={point.repeat} point={point} share={share} />
        ))}
        {spread.median !== null && spread.count > 1 && (
          <line className="strip-chart-median" x1={share(spread.median)} x2={share(spread.median)} y1="3" y2="23" />
        )}
      </svg>
      <span className="strip-chart-value number">
        {spread.count < 2
          ? figure(spread.median, 'ms')
          : `${figure(spread.median, 'ms')} · p95 ${figure(spread.p95, 'ms')}`}
      </span>
    </li>
  );
}

/** A dot; a cross where it lies past the limit. */
function Point(props: { readonly point: StripPoint; share(valueMs: number): string }) {
  const text = useText(words);
  const { figure } = useNumbers();
  const { repeat, valueMs, beyond } = props.point;
  const title = `${text.repeat} ${repeat}: ${figure(valueMs, 'ms')}${beyond ? `, ${text.beyond}` : ''}`;
  if (!beyond) {
    return (
      <circle className="strip-chart-dot" cx={props.share(valueMs)} cy="13" r="4">
        <title>{title}</title>
      </circle>
    );
  }
  return (
    <svg x={props.share(valueMs)} y="13" overflow="visible" focusable="false">
      <title>{title}</title>
      <path className="strip-chart-cross" d="M-4-4L4 4M-4 4L4-4" />
    </svg>
  );
}

/** Only the signs that occur. */
function Key({ plot }: { readonly plot: readonly StripRow[] }) {
  const text = useText(words);
  const signs = [
    { word: text.aRepeat, shown: true, shape: <circle className="strip-chart-dot" cx="8" cy="8" r="4" /> },
    {
      word: text.beyond,
      shown: plot.some(({ points }) => points.some(({ beyond }) => beyond)),
      shape: <path className="strip-chart-cross" d="M4 4L12 12M4 12L12 4" />,
    },
    {
      word: text.median,
      shown: plot.some(({ spread }) => spread.count > 1),
      shape: <line className="strip-chart-median" x1="8" x2="8" y1="0" y2="16" />,
    },
    {
      word: text.limit,
      shown: plot.some(({ limitMs }) => limitMs !== null),
      shape: <line className="strip-chart-limit" x1="8" x2="8" y1="0" y2="16" />,
    },
  ];
  return (
    <ul className="strip-chart-key">
      {signs
        .filter(({ shown }) => shown)
        .map(({ word, shape }) => (
          <li key={word}>
            <svg width="16" height="16" aria-hidden="true" focusable="false">
              {shape}
            </svg>
            {word}
          </li>
        ))}
    </ul>
  );
}
