/** Draws marks on the canvas of a chart or of the overview. */
import { placeLabels } from './label-layout.ts';
import type { LengthMark, Marks } from './marks.ts';
import type { Palette } from './palette.ts';
import type { Bounds } from './range-bounds.ts';

/** Where the time axis lies on a canvas. Lengths are pixels of the canvas, `ratio` of which make a pixel of the page. */
export interface Ground {
  readonly context: CanvasRenderingContext2D;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly bounds: Bounds;
  readonly palette: Palette;
}

const hatchGap = 6;
const signGap = 3;
/** Between a mark and its label. Pixels of the page. */
const labelGap = 4;

/** Where a moment lies. */
export function xOf({ left, width, bounds }: Ground, atUs: number): number {
  return left + (width * (atUs - bounds.startUs)) / (bounds.endUs - bounds.startUs);
}

/** A band that is narrower than this has no hatches: they could not be told apart. Pixels of the page. */
const narrow = 3;

/**
 * Tells which of many small spans are worth drawing: one that would lie within a pixel that the last one has taken
 * already shows nothing new, and a canvas is slow at drawing ten thousands of them. Spans come in order of their start.
 */
export class Slivers {
  readonly #ratio: number;
  #drawnTo = Number.NEGATIVE_INFINITY;

  /** @param ratio how many pixels of the canvas make one of the page. */
  constructor(ratio: number) {
    this.#ratio = ratio;
  }

  /** @param from where a span begins. @param to where it ends, in pixels of the canvas. */
  shows(from: number, to: number): boolean {
    const end = Math.max(to, from + this.#ratio);
    if (end < this.#drawnTo + this.#ratio / 2) return false;
    this.#drawnTo = end;
    return true;
  }
}

/** Faults as hatched bands over the whole height; what was not confirmed has no ground, only hatches. */
export function drawFaults(ground: Ground, marks: Marks): void {
  const { context, top, height, ratio, palette } = ground;
  const slivers = new Slivers(ratio);
  context.save();
  context.fillStyle = palette.fault;
  context.globalAlpha = 0.3;
  for (const fault of marks.faults) {
    const place = seen(ground, fault.startUs, fault.endUs);
    if (place === undefined) continue;
    const [from, to] = place;
    if (to - from >= narrow * ratio) drawBand(ground, from, to, fault.isConfirmed);
    else if (slivers.shows(from, to)) context.fillRect(from, top, Math.max(to - from, ratio), height);
  }
  context.restore();
}

function drawBand(ground: Ground, from: number, to: number, isConfirmed: boolean): void {
  const { context, top, height, ratio, palette } = ground;
  context.save();
  context.beginPath();
  context.rect(from, top, to - from, height);
  context.clip();
  context.globalAlpha = 1;
  context.fillStyle = palette.faultGround;
  if (isConfirmed) context.fill();
  context.strokeStyle = palette.fault;
  context.lineWidth = ratio;
  hatch(ground, from, to);
  context.globalAlpha = 0.7;
  context.strokeRect(from, top - ratio, to - from, height + 2 * ratio);
  context.restore();
}

function hatch({ context, top, height, ratio }: Ground, from: number, to: number): void {
  context.globalAlpha = 0.28;
  context.beginPath();
  const gap = hatchGap * ratio;
  for (let x = from - height - ((from - height) % gap); x < to; x += gap) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.stroke();
}

/** OFF points down, ON points up. Of those that would cover each other the first is drawn. */
export function drawHealth(ground: Ground, marks: Marks, size: number): void {
  const { context, top, ratio, palette, left, width } = ground;
  const drawn = { ON: Number.NEGATIVE_INFINITY, OFF: Number.NEGATIVE_INFINITY };
  const half = (size * ratio) / 2;
  for (const { atUs, state } of marks.health) {
    const x = xOf(ground, atUs);
    if (x < left || x > left + width || x - drawn[state] < signGap * ratio) continue;
    drawn[state] = x;
    const tip = state === 'OFF' ? half : -half;
    context.beginPath();
    context.moveTo(x, top - half + tip);
    context.lineTo(x - half, top - half - tip);
    context.lineTo(x + half, top - half - tip);
    context.closePath();
    context.fillStyle = state === 'OFF' ? palette.bad : palette.good;
    context.fill();
    context.lineWidth = ratio;
    context.strokeStyle = palette.surface;
    context.stroke();
  }
}

/** The common cursor: a line with a head. */
export function drawCursor(ground: Ground, atUs: number): void {
  const { context, top, height, ratio, palette, left, width } = ground;
  const x = Math.round(xOf(ground, atUs));
  if (x < left - 1 || x > left + width + 1) return;
  context.fillStyle = palette.text;
  context.fillRect(x - ratio, top, 2 * ratio, height);
  context.beginPath();
  context.moveTo(x, top + 6 * ratio);
  context.lineTo(x - 5 * ratio, top);
  context.lineTo(x + 5 * ratio, top);
  context.fill();
}

/** The rows above the first chart, in pixels of the page: phases, faults, TTD and TTR (with and without room), signs. */
export const headRows = { phases: 1, faults: 2, lengths: 2, row: 15, unnamed: 10, signs: 13 } as const;

/** How high the rows above the first chart are, in pixels of the page. */
export const headHeight =
  (headRows.phases + headRows.faults + headRows.lengths) * headRows.row + headRows.unnamed + headRows.signs;

/** What stands above the first chart. */
export function drawHead(ground: Ground, marks: Marks, formatMs: (ms: number) => string): void {
  const row = headRows.row * ground.ratio;
  const top = ground.top - headHeight * ground.ratio;
  const { context, ratio, palette } = ground;
  context.save();
  context.font = `600 ${11 * ratio}px ${palette.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  drawPhases(ground, marks, top, row);
  drawFaultNames(ground, marks, top + headRows.phases * row, row);
  drawLengths(ground, marks.lengths, top + (headRows.phases + headRows.faults) * row, formatMs);
  context.restore();
}

/** A phase that is narrower than this does not get even a part of its name. Pixels of the page. */
const shortestName = 24;

function drawPhases(ground: Ground, marks: Marks, top: number, row: number): void {
  const { context, ratio, palette } = ground;
  const slivers = new Slivers(ratio);
  for (const phase of marks.phases) {
    const [from, to] = seen(ground, phase.startUs, phase.endUs) ?? [0, 0];
    if (to <= from || !slivers.shows(from, to)) continue;
    context.fillStyle = palette.idleGround;
    context.fillRect(from, top, to - from, row - 2 * ratio);
    context.fillStyle = palette.lineStrong;
    context.fillRect(from, top, ratio, row - 2 * ratio);
    if (to - from < shortestName * ratio) continue;
    const text = shortened(context, phase.name, to - from - 8 * ratio);
    context.fillStyle = palette.text;
    context.fillText(text, from + 4 * ratio, top + row / 2 - ratio / 2);
  }
}

/** The text, cut to a width; nothing where not even two letters of it fit. */
function shortened(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  for (let length = text.length - 1; length >= 2; length -= 1) {
    const cut = `${text.slice(0, length)}…`;
    if (context.measureText(cut).width <= width) return cut;
  }
  return '';
}

function drawFaultNames(ground: Ground, marks: Marks, top: number, row: number): void {
  const { context, ratio, palette, left, width } = ground;
  const widthOf = (text: string) => context.measureText(text).width;
  const wishes = marks.faults
    .flatMap(({ name, isConfirmed, startUs, endUs }) => {
      const place = seen(ground, startUs, endUs);
      if (place === undefined) return [];
      const text = isConfirmed ? name : `${name} ?`;
      return { text, from: place[0] - left, to: place[1] - left };
    })
    .sort((one, other) => one.from - other.from);
  context.fillStyle = palette.fault;
  const room = { rows: headRows.faults, width, side: 'from-start', gap: labelGap * ratio, measure: widthOf } as const;
  for (const { label } of placeLabels(wishes, room)) {
    if (label !== null) context.fillText(label.text, left + label.left, top + label.row * row + row / 2 - ratio / 2);
  }
}

/** Brackets from effect to OFF and from lifting to ON. */
function drawLengths(ground: Ground, lengths: readonly LengthMark[], top: number, formatMs: (ms: number) => string) {
  const { context, ratio, palette, left, width } = ground;
  const row = headRows.row * ratio;
  const widthOf = (text: string) => context.measureText(text).width;
  const visible = lengths
    .flatMap((length) => {
      const place = seen(ground, length.startUs, length.endUs);
      if (place === undefined) return [];
      const text = `${length.kind} ${formatMs(length.ms)}`;
      return { length, wish: { text, from: place[0] - left, to: place[1] - left } };
    })
    .sort((one, other) => one.wish.from - other.wish.from);
  const wishes = visible.map(({ wish }) => wish);
  const slivers = Array.from({ length: headRows.lengths + 1 }, () => ({
    TTD: new Slivers(ratio),
    TTR: new Slivers(ratio),
  }));
  const room = { rows: headRows.lengths, width, side: 'beside', gap: labelGap * ratio, measure: widthOf } as const;
  for (const [index, { row: at, label }] of placeLabels(wishes, room).entries()) {
    const item = visible[index];
    if (item === undefined) continue;
    const middle = top + at * row + (at < headRows.lengths ? row : headRows.unnamed * ratio) / 2;
    context.fillStyle = item.length.kind === 'TTD' ? palette.bad : palette.good;
    const from = left + item.wish.from;
    const to = Math.max(left + item.wish.to, from + ratio);
    if (label === null && slivers[at]?.[item.length.kind].shows(from, to) === false) continue;
    context.fillRect(from, middle - 4 * ratio, 1.5 * ratio, 8 * ratio);
    context.fillRect(to - 1.5 * ratio, middle - 4 * ratio, 1.5 * ratio, 8 * ratio);
    context.fillRect(from, middle - ratio, to - from, 2 * ratio);
    if (label === null) continue;
    const within = label.left >= item.wish.from && label.left + label.textWidth <= item.wish.to;
    const color = context.fillStyle;
    if (within) {
      context.fillStyle = palette.surface;
      context.fillRect(left + label.left - 3 * ratio, middle - 6 * ratio, label.textWidth + 6 * ratio, 12 * ratio);
    }
    context.fillStyle = color;
    context.fillText(label.text, left + label.left, middle);
  }
}

/** The part of a span that is shown, in pixels of the canvas; undefined where none of it is. */
function seen(ground: Ground, startUs: number, endUs: number | null): readonly [number, number] | undefined {
  const end = endUs ?? ground.bounds.endUs;
  if (end < ground.bounds.startUs || startUs > ground.bounds.endUs) return undefined;
  const from = Math.max(xOf(ground, startUs), ground.left);
  return [from, Math.min(Math.max(xOf(ground, end), from + ground.ratio), ground.left + ground.width)];
}
