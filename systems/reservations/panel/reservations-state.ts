/** What the panel knows of the reservations, folded from their facts; bounded in everything that it keeps. */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import type { Fold } from '@temblor/view/model/fold';
import type { BooksRule } from '../model/books-types.ts';
import type { DoubtfulSecond, SagaWindow } from './saga-windows.ts';
import { isIdle, minuteUs, rememberDoubt, rememberWindow } from './saga-windows.ts';
import type { EventSeats } from './seat-balance.ts';
import { tellSeats } from './seat-balance.ts';
import type { ToldSaga } from './told-sagas.ts';
import { forgetFollowed, standingOf, tellSaga } from './told-sagas.ts';

/** Whoever drives sagas. */
export interface Orchestrator {
  readonly id: string;
  /** `up` until its process was seen to end; then its sagas wait until someone takes them up. */
  readonly process: 'up' | 'down';
  /** Its last window; null where its process has told of none yet. */
  readonly word: SagaWindow | null;
}

export type CheckFinished = JournalEventOf<'check-finished'>;

export interface ReservationsState {
  readonly orchestrators: readonly Orchestrator[];
  /** Of the last minute, of all orchestrators. */
  readonly windows: readonly SagaWindow[];
  /** When outcomes became unknown, in the last minute of which any was told. */
  readonly doubts: readonly DoubtfulSecond[];
  /** Of those that went wrong, and some of the others, the last; in the order in which they were told of last. */
  readonly sagas: readonly ToldSaga[];
  /** By event; the one that changed last stands last. */
  readonly seats: readonly EventSeats[];
  /** What the checks of the last run said of the books; none while it runs. */
  readonly checks: readonly CheckFinished[];
  /** The system is being stopped: that processes end is no news. */
  readonly isStopping: boolean;
}

/** How the sagas stand at a moment, all orchestrators together. */
export interface SagaGauges {
  readonly forward: number;
  readonly backward: number;
  readonly committed: number;
  readonly unknown: number;
  readonly needsOperator: number;
  readonly undelivered: number;
}

const orchestratingService = 'reservations';
/** A window is told every half second while anything is under way. */
const silenceUs = 3_000_000;

const bookRules: ReadonlySet<string> = new Set([
  ...(['books-balanced', 'no-saga-left', 'charged-once', 'seats-never-oversold'] as const),
  ...(['confirmed-are-notified', 'clients-were-told-the-truth'] as const),
] satisfies readonly BooksRule[]);

const initial: ReservationsState = {
  ...{ orchestrators: [], windows: [], doubts: [], sagas: [], seats: [], checks: [] },
  isStopping: false,
};

/** The state of the reservations at any moment. */
export const reservationsFold: Fold<ReservationsState> = { initial, step };

function step(state: ReservationsState, fact: JournalEvent): ReservationsState {
  switch (fact.type) {
    case 'system-starting':
      return { ...initial, orchestrators: orchestratorsOf(fact) };
    case 'system-stopping':
      return { ...state, isStopping: true };
    case 'process-started':
      return withOrchestrator(state, fact.instance, { process: 'up', word: null });
    case 'process-exited': {
      if (state.isStopping) return state;
      const sagas = forgetFollowed(state.sagas, fact.instance);
      return withOrchestrator({ ...state, sagas }, fact.instance, { process: 'down', word: null });
    }
    case 'saga-window': {
      const windows = rememberWindow(state.windows, fact);
      return withOrchestrator({ ...state, windows }, fact.instance, { word: fact });
    }
    case 'saga-changed':
      return readSaga(state, fact);
    case 'seats-window':
      return { ...state, seats: tellSeats(state.seats, fact) };
    case 'run-started':
      return { ...state, checks: [] };
    case 'check-finished':
      return bookRules.has(fact.check) ? { ...state, checks: [...state.checks, fact] } : state;
    default:
      return state;
  }
}

function readSaga(state: ReservationsState, fact: JournalEventOf<'saga-changed'>): ReservationsState {
  const before = state.sagas.find(({ id }) => id === fact.saga);
  const wasUnknown = before !== undefined && standingOf(before) === 'unknown';
  const isDoubt = standingOf(fact) === 'unknown' && !wasUnknown;
  const doubts = isDoubt ? rememberDoubt(state.doubts, fact.atUs) : state.doubts;
  return { ...state, doubts, sagas: tellSaga(state.sagas, fact) };
}

/** The sum of what the orchestrators that are up said last. */
export function gaugesOf({ orchestrators }: ReservationsState): SagaGauges {
  const words = orchestrators.flatMap(({ word }) => word ?? []);
  const sum = (gauge: keyof SagaGauges) => words.reduce((total, word) => total + word[gauge], 0);
  return {
    ...{ forward: sum('forward'), backward: sum('backward'), committed: sum('committed') },
    ...{ unknown: sum('unknown'), needsOperator: sum('needsOperator'), undelivered: sum('undelivered') },
  };
}

/** The windows of the minute before a moment. */
export function minuteBefore({ windows }: ReservationsState, atUs: number): readonly SagaWindow[] {
  return windows.filter(({ endUs }) => endUs > atUs - minuteUs);
}

/** Orchestrators whose sagas nobody hears of: their process is down, or up and silent in the midst of something. */
export function unheardOrchestrators(
  { orchestrators, isStopping }: ReservationsState,
  atUs: number,
): readonly string[] {
  const unheard = orchestrators.filter(
    ({ process, word }) => process === 'down' || (word !== null && !isIdle(word) && atUs - word.endUs > silenceUs),
  );
  return isStopping ? [] : unheard.map(({ id }) => id);
}

function withOrchestrator(state: ReservationsState, id: string, changed: Partial<Orchestrator>): ReservationsState {
  const index = state.orchestrators.findIndex((one) => one.id === id);
  const known = state.orchestrators[index];
  if (known !== undefined) {
    return { ...state, orchestrators: state.orchestrators.with(index, { ...known, ...changed }) };
  }
  if (changed.word == null) return state;
  return { ...state, orchestrators: [...state.orchestrators, { id, process: 'up', word: changed.word }] };
}

function orchestratorsOf({ topology }: JournalEventOf<'system-starting'>): readonly Orchestrator[] {
  const instances = topology?.instances.filter(({ service }) => service === orchestratingService) ?? [];
  return instances.map(({ id }) => ({ id, process: 'up', word: null }));
}
