/**
 * Which rows of a long list of equal rows are on the screen. Nothing is kept for a row, so a million of them cost what ten
 * do; a library that measures rows keeps an object for each and makes all of them anew whenever one is appended.
 */

/** Browsers give up on taller elements (Firefox at 17.8 million pixels). A longer list scrolls by more than it is moved. */
const tallestPx = 12_000_000;

/** Rows drawn beyond the edges, so that fast scrolling shows no gap. */
const spareRows = 8;

export interface ListShape {
  readonly count: number;
  readonly rowPx: number;
  /** How much of the list is visible. */
  readonly viewPx: number;
}

/** What is to be drawn: the rows from `first` to before `end`, the first of them at `topPx` of a list of `heightPx`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
  readonly topPx: number;
  readonly heightPx: number;
}

/** The rows to draw where the list is scrolled to `scrollPx`. */
export function rowsAt(shape: ListShape, scrollPx: number): RowWindow {
  const { count, rowPx, viewPx } = shape;
  const withinPx = clampScroll(shape, scrollPx);
  const contentPx = toContent(shape, scrollPx);
  const first = Math.max(0, Math.floor(contentPx / rowPx) - spareRows);
  const end = Math.min(count, Math.ceil((contentPx + viewPx) / rowPx) + spareRows);
  // Relative to the scroll position, so that a list taller than elements can be moves by whole pixels all the same.
  return { first, end, topPx: withinPx - contentPx + first * rowPx, heightPx: heightOf(shape) };
}

/** Where to scroll so that a row is visible: as little as possible, or to the middle where it is far away. */
export function scrollToRow(shape: ListShape, scrollPx: number, row: number): number {
  const { rowPx, viewPx } = shape;
  const contentPx = toContent(shape, scrollPx);
  const rowTopPx = row * rowPx;
  const abovePx = contentPx - rowTopPx;
  const belowPx = rowTopPx + rowPx - (contentPx + viewPx);
  if (abovePx <= 0 && belowPx <= 0) return scrollPx;
  if (abovePx > 0 && abovePx <= viewPx) return toScroll(shape, rowTopPx);
  if (belowPx > 0 && belowPx <= viewPx) return toScroll(shape, rowTopPx + rowPx - viewPx);
  return toScroll(shape, rowTopPx + rowPx / 2 - viewPx / 2);
}

/** Whether the end of the list is visible. */
export function isAtEnd(shape: ListShape, scrollPx: number): boolean {
  return scrollPx >= heightOf(shape) - shape.viewPx - shape.rowPx / 2;
}

function heightOf({ count, rowPx }: ListShape): number {
  return Math.min(count * rowPx, tallestPx);
}

/** How far the rows extend beyond what is visible, and how far the element can be scrolled. */
function travels(shape: ListShape): { readonly contentPx: number; readonly scrollPx: number } {
  return {
    contentPx: Math.max(0, shape.count * shape.rowPx - shape.viewPx),
    scrollPx: Math.max(0, heightOf(shape) - shape.viewPx),
  };
}

/** A list that has become shorter was scrolled further than it goes now. */
function clampScroll(shape: ListShape, scrollPx: number): number {
  return Math.min(Math.max(scrollPx, 0), travels(shape).scrollPx);
}

function toContent(shape: ListShape, scrollPx: number): number {
  const travel = travels(shape);
  return travel.scrollPx === 0 ? 0 : (clampScroll(shape, scrollPx) * travel.contentPx) / travel.scrollPx;
}

function toScroll(shape: ListShape, contentPx: number): number {
  const travel = travels(shape);
  const within = Math.min(Math.max(contentPx, 0), travel.contentPx);
  return travel.contentPx === 0 ? 0 : (within * travel.scrollPx) / travel.contentPx;
}
