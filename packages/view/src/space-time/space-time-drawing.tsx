/** The drawing of a space-time diagram; its words stand in the list beside it. */
import type { Arrow, Band, SpaceTimeLayout } from '@temblor/lab/measure/space-time/layout';
import { markRadius } from '@temblor/lab/measure/space-time/layout';
import { formatMoment } from '@temblor/lab/report/space-time-words';

interface SpaceTimeDrawingProps {
  readonly layout: SpaceTimeLayout;
  /** What it is, for who cannot see it. */
  readonly label: string;
}

/** Without the names of its lines. */
export function SpaceTimeDrawing({ layout, label }: SpaceTimeDrawingProps) {
  const { width, height, topY, rows, startX, endX, bands, arrows, marks, violations, ticks } = layout;
  const bottomY = rows.at(-1)?.y ?? topY;
  return (
    <svg className="space-time-drawing" role="img" aria-label={label} width={width} height={height}>
      {bands.map((band) => (
        <BandShape key={`${band.number} ${band.y1}`} band={band} />
      ))}
      {rows.map(({ name, y }) => (
        <line key={name} className="space-time-line" x1={startX} y1={y} x2={endX} y2={y} />
      ))}
      {violations.map(({ number, x }) => (
        <line key={number} className="space-time-violation" x1={x} y1={topY} x2={x} y2={bottomY + 26} />
      ))}
      {arrows.map((arrow) => (
        <ArrowShape key={arrow.number} arrow={arrow} />
      ))}
      {marks.map(({ number, x, y }) => (
        <Badge key={number} number={number} x={x} y={y} kind="mark" />
      ))}
      {bands.map(({ number, numberX, y1, name }) => (
        <g key={`${number} ${y1}`}>
          <Badge number={number} x={numberX} y={y1} kind="fault" />
          <text className="space-time-name" x={numberX + markRadius + 4} y={y1 - 3}>
            {name}
          </text>
        </g>
      ))}
      {arrows.map(({ number, numberX, numberY }) => (
        <Badge key={number} number={number} x={numberX} y={numberY} kind="message" />
      ))}
      {violations.map(({ number, x }) => (
        <Badge key={number} number={number} x={x} y={topY} kind="broken" />
      ))}
      {ticks.map(({ x, atUs }) => (
        <text key={atUs} className="space-time-tick" x={x} y={height - 14}>
          {formatMoment(atUs)}
        </text>
      ))}
    </svg>
  );
}

/** The names of the lines, in a drawing of their own: it stays in sight while the other one is scrolled beneath it. */
export function SpaceTimeNames({ layout: { rows, startX, height } }: Pick<SpaceTimeDrawingProps, 'layout'>) {
  return (
    <svg className="space-time-drawing space-time-names" aria-hidden="true" width={startX} height={height}>
      {rows.map(({ name, y }) => (
        <text key={name} x={12} y={y + 4}>
          {name}
        </text>
      ))}
    </svg>
  );
}

function BandShape({ band: { x1, x2, y1, y2 } }: { readonly band: Band }) {
  return <rect className="space-time-band" x={x1} y={y1} width={x2 - x1} height={y2 - y1} rx={3} />;
}

function ArrowShape({ arrow: { x1, y1, x2, y2, of } }: { readonly arrow: Arrow }) {
  const isLost = of.lost !== null;
  const degrees = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  return (
    <g className={isLost ? 'space-time-lost' : 'space-time-message'}>
      <line x1={x1} y1={y1} x2={x2} y2={y2} />
      {isLost ? (
        <path className="space-time-cross" d={`M${x2 - 5} ${y2 - 5}l10 10m0 -10l-10 10`} />
      ) : (
        <path d="M0 0L-9 -4L-9 4Z" transform={`translate(${x2} ${y2}) rotate(${degrees})`} />
      )}
    </g>
  );
}

interface BadgeProps {
  readonly number: number;
  readonly x: number;
  readonly y: number;
  readonly kind: 'mark' | 'fault' | 'message' | 'broken';
}

function Badge({ number, x, y, kind }: BadgeProps) {
  return (
    <g className={`space-time-badge ${kind}`}>
      <circle cx={x} cy={y} r={markRadius} />
      <text x={x} y={y + 3.5}>
        {number}
      </text>
    </g>
  );
}
