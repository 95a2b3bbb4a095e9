import type { Marks } from './marks.ts';
import type { Bounds } from './range-bounds.ts';

/** Whether anything is named above the charts of a span of time: a phase, a fault, a TTD or TTR. */
export function hasMarksIn({ faults, phases, lengths }: Marks, shown: Bounds): boolean {
  return [...faults, ...phases, ...lengths].some(
    ({ startUs, endUs }) => startUs <= shown.endUs && (endUs ?? shown.endUs) >= shown.startUs,
  );
}
