/** What the panel knows of a voting system, folded from its facts; bounded in everything that it keeps. */

import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import type { HealthByInstance } from '@temblor/lab/measure/instance-health';
import { foldHealth } from '@temblor/lab/measure/instance-health';
import type { Fold } from '@temblor/view/model/fold';
import type { VoteWindow } from './vote-windows.ts';
import { rememberWindow } from './vote-windows.ts';

/** `unknown` until the first vote. `sinceUs` is null where it was never lost. */
export type Quorum =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'reached'; readonly sinceUs: number | null }
  | { readonly kind: 'lost'; readonly sinceUs: number; readonly valid: number; readonly needed: number };

export interface VotingState {
  readonly replicas: readonly string[];
  /** Of the last minute. */
  readonly windows: readonly VoteWindow[];
  readonly quorum: Quorum;
  readonly health: HealthByInstance;
  /** The newest last. */
  readonly dissents: readonly JournalEventOf<'dissent-observed'>[];
}

/** The service whose instances vote. */
const votingService = 'inventory';
const mostDissents = 5;

const initial: VotingState = {
  replicas: [],
  windows: [],
  quorum: { kind: 'unknown' },
  health: {},
  dissents: [],
};

/** The state of a voting system at any moment. */
export const votingFold: Fold<VotingState> = { initial, step };

function step(state: VotingState, fact: JournalEvent): VotingState {
  switch (fact.type) {
    case 'system-starting':
      return { ...initial, replicas: replicasOf(fact) };
    case 'process-started':
      return addReplica(state, fact.instance);
    case 'vote-window': {
      const windows = rememberWindow(state.windows, fact);
      const reached = state.quorum.kind === 'unknown' && fact.decided > 0;
      return { ...state, windows, quorum: reached ? { kind: 'reached', sinceUs: null } : state.quorum };
    }
    case 'quorum-lost': {
      const { atUs: sinceUs, valid, needed } = fact;
      return { ...state, quorum: { kind: 'lost', sinceUs, valid, needed } };
    }
    case 'quorum-regained':
      return { ...state, quorum: { kind: 'reached', sinceUs: fact.atUs } };
    case 'dissent-observed':
      return { ...state, dissents: [...state.dissents.slice(1 - mostDissents), fact] };
    default: {
      const health = foldHealth(state.health, fact);
      return health === state.health ? state : { ...state, health };
    }
  }
}

function replicasOf({ topology }: JournalEventOf<'system-starting'>): readonly string[] {
  return topology?.instances.filter(({ service }) => service === votingService).map(({ id }) => id) ?? [];
}

/** Journals of before version 0.2 do not say what a system is made of. */
function addReplica(state: VotingState, instance: string): VotingState {
  const isReplica = instance === votingService || instance.startsWith(`${votingService}-`);
  if (!isReplica || state.replicas.includes(instance)) return state;
  return { ...state, replicas: [...state.replicas, instance].toSorted() };
}
