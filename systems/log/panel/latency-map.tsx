/** A heat map of how long messages take from each node to each other one; every cell says its numbers. */
import { useJournal } from '@temblor/view/context/journal.tsx';
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatDuration } from '@temblor/view/events/figures';
import { ScrollBox } from '@temblor/view/report/scroll-box.tsx';
import type { LatencyCell } from './latencies.ts';
import { readLatencies } from './latencies.ts';
import type { LogState } from './log-state.ts';
import { NodeName } from './node-name.tsx';
import { panelWords } from './panel-words.ts';

interface LatencyMapProps {
  readonly system: string;
  readonly state: LogState;
  readonly atUs: number;
}

export function LatencyMap({ system, state, atUs }: LatencyMapProps) {
  const words = useText(panelWords);
  const store = useJournal();
  const cells = readLatencies(state, (link) => store.linkSeries(system, link), atUs);
  const nodes = state.nodes.map(({ id }) => id);
  return (
    <>
      <ScrollBox label={words.latencies}>
        <table className="log-heat">
          <caption className="visually-hidden">{words.latencies}</caption>
          <thead>
            <tr>
              <th scope="col">{words.sender}</th>
              {nodes.map((to) => (
                <th key={to} scope="col" className="number">
                  <NodeName id={to} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {nodes.map((from) => (
              <tr key={from}>
                <th scope="row">
                  <NodeName id={from} />
                </th>
                {nodes.map((to) => (
                  <HeatCell key={to} cell={cells.find((cell) => cell.from === from && cell.to === to)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <p className="log-soft">
        <span aria-hidden="true">⇄ </span>
        {words.roundTrip}; <span aria-hidden="true">→ </span>
        {words.oneWay}. {words.latenciesHint}
      </p>
    </>
  );
}

/** Never so strong that text on it would be hard to read. */
function ground(heat: number): string {
  return `color-mix(in srgb, var(--series-2) ${Math.round(40 * heat)}%, var(--surface))`;
}

/** @param props.cell absent where a node meets itself. */
function HeatCell({ cell }: { readonly cell: LatencyCell | undefined }) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  if (cell === undefined) {
    return (
      <td className="number log-soft">
        <span aria-hidden="true">·</span>
        <span className="visually-hidden">{words.itself}</span>
      </td>
    );
  }
  const { roundTripMs, oneWayMs, heat } = cell;
  const figures = [
    ['⇄', words.roundTrip, roundTripMs],
    ['→', words.oneWay, oneWayMs],
  ] as const;
  const measured = figures.flatMap(([sign, name, ms]) => (ms === null ? [] : [{ sign, name, ms }]));
  return (
    <td className="number log-heat-cell" style={{ background: ground(heat ?? 0) }}>
      {measured.map(({ sign, name, ms }) => (
        <span key={sign}>
          <span aria-hidden="true">{sign} </span>
          {formatDuration(ms, language)} <span className="visually-hidden">{name}</span>
        </span>
      ))}
      {measured.length === 0 && (
        <>
          <span aria-hidden="true">–</span>
          <span className="visually-hidden">{words.notMeasured}</span>
        </>
      )}
      {heat === 1 && <span className="log-soft">{words.slowest}</span>}
    </td>
  );
}
