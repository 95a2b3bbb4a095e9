/**
 * Where everything of a space-time diagram stands, in pixels: a line for every node and client, time from left to right.
 * Every happening has a number, by which a list beside the drawing tells it in words: labels never overlap so.
 */
import type { Happening, MarkHappening, MessageHappening, SpanHappening, ViolationHappening } from './happening.ts';
import { startOf } from './happening.ts';
import { placeTimes } from './time-columns.ts';

export interface SpaceTimeLayout {
  readonly width: number;
  readonly height: number;
  /** Where the numbers of violations stand: above all lines, below a title. */
  readonly topY: number;
  readonly rows: readonly { readonly name: string; readonly y: number }[];
  /** From where to where the lines of the rows go. */
  readonly startX: number;
  readonly endX: number;
  readonly bands: readonly Band[];
  readonly arrows: readonly Arrow[];
  readonly marks: readonly Mark[];
  readonly violations: readonly { readonly number: number; readonly x: number; readonly of: ViolationHappening }[];
  /** Labels of the axis, each of a moment at which something of the list begins, far enough from each other. */
  readonly ticks: readonly { readonly x: number; readonly atUs: number }[];
  /** All of it in the order of its numbers, from 1. */
  readonly items: readonly NumberedHappening[];
}

export interface NumberedHappening {
  readonly number: number;
  readonly of: Happening;
}

/** A fault: over the line of one node, or over all where it acts on the network. */
export interface Band {
  readonly number: number;
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  /** Where its number stands, on the upper edge. */
  readonly numberX: number;
  /** Its fault, to stand beside the number; empty where another number stands there. */
  readonly name: string;
  readonly of: SpanHappening;
}

/** A message, with the place of its number on it; one that was lost ends before it reaches the other line. */
export interface Arrow {
  readonly number: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly numberX: number;
  readonly numberY: number;
  readonly of: MessageHappening;
}

export interface Mark {
  readonly number: number;
  readonly x: number;
  readonly y: number;
  readonly of: MarkHappening;
}

const nameWidth = 110;
const topY = 44;
const firstRowY = 84;
/** So far beyond the first and the last line reaches a fault of the network. */
const networkBeyond = 22;
const rowHeight = 64;
const bottomHeight = 44;
const bandHalfHeight = 16;
const tickDistance = 78;
/** Numbers of one moment on one line stand beside each other. */
const besideNumber = 22;
/** So far along an arrow its number may stand, the best place first: near no line, however many lines it crosses. */
const numberAlong = [0.38, 0.6, 0.24, 0.74] as const;
/** Of the name of a fault, a letter. */
const letterWidth = 6;
const lostAlong = 0.6;
/** Of the circle around a number. */
export const markRadius = 9;
/** A message that is lost as it is sent leans to the right, so that it is seen where it went. */
const leastLean = 18;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where rows and moments stand. */
interface Ground {
  readonly bottomY: number;
  yOf(row: string): number;
  xOf(atUs: number): number;
  /** Beside the numbers that stand at that place already. */
  freeX(x: number, y: number): number;
  /** The first of some places that is free of other numbers, which it then is no more. */
  freePlace(places: readonly [Place, ...Place[]]): Place;
}

/** @param happenings what is shown, in any order. */
export function layOutSpaceTime(happenings: readonly Happening[]): SpaceTimeLayout {
  const items = happenings
    .toSorted((left, right) => startOf(left) - startOf(right))
    .map((of, index) => ({ number: index + 1, of }));
  const rows = rowsOf(happenings).map((name, index) => ({ name, y: firstRowY + index * rowHeight }));
  const { columns, endX, xOf } = placeTimes(happenings.flatMap(timesOf), nameWidth + 30);
  const bottomY = rows.at(-1)?.y ?? firstRowY;
  const starts = new Set(happenings.map(startOf));
  const taken = new Map<string, number>();
  const numbers: Place[] = [];
  const ground: Ground = {
    bottomY,
    yOf: (row) => rows.find(({ name }) => name === row)?.y ?? firstRowY,
    xOf,
    freeX: (x, y) => {
      const before = taken.get(`${x} ${y}`) ?? 0;
      taken.set(`${x} ${y}`, before + 1);
      numbers.push({ x: x + before * besideNumber, y });
      return x + before * besideNumber;
    },
    freePlace: (places) => {
      const isFree = ({ x, y }: Place) =>
        numbers.every((other) => Math.hypot(other.x - x, other.y - y) > 2 * markRadius);
      const place = places.find(isFree) ?? places[0];
      numbers.push(place);
      return place;
    },
  };
  // Those that cannot be moved come first.
  const marks = items.flatMap(({ number, of }) => (of.kind === 'mark' ? [placeMark(number, of, ground)] : []));
  const bands = items.flatMap(({ number, of }) => (of.kind === 'span' ? placeSpan(number, of, ground) : []));
  return {
    width: endX + 24,
    height: bottomY + bottomHeight + rowHeight / 2,
    ...{ topY, rows, startX: nameWidth, endX, items, marks, bands: nameBands(bands) },
    ticks: spreadOut(columns.filter(({ atUs }) => starts.has(atUs))),
    arrows: items.flatMap(({ number, of }) => (of.kind === 'message' ? [placeMessage(number, of, ground, items)] : [])),
    violations: items.flatMap(({ number, of }) => (of.kind === 'violation' ? [{ number, x: xOf(of.atUs), of }] : [])),
  };
}

function placeSpan(number: number, of: SpanHappening, { bottomY, xOf, yOf, freeX }: Ground): Band[] {
  const x1 = xOf(of.atUs);
  const x2 = Math.max(x1 + 6, xOf(of.endUs));
  const band = (y1: number, y2: number): Band => ({ number, x1, x2, y1, y2, numberX: freeX(x1, y1), name: '', of });
  if (of.rows.length === 0) return [band(firstRowY - networkBeyond, bottomY + networkBeyond)];
  return of.rows.map((row) => band(yOf(row) - bandHalfHeight, yOf(row) + bandHalfHeight));
}

/** Names a band where no number of another stands in the way. */
function nameBands(bands: readonly Band[]): Band[] {
  return bands.map((band) => {
    const endX = band.numberX + besideNumber + letterWidth * band.of.fault.length;
    const isTaken = bands.some(({ y1, numberX }) => y1 === band.y1 && numberX > band.numberX && numberX < endX);
    return isTaken ? band : { ...band, name: band.of.fault };
  });
}

function placeMessage(
  number: number,
  of: MessageHappening,
  { xOf, yOf, freePlace }: Ground,
  items: readonly NumberedHappening[],
): Arrow {
  const [x1, y1, arrivalY] = [xOf(of.sentUs), yOf(of.from), yOf(of.to)];
  const arrivalX = of.lost === null ? xOf(of.atUs) : Math.max(xOf(of.atUs), x1 + leastLean);
  const at = (part: number) => ({ x: x1 + (arrivalX - x1) * part, y: y1 + (arrivalY - y1) * part });
  // The head touches the circle of what the node said as it got it.
  const isMarked = items.some(({ of: one }) => one.kind === 'mark' && one.row === of.to && one.atUs === of.atUs);
  const untilCircle = 1 - markRadius / Math.hypot(arrivalX - x1, arrivalY - y1);
  const reached = of.lost !== null ? lostAlong : isMarked ? untilCircle : 1;
  const end = at(reached);
  const [best, ...others] = numberAlong;
  const along = (part: number) => at(of.lost === null ? part : part * lostAlong);
  const middle = freePlace([along(best), ...others.map(along)]);
  return { number, x1, y1, x2: end.x, y2: end.y, numberX: middle.x, numberY: middle.y, of };
}

function placeMark(number: number, of: MarkHappening, { xOf, yOf, freeX }: Ground): Mark {
  const y = yOf(of.row);
  return { number, x: freeX(xOf(of.atUs), y), y, of };
}

/** The rows that anything happens to, nodes before clients. */
function rowsOf(happenings: readonly Happening[]): string[] {
  const names = happenings.flatMap((one) => {
    if (one.kind === 'message') return [one.from, one.to];
    return one.kind === 'mark' ? [one.row] : one.rows;
  });
  const rank = (name: string): number => (name.startsWith('client') ? 1 : 0);
  return [...new Set(names)].sort(
    (left, right) => rank(left) - rank(right) || left.localeCompare(right, 'en', { numeric: true }),
  );
}

function timesOf(happening: Happening): number[] {
  return happening.kind === 'message' ? [happening.sentUs, happening.atUs] : [happening.atUs];
}

function spreadOut<T extends { readonly x: number }>(columns: readonly T[]): T[] {
  const shown: T[] = [];
  for (const column of columns) {
    const last = shown.at(-1);
    if (last === undefined || column.x - last.x >= tickDistance) shown.push(column);
  }
  return shown;
}
