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

/** Where labels are placed. */
export interface LabelRoom {
  readonly rows: number;
  /** Of the picture; labels do not leave it. */
  readonly width: number;
  readonly side: LabelSide;
  /** Between a mark and its label; what comes next in a row is three times as far away, so that both are told apart. */
  readonly gap: number;
  /** Tells how wide a text is; it is asked only where there may be room, because it is slow. */
  readonly measure: (text: string) => number;
}

/**
 * Places marks in order of their beginning into the first row that is free, each with its label: in the middle of the mark
 * where it fits. A mark without room for its label stands in a row of its own below the others. The last mark, which is
 * what just happened, always has its label: those that are in its way give theirs up.
 *
 * @param wishes in order of `from`.
 */
export function placeLabels(wishes: readonly LabelWish[], room: LabelRoom): readonly PlacedMark[] {
  const { rows, side, gap, measure } = room;
  const taken = Array.from({ length: rows }, () => Number.NEGATIVE_INFINITY);
  const placed = wishes.map((wish): PlacedMark => {
    for (const [row, end] of taken.entries()) {
      if (side === 'beside' ? wish.from < end : wish.to < end) continue;
      const textWidth = measure(wish.text);
      const left = leftOf(wish, textWidth, end, room);
      if (left === undefined || left < end) continue;
      taken[row] = Math.max(side === 'beside' ? wish.to : 0, left + textWidth) + 3 * gap;
      return { row, label: { text: wish.text, left, textWidth, row } };
    }
    return { row: rows, label: null };
  });
  return placed.at(-1)?.label === null ? makeRoomForLast(wishes, placed, room) : placed;
}

/** The last mark with its label, in the row where the fewest others lose theirs. */
function makeRoomForLast(
  wishes: readonly LabelWish[],
  placed: readonly PlacedMark[],
  room: LabelRoom,
): readonly PlacedMark[] {
  const { rows, side, gap, measure } = room;
  const wish = wishes.at(-1);
  if (wish === undefined || rows === 0) return placed;
  const textWidth = measure(wish.text);
  const left = leftOf(wish, textWidth, Number.NEGATIVE_INFINITY, room);
  if (left === undefined) return placed;
  const begin = (side === 'beside' ? Math.min(wish.from, left) : left) - 3 * gap;
  const isInTheWay = ({ label }: PlacedMark, place: number) => {
    const mark = wishes[place];
    if (label === null || mark === undefined) return false;
    return Math.max(label.left + label.textWidth, side === 'beside' ? mark.to : 0) > begin;
  };
  const losses = Array.from({ length: rows }, (_, row) => {
    return placed.filter((other, place) => other.row === row && isInTheWay(other, place)).length;
  });
  const row = losses.indexOf(Math.min(...losses));
  return placed.map((other, place) => {
    if (place === placed.length - 1) return { row, label: { text: wish.text, left, textWidth, row } };
    return other.row === row && isInTheWay(other, place) ? { row: rows, label: null } : other;
  });
}

function leftOf({ from, to }: LabelWish, textWidth: number, takenTo: number, { width, side, gap }: LabelRoom) {
  const seenFrom = Math.max(from, 0);
  const seenTo = Math.min(to, width);
  if (seenTo - seenFrom >= textWidth + 2 * gap) return (seenFrom + seenTo - textWidth) / 2;
  if (side === 'from-start') return Math.max(0, Math.min(seenFrom, width - textWidth));
  if (seenTo + gap + textWidth <= width) return seenTo + gap;
  const before = seenFrom - gap - textWidth;
  return before >= Math.max(takenTo, 0) ? before : undefined;
}
