/** Which labels have room beside the marks that they name. Lengths are pixels. */

export interface LabelWish {
  readonly text: string;
  /** The mark: from here to there. */
  readonly from: number;
  readonly to: number;
}

export interface PlacedLabel {
  readonly text: string;
  readonly left: number;
  readonly textWidth: number;
  /** From 0, the topmost. */
  readonly row: number;
}

export interface PlacedMark {
  /** `rows` itself where every row is taken. */
  readonly row: number;
  /** Null where it has no room. */
  readonly label: PlacedLabel | null;
}

/** Where a label goes that does not fit into its mark: beside it, or from its beginning on. */
export type LabelSide = 'beside' | 'from-start';

const gap = 4;

/**
 * Places marks in order of their beginning into the first row that is free, each with its label: in the middle of the mark
 * where it fits. A mark without room for its label stands in a row of its own below the others.
 *
 * @param wishes in order of `from`.
 * @param width of the picture; labels do not leave it.
 * @param measure tells how wide a text is; it is asked only where there may be room, because it is slow.
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  rows: number,
  width: number,
  side: LabelSide,
  measure: (text: string) => number,
): readonly PlacedMark[] {
  const taken = Array.from({ length: rows }, () => Number.NEGATIVE_INFINITY);
  return wishes.map((wish) => {
    for (const [row, end] of taken.entries()) {
      if (side === 'beside' ? wish.from < end : wish.to < end) continue;
      const textWidth = measure(wish.text);
      const left = leftOf(wish, textWidth, end, width, side);
      if (left === undefined || left < end) continue;
      taken[row] = Math.max(side === 'beside' ? wish.to : 0, left + textWidth) + gap;
      return { row, label: { text: wish.text, left, textWidth, row } };
    }
    return { row: rows, label: null };
  });
}

function leftOf({ from, to }: LabelWish, textWidth: number, takenTo: number, width: number, side: LabelSide) {
  const seenFrom = Math.max(from, 0);
  const seenTo = Math.min(to, width);
  if (seenTo - seenFrom >= textWidth + 2 * gap) return (seenFrom + seenTo - textWidth) / 2;
  if (side === 'from-start') return Math.max(0, Math.min(seenFrom, width - textWidth));
  if (seenTo + gap + textWidth <= width) return seenTo + gap;
  const before = seenFrom - gap - textWidth;
  return before >= Math.max(takenTo, 0) ? before : undefined;
}
