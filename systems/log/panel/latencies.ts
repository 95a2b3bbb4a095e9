/** How long messages take between nodes: a cell for each ordered pair. Pure. */
import { nearestRank } from '@temblor/lab/measure/spread';
import type { LinkSeries } from '@temblor/view/model/series';
import type { LogState } from './log-state.ts';
import { instanceOf } from './log-state.ts';

export interface LatencyCell {
  readonly from: string;
  readonly to: string;
  /** From a request over HTTP to its answer, in the median; null where none was measured. */
  readonly roundTripMs: number | null;
  /** Of messages that nodes exchanged, from one end to the other on one clock: the median; null where none was told of. */
  readonly oneWayMs: number | null;
  /** From 0 to 1, the slowest: of the round trip, or twice the one way where there is no other. Null where neither is known. */
  readonly heat: number | null;
}

const recentUs = 10_000_000;

/**
 * Round trips as the lab probed the links, as in the report; of a link that it did not probe those of the ten seconds
 * before a moment, as its proxy saw them (the middle of the seconds' medians). Messages exchanged: those of these seconds.
 *
 * @param seriesOf what crossed a link, by its id.
 * @returns by rows: from the first node to each other one, and so on.
 */
export function readLatencies(
  { nodes, windows, probed }: LogState,
  seriesOf: (link: string) => LinkSeries,
  atUs: number,
): readonly LatencyCell[] {
  const exchanged = windows
    .filter(({ endUs }) => endUs > atUs - recentUs)
    .flatMap(({ instance, exchanged: messages }) =>
      messages.map(({ from, sentAtUs, receivedAtUs }) => ({
        pair: `${instanceOf(from)} ${instance}`,
        ms: (receivedAtUs - sentAtUs) / 1000,
      })),
    );
  const byPair = Map.groupBy(exchanged, ({ pair }) => pair);
  const cells = nodes.flatMap(({ id: from }) =>
    nodes
      .filter(({ id: to }) => to !== from)
      .map(({ id: to }) => ({
        ...{ from, to },
        roundTripMs: median(probed.get(`${from}->${to}`) ?? []) ?? roundTripOf(seriesOf(`${from}->${to}`), atUs),
        oneWayMs: median((byPair.get(`${from} ${to}`) ?? []).map(({ ms }) => ms)),
      })),
  );
  const weightOf = (cell: Omit<LatencyCell, 'heat'>) =>
    cell.roundTripMs ?? (cell.oneWayMs === null ? null : 2 * cell.oneWayMs);
  const slowest = Math.max(...cells.map((cell) => weightOf(cell) ?? 0));
  return cells.map((cell) => {
    const weight = weightOf(cell);
    return { ...cell, heat: weight === null ? null : slowest === 0 ? 0 : weight / slowest };
  });
}

function roundTripOf({ length, endUs, p50Ms }: LinkSeries, atUs: number): number | null {
  const medians: number[] = [];
  for (let place = length - 1; place >= 0; place -= 1) {
    const windowEndUs = endUs[place] ?? 0;
    if (windowEndUs <= atUs - recentUs) break;
    const ms = p50Ms[place] ?? Number.NaN;
    if (windowEndUs <= atUs && !Number.isNaN(ms)) medians.push(ms);
  }
  return median(medians);
}

function median(values: readonly number[]): number | null {
  return nearestRank(values, 50) ?? null;
}
