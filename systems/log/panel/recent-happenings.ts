/** What a space-time diagram shows of the last seconds: messages between nodes, elections, ends and starts. Pure. */
import type { Happening, MessageHappening, SpanHappening } from '@temblor/lab/measure/space-time/happening';
import { startOf } from '@temblor/lab/measure/space-time/happening';
import type { LogState } from './log-state.ts';
import { instanceOf } from './log-state.ts';

/** More would not be read. */
const mostMessages = 12;

/** What is shown, and how moments are counted. */
export interface RecentSpan {
  readonly fromUs: number;
  readonly untilUs: number;
  /** The moment that counts as zero. */
  readonly originUs: number;
}

/**
 * @param faults whose spans may lie anywhere in time.
 * @param leads what a node says that leads, in the language of the page.
 * @returns in order of their beginnings; moments count from `originUs`. Empty where no message was told of.
 */
export function recentHappenings(
  state: LogState,
  { fromUs, untilUs, originUs }: RecentSpan,
  faults: readonly SpanHappening[],
  leads: (term: number) => string,
): readonly Happening[] {
  const isRecent = (atUs: number) => atUs >= fromUs && atUs <= untilUs;
  const messages = messagesOf(state).filter(({ sentUs, atUs }) => isRecent(sentUs) && isRecent(atUs));
  if (messages.length === 0) return [];
  const shown = messages.toSorted((left, right) => left.sentUs - right.sentUs).slice(-mostMessages);
  const beginUs = shown[0]?.sentUs ?? fromUs;
  const marks = marksOf(state, leads).filter(({ atUs }) => atUs >= beginUs && atUs <= untilUs);
  const spans = faults
    .filter((fault) => fault.endUs >= beginUs && fault.atUs <= untilUs)
    .map((fault) => ({ ...fault, endUs: Math.min(fault.endUs, untilUs) }));
  return [...shown, ...marks, ...spans]
    .toSorted((left, right) => startOf(left) - startOf(right))
    .map((happening) => countedFrom(happening, originUs));
}

function messagesOf({ windows }: LogState): MessageHappening[] {
  return windows.flatMap(({ instance, exchanged }) =>
    exchanged.map(({ from, sentAtUs, receivedAtUs, label }) => ({
      ...({ kind: 'message', from: instanceOf(from), to: instance } as const),
      ...{ sentUs: sentAtUs, atUs: receivedAtUs, label, lost: null },
    })),
  );
}

function marksOf({ elections, nodes }: LogState, leads: (term: number) => string): Happening[] {
  const elected = elections.map(({ instance, atUs, term }) => {
    return { kind: 'mark', row: instance, atUs, what: 'noted', text: leads(term) } as const;
  });
  // That everything starts at the beginning goes without saying.
  const processes = nodes
    .filter(({ process, attempt }) => process === 'down' || attempt > 1)
    .map(({ id, process, processUs }) => {
      return {
        kind: 'mark',
        row: id,
        atUs: processUs,
        what: process === 'up' ? 'started' : 'stopped',
        text: '',
      } as const;
    });
  return [...elected, ...processes];
}

function countedFrom(happening: Happening, originUs: number): Happening {
  const atUs = happening.atUs - originUs;
  switch (happening.kind) {
    case 'message':
      return { ...happening, atUs, sentUs: happening.sentUs - originUs };
    case 'span':
      return { ...happening, atUs, endUs: happening.endUs - originUs };
    default:
      return { ...happening, atUs };
  }
}
