import type { Happening, MarkHappening, MessageHappening, SpanHappening, ViolationHappening } from './happening.ts';
import { startOf } from './happening.ts';

/** Of what is shown, so much at most is marks and faults while there are messages to tell of. */
const pointShare = 0.6;
/** So few faults are all told; of more, the latest as of anything else. */
const mostFaults = 4;
/** Where clients said no more, a plan was shrunk to what they asked: it then matters wherever a rule was broken. */
const fewAsked = 12;

type Point = MarkHappening | SpanHappening;

/** A message or a saying that is there more often than so many times a row is routine: heartbeats, replies that repeat. */
const routineTimesARow = 3;

/**
 * The few happenings that a violation can have come from, at most `limit`, in the order in which they begin. Those are in
 * its causal past (Lamport 1978: an earlier happening of the same node, or the sending of what it got), walked from the last
 * violation back; without one, from the end.
 *
 * That past soon holds everything, so of it is told: the violation; faults and what nodes and clients said, in the order
 * of `inOrderOfRank`; messages upon whose arrival something of that was said; and of the lost ones the first of each sender
 * under each fault. Other messages only where nobody said anything.
 *
 * Where the violation names what it rests on, that is told, with the faults of that time and what brought it about.
 */
export function selectRelevant(happenings: readonly Happening[], limit: number): Happening[] {
  const last = happenings.findLastIndex(({ kind }) => kind === 'violation');
  const past = causalPast(last === -1 ? happenings : happenings.slice(0, last + 1));
  const violation = past.findLast((one) => one.kind === 'violation');
  if (violation !== undefined && violation.evidence.length > 0) {
    return selectByEvidence(happenings.slice(0, last + 1), violation, limit);
  }
  const chosen = new Set<Happening>(violation === undefined ? [] : [violation]);
  /** @param candidates the most telling first. */
  const take = (candidates: readonly Happening[], most: number): void => {
    for (const candidate of candidates) {
      if (chosen.size >= Math.min(most, limit)) return;
      chosen.add(candidate);
    }
  };
  const messages = past.filter((one) => one.kind === 'message').reverse();
  const points = inOrderOfRank(past, violation);
  take(points, messages.length === 0 ? limit : Math.ceil(limit * pointShare));
  take(points.length === 0 ? messages : tellingMessages(messages, chosen), limit);
  take(points, limit);
  return past.filter((happening) => chosen.has(happening)).sort((left, right) => startOf(left) - startOf(right));
}

/** @param past all until the violation: what its evidence names need not be in its causal past. */
function selectByEvidence(past: readonly Happening[], violation: ViolationHappening, limit: number): Happening[] {
  const at = momentsIn(past);
  const isRoutine = routineIn(past);
  const isRepeated = repetitionsIn(past);
  const chosen = new Set<Happening>([violation]);
  const take = (candidates: readonly Happening[]): void => {
    for (const candidate of candidates) if (chosen.size < limit && !isRepeated(candidate)) chosen.add(candidate);
  };
  const core = violation.evidence.flatMap(({ row, atUs }) =>
    at(row, atUs).filter((one) => one.kind !== 'mark' || !isToldByFault(one, past)),
  );
  take(faultsDuring(core.slice(0, limit), past, violation));
  take(core);
  // What brought it about: what the sender of a message said or got as it sent it.
  for (const one of [...chosen]) {
    if (one.kind === 'message') take(at(one.from, one.sentUs).filter((cause) => !isRoutine(cause)));
  }
  return past.filter((one) => chosen.has(one)).sort((left, right) => startOf(left) - startOf(right));
}

/** The latest faults of the time of some happenings, on the rows of a violation or on the network; on anything without rows. */
function faultsDuring(
  core: readonly Happening[],
  past: readonly Happening[],
  { rows }: ViolationHappening,
): Happening[] {
  const fromUs = Math.min(...core.map(startOf));
  const untilUs = Math.max(...core.map(({ atUs }) => atUs));
  const faults = past.filter((one) => {
    if (one.kind !== 'span' || one.endUs < fromUs || one.atUs > untilUs) return false;
    return rows.length === 0 || one.rows.length === 0 || one.rows.some((row) => rows.includes(row));
  });
  return faults.slice(1 - mostFaults);
}

/** What a row said or got at a moment. */
function momentsIn(past: readonly Happening[]): (row: string, atUs: number) => readonly Happening[] {
  const moments = Map.groupBy(past, (one) => {
    if (one.kind === 'mark') return `${one.row} ${one.atUs}`;
    return one.kind === 'message' && one.lost === null ? `${one.to} ${one.atUs}` : '';
  });
  return (row, atUs) => moments.get(`${row} ${atUs}`) ?? [];
}

/** Whether there is the like of it all the time. */
function routineIn(past: readonly Happening[]): (one: Happening) => boolean {
  const patternOf = (one: Happening): string => {
    if (one.kind === 'mark') return wordsOf(one);
    return one.kind === 'message' ? one.label.replaceAll(/\d+/g, '#') : one.kind;
  };
  const times = Map.groupBy(past, patternOf);
  const rows = new Set(past.flatMap((one) => (one.kind === 'mark' ? [one.row] : [])));
  return (one) => (times.get(patternOf(one))?.length ?? 0) > routineTimesARow * rows.size;
}

/** Whether it is the second copy of a message that came twice. */
function repetitionsIn(past: readonly Happening[]): (one: Happening) => boolean {
  const copies = new Map<string, Happening>();
  const keyOf = ({ from, to, sentUs, label }: MessageHappening): string => `${from} ${to} ${sentUs} ${label}`;
  for (const one of past) if (one.kind === 'message' && !copies.has(keyOf(one))) copies.set(keyOf(one), one);
  return (one) => one.kind === 'message' && copies.get(keyOf(one)) !== one;
}

/** What happened before the last of them, as far as it can have had to do with it; faults always can. */
function causalPast(happenings: readonly Happening[]): Happening[] {
  const end = happenings.at(-1);
  /** Clients are told of by marks alone: who they asked is not known here. */
  const talking = new Set(happenings.flatMap((one) => (one.kind === 'message' ? [one.from, one.to] : [])));
  const involved = end?.kind === 'violation' && end.rows.length > 0 ? end.rows : talking;
  /** Up to when what a row did can have mattered. */
  const until = new Map([...involved].map((row) => [row, Number.POSITIVE_INFINITY]));
  const matters = (row: string, atUs: number): boolean => atUs <= (until.get(row) ?? Number.NEGATIVE_INFINITY);
  const past: Happening[] = [];
  for (const happening of happenings.toReversed()) {
    switch (happening.kind) {
      case 'violation':
      case 'span':
        past.push(happening);
        break;
      case 'mark':
        if (matters(happening.row, happening.atUs) || !talking.has(happening.row)) past.push(happening);
        break;
      case 'message': {
        const { from, to, sentUs, atUs, lost } = happening;
        // What was lost told nobody anything, and may be why: both its ends must matter.
        if (lost === null ? !matters(to, atUs) : !(matters(from, sentUs) && until.has(to))) break;
        past.push(happening);
        if (lost === null) until.set(from, Math.max(until.get(from) ?? sentUs, sentUs));
        break;
      }
      default:
        happening satisfies never;
    }
  }
  return past.reverse();
}

/**
 * Marks and faults. Left out are a stop and a start that the span of a fault tells already, and of what a node said several
 * times in a row, but for its numbers, all but the last: `committed 7` after `committed 6`.
 */
function pointsOf(past: readonly Happening[]): Point[] {
  const saidNext = new Map<string, string>();
  const points: Point[] = [];
  for (const one of past.toReversed()) {
    if (one.kind === 'span') points.push(one);
    if (one.kind !== 'mark' || isToldByFault(one, past)) continue;
    const words = wordsOf(one);
    if (isClient(one) || saidNext.get(one.row) !== words) points.push(one);
    saidNext.set(one.row, words);
  }
  return points;
}

/** Where a crash ends a node, or its end starts it, the fault's span says it already. */
function isToldByFault(mark: MarkHappening, past: readonly Happening[]): boolean {
  if (mark.what === 'noted') return false;
  return past.some(
    (one) => one.kind === 'span' && one.rows.includes(mark.row) && one.atUs <= mark.atUs && mark.atUs <= one.endUs,
  );
}

/**
 * The most telling first, of equal rank the latest: faults, where they are few; then what nodes said, and clients too where
 * they said little or a rule was broken in what they saw, at no node; then other clients; last what is said all the time.
 */
function inOrderOfRank(past: readonly Happening[], violation: ViolationHappening | undefined): Point[] {
  const marks = past.filter((one) => one.kind === 'mark');
  const times = Map.groupBy(marks, wordsOf);
  const rows = new Set(marks.map(({ row }) => row));
  const asked = marks.filter(isClient).length;
  const faults = past.filter(({ kind }) => kind === 'span').length;
  const rankOf = (point: Point): number => {
    if (point.kind === 'span') return faults > mostFaults ? 1 : 0;
    if (isClient(point)) return violation?.rows.length === 0 || asked <= fewAsked ? 1 : 2;
    return (times.get(wordsOf(point))?.length ?? 0) > rows.size ? 3 : 1;
  };
  return pointsOf(past).sort((left, right) => rankOf(left) - rankOf(right));
}

function isClient({ row }: MarkHappening): boolean {
  return row.startsWith('client');
}

/** What a mark says, but for its numbers. */
function wordsOf({ what, text }: MarkHappening): string {
  return `${what} ${text.replaceAll(/\d+/g, '#')}`;
}

/** @param messages the latest first. @param chosen what is shown besides them. */
function tellingMessages(messages: readonly MessageHappening[], chosen: ReadonlySet<Happening>): MessageHappening[] {
  const rowsOf = (one: Happening) => (one.kind === 'mark' ? [one.row] : one.kind === 'violation' ? one.rows : []);
  const told = new Set([...chosen].flatMap((one) => rowsOf(one).map((row) => `${row} ${one.atUs}`)));
  const faultStarts = [...chosen].flatMap((one) => (one.kind === 'span' ? [one.atUs] : []));
  const firstLost = new Map<string, MessageHappening>();
  for (const message of messages) {
    const startUs = faultStarts
      .filter((atUs) => atUs <= message.sentUs)
      .reduce((left, right) => Math.max(left, right), -1);
    if (message.lost !== null) firstLost.set(`${message.from} ${startUs}`, message);
  }
  const isFirst = new Set(firstLost.values());
  return messages.filter((message) =>
    message.lost === null ? told.has(`${message.to} ${message.atUs}`) : isFirst.has(message),
  );
}
