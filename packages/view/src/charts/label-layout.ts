/** Which labels have room beside the marks that they name. Lengths are pixels. */

export interface LabelWish {
  readonly text: string;
  /** The mark: from here to there. */
  readonly from: number;
  readonly to: number;
  readonly textWidth: number;
}

export interface PlacedLabel {
  readonly text: string;
  readonly left: number;
  /** From 0, the topmost. */
  readonly row: number;
}

export interface PlacedMark {
  readonly row: number;
  /** Null where it has no room. */
  readonly label: PlacedLabel | null;
}

const gap = 4;

/**
 * Places marks in order of their beginning into the first row that is free, each with its label: within the mark where it
 * fits, else after it, else before it. A mark without room for its label stands alone.
 *
 * @param wishes in order of `from`.
 * @param width of the picture; labels do not leave it.
 */
export function placeLabels(wishes: readonly LabelWish[], rows: number, width: number): readonly PlacedMark[] {
  const taken = Array.from({ length: rows }, () => Number.NEGATIVE_INFINITY);
  return wishes.map((wish) => {
    for (const [row, end] of taken.entries()) {
      const left = leftOf(wish, end, width);
      if (left === undefined || wish.from < end) continue;
      taken[row] = Math.max(wish.to, left + wish.textWidth) + gap;
      return { row, label: { text: wish.text, left, row } };
    }
    const free = taken.findIndex((end) => wish.from >= end);
    const row = Math.max(0, free);
    taken[row] = Math.max(taken[row] ?? 0, wish.to);
    return { row, label: null };
  });
}

function leftOf({ from, to, textWidth }: LabelWish, takenTo: number, width: number): number | undefined {
  const seenFrom = Math.max(from, 0);
  const seenTo = Math.min(to, width);
  if (seenTo - seenFrom >= textWidth + 2 * gap) return (seenFrom + seenTo - textWidth) / 2;
  if (seenTo + gap + textWidth <= width) return seenTo + gap;
  const before = seenFrom - gap - textWidth;
  return before >= Math.max(takenTo, 0) ? before : undefined;
}
