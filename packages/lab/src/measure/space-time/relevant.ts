import type { Happening, MessageHappening, ViolationHappening } from './happening.ts';

/** Of what is shown, so much at most is marks and faults: the rest is for the messages between them. */
const pointShare = 0.6;

/**
 * The few happenings that a violation can have come from, at most `limit`, in order of time. Those are in its causal past
 * (Lamport 1978: an earlier happening of the same node, or the sending of what it got), walked from the last violation
 * back; without one, from the end.
 *
 * Of that past, which soon holds everything, what is told before the rest: the violation; what nodes said of themselves
 * and faults, the latest first; messages upon whose arrival a node said something; and of the lost ones the first of each
 * pair of nodes under each fault. Other messages only where there would be none.
 */
export function selectRelevant(happenings: readonly Happening[], limit: number): Happening[] {
  const last = happenings.findLastIndex(({ kind }) => kind === 'violation');
  const past = causalPast(last === -1 ? happenings : happenings.slice(0, last + 1));
  const violations = past.filter(({ kind }) => kind === 'violation').slice(-1);
  const points = past.filter((one) => one.kind === 'span' || (one.kind === 'mark' && !isToldByFault(one, past)));
  const messages = past.filter((one) => one.kind === 'message');
  const telling = tellingMessages(messages, past);
  const chosen = new Set<Happening>(violations);
  const take = (candidates: readonly Happening[], most: number): void => {
    const room = Math.min(most, limit - chosen.size);
    if (room > 0) for (const candidate of candidates.slice(-room)) chosen.add(candidate);
  };
  take(points, Math.ceil(limit * pointShare) - chosen.size);
  take(telling.length > 0 ? telling : messages, limit);
  take(
    points.filter((point) => !chosen.has(point)),
    limit,
  );
  return past.filter((happening) => chosen.has(happening));
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

/** Where a crash ends a node, or its end starts it, the fault's span says it already. */
function isToldByFault(mark: Extract<Happening, { kind: 'mark' }>, past: readonly Happening[]): boolean {
  if (mark.what === 'noted') return false;
  return past.some(
    (one) =>
      one.kind === 'span' &&
      one.rows.includes(mark.row) &&
      (mark.what === 'stopped' ? one.atUs : one.endUs) === mark.atUs,
  );
}

function tellingMessages(messages: readonly MessageHappening[], past: readonly Happening[]): MessageHappening[] {
  const told = new Set(past.flatMap((one) => (one.kind === 'mark' ? [`${one.row} ${one.atUs}`] : [])));
  const violation = past.findLast((one): one is ViolationHappening => one.kind === 'violation');
  for (const row of violation?.rows ?? []) told.add(`${row} ${violation?.atUs}`);
  const faultStarts = past.flatMap((one) => (one.kind === 'span' ? [one.atUs] : []));
  const lostBefore = new Set<string>();
  return messages.filter(({ from, to, sentUs, atUs, lost }) => {
    if (lost === null) return told.has(`${to} ${atUs}`);
    const key = `${from} ${to} ${faultStarts.findLast((startUs) => startUs <= sentUs)}`;
    const isFirst = !lostBefore.has(key);
    lostBefore.add(key);
    return isFirst;
  });
}
