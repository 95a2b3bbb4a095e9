/** How lines are told apart: by dashes and a sign at their end, which colour only repeats. */

export interface LineStyle {
  /** Which of the colours of series, from 0. */
  readonly colour: number;
  /** Lengths of dashes and gaps in pixels; empty for a line without gaps. */
  readonly dash: readonly number[];
  /** The path of the sign, about 0,0 and within ±4. */
  readonly sign: string;
}

const dashes: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3]];

const signs: readonly string[] = [
  'M4 0A4 4 0 1 1-4 0A4 4 0 1 1 4 0Z',
  'M-3.5-3.5H3.5V3.5H-3.5Z',
  'M0-4.2L4 3.4H-4Z',
  'M0-4.6L4.2 0L0 4.6L-4.2 0Z',
  'M0 4.2L4-3.4H-4Z',
];

/** The style of a line by its place in the chart. Twenty places differ. */
export function lineStyle(place: number): LineStyle {
  const turn = Math.floor(place / dashes.length);
  return {
    colour: place % 4,
    dash: dashes[(place + turn) % dashes.length] ?? [],
    sign: signs[place % signs.length] ?? '',
  };
}
