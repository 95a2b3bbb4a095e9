/** The sagas whose changes were told: of those that went wrong as many as are kept, and a few of the others. Pure. */
import type { JournalEventOf } from '@temblor/lab/journal/event';

type SagaChanged = JournalEventOf<'saga-changed'>;
export type SagaPhase = SagaChanged['phase'];
export type SagaStep = SagaChanged['steps'][number];

/** A saga as it was last told of. */
export interface ToldSaga {
  readonly id: string;
  /** Who drove it then. */
  readonly instance: string;
  readonly phase: SagaPhase;
  /** A code that says why it came to nothing; null where it did not. */
  readonly reason: string | null;
  readonly steps: readonly SagaStep[];
  /** When it was told of first and last. */
  readonly sinceUs: number;
  readonly atUs: number;
  /** Once it had a step of unknown outcome, or something of it was undone, or it could not end after its pivot. */
  readonly wentWrong: boolean;
  /** The names of the steps of which nobody knew at some time what became of them. */
  readonly doubted: readonly string[];
}

/** A saga that waits for an outcome that nobody knows, or that stands in one of the phases. */
export type SagaStanding = SagaPhase | 'unknown';

const mostWrong = 60;
const mostOthers = 12;
const odd: readonly SagaStep['state'][] = ['unknown', 'undoing', 'undone'];

/** Puts what a fact says of a saga in the place of what was said of it before. */
export function tellSaga(sagas: readonly ToldSaga[], fact: SagaChanged): readonly ToldSaga[] {
  const { saga: id, instance, phase, reason, steps, atUs } = fact;
  const before = sagas.find((saga) => saga.id === id);
  const unknown = steps.flatMap(({ name, state }) => (state === 'unknown' ? [name] : []));
  const doubted = [...new Set([...(before?.doubted ?? []), ...unknown])];
  const isWrong = phase === 'backward' || phase === 'committed' || steps.some(({ state }) => odd.includes(state));
  const wentWrong = isWrong || before?.wentWrong === true;
  const told = { id, instance, phase, reason, steps, atUs, sinceUs: before?.sinceUs ?? atUs, wentWrong, doubted };
  const others = sagas.filter((saga) => saga !== before);
  const ofItsKind = others.filter((saga) => saga.wentWrong === wentWrong);
  const isFull = ofItsKind.length >= (wentWrong ? mostWrong : mostOthers);
  // The first to go is one that has ended, and of those the one that was told of longest ago.
  const crowdedOut = isFull ? (ofItsKind.find(hasEnded) ?? ofItsKind[0]) : undefined;
  return [...others.filter((saga) => saga !== crowdedOut), told];
}

/** Of a saga that nobody follows any more the end is not heard of, unless something is wrong with it. */
export function forgetFollowed(sagas: readonly ToldSaga[], instance: string): readonly ToldSaga[] {
  return sagas.filter((saga) => saga.wentWrong || hasEnded(saga) || saga.instance !== instance);
}

function hasEnded({ phase }: ToldSaga): boolean {
  return phase === 'completed' || phase === 'compensated';
}

/** How a saga stands: that an outcome is not known comes before the direction in which it goes. */
export function standingOf({ phase, steps }: Pick<ToldSaga, 'phase' | 'steps'>): SagaStanding {
  return steps.some(({ state }) => state === 'unknown') ? 'unknown' : phase;
}

/** Those to be shown: of both kinds the newest first, but before them what went wrong and has not ended. */
export function shownSagas(sagas: readonly ToldSaga[], wrong: number, others: number): readonly ToldSaga[] {
  const newest = sagas.toSorted((left, right) => right.sinceUs - left.sinceUs);
  const wentWrong = newest.filter((saga) => saga.wentWrong);
  const ordered = [...wentWrong.filter((saga) => !hasEnded(saga)), ...wentWrong.filter(hasEnded)];
  return [...ordered.slice(0, wrong), ...newest.filter((saga) => !saga.wentWrong).slice(0, others)];
}
