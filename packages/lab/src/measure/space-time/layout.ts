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
  readonly rows: readonly { readonly name: string; readonly y: number }[];
  /** From where to where the lines of the rows go. */
  readonly startX: number;
  readonly endX: number;
  readonly bands: readonly Band[];
  readonly arrows: readonly Arrow[];
  readonly marks: readonly Mark[];
  readonly violations: readonly { readonly number: number; readonly x: number; readonly of: ViolationHappening }[];
  /** Labels of the axis, far enough from each other. */
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
const firstRowY = 60;
const rowHeight = 64;
const bottomHeight = 44;
const bandHalfHeight = 16;
const tickDistance = 78;
/** Marks of one moment on one line stand beside each other. */
const besideMark = 22;
/** So far along an arrow stands its number: near no line, however many lines it crosses. */
const numberAlong = 0.38;
const lostAlong = 0.6;
/** Of the circle around a number. */
export const markRadius = 9;
/** A message that is lost as it is sent leans to the right all the same. */
const leastLean = 18;

/** @param happenings what is shown, in order of time. */
export function layOutSpaceTime(happenings: readonly Happening[]): SpaceTimeLayout {
  const items = happenings
    .toSorted((left, right) => startOf(left) - startOf(right))
    .map((of, index) => ({ number: index + 1, of }));
  const rows = rowsOf(happenings).map((name, index) => ({ name, y: firstRowY + index * rowHeight }));
  const bottomY = firstRowY + Math.max(0, rows.length - 1) * rowHeight;
  const yOf = (name: string): number => rows.find((row) => row.name === name)?.y ?? firstRowY;
  const { columns, endX, xOf } = placeTimes(happenings.flatMap(timesOf), nameWidth + 30);
  const arrows = items.flatMap(({ number, of }) => (of.kind === 'message' ? [arrow(number, of)] : []));
  return {
    width: endX + 24,
    height: bottomY + bottomHeight + rowHeight / 2,
    rows,
    startX: nameWidth,
    endX,
    bands: items.flatMap(({ number, of }) => (of.kind === 'span' ? bandsOf(number, of) : [])),
    arrows,
    marks: placeMarks(items),
    violations: items.flatMap(({ number, of }) => (of.kind === 'violation' ? [{ number, x: xOf(of.atUs), of }] : [])),
    ticks: spreadOut(columns),
    items,
  };

  function bandsOf(number: number, of: SpanHappening): Band[] {
    const x = { x1: xOf(of.atUs), x2: Math.max(xOf(of.atUs) + 6, xOf(of.endUs)) };
    if (of.rows.length === 0) return [{ number, ...x, y1: firstRowY - 28, y2: bottomY + 28, of }];
    return of.rows.map((row) => ({ number, ...x, y1: yOf(row) - bandHalfHeight, y2: yOf(row) + bandHalfHeight, of }));
  }

  function arrow(number: number, of: MessageHappening): Arrow {
    const [x1, y1, arrivalY] = [xOf(of.sentUs), yOf(of.from), yOf(of.to)];
    const arrivalX = Math.max(xOf(of.atUs), x1 + leastLean);
    const reached = of.lost === null ? 1 : lostAlong;
    const length = Math.hypot(arrivalX - x1, arrivalY - y1);
    // The head touches the circle of what the node said as it got it.
    const isMarked =
      of.lost === null && happenings.some((one) => one.kind === 'mark' && one.row === of.to && one.atUs === of.atUs);
    const at = (part: number) => ({ x: x1 + (arrivalX - x1) * part, y: y1 + (arrivalY - y1) * part });
    const [end, middle] = [at(isMarked ? 1 - markRadius / length : reached), at(numberAlong * reached)];
    return { number, x1, y1, x2: end.x, y2: end.y, numberX: middle.x, numberY: middle.y, of };
  }

  function placeMarks(numbered: readonly NumberedHappening[]): Mark[] {
    const taken = new Map<string, number>();
    return numbered.flatMap(({ number, of }) => {
      if (of.kind !== 'mark') return [];
      const place = `${of.row} ${of.atUs}`;
      const before = taken.get(place) ?? 0;
      taken.set(place, before + 1);
      return [{ number, x: xOf(of.atUs) + before * besideMark, y: yOf(of.row), of }];
    });
  }
}

/** The rows that anything happens to: nodes, which send and get messages or have faults of their own, before clients. */
function rowsOf(happenings: readonly Happening[]): string[] {
  const nodes = new Set<string>();
  const clients = new Set<string>();
  for (const one of happenings) {
    if (one.kind === 'message') nodes.add(one.from).add(one.to);
    else if (one.kind === 'mark') clients.add(one.row);
    else for (const row of one.rows) nodes.add(row);
  }
  const inOrder = (names: Iterable<string>) =>
    [...names].sort((left, right) => left.localeCompare(right, 'en', { numeric: true }));
  return inOrder(nodes.union(clients)).toSorted((left, right) => rank(left) - rank(right));

  function rank(name: string): number {
    return name.startsWith('client') ? 1 : 0;
  }
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
