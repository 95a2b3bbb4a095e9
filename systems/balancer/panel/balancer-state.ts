/** What the panel knows of a balancer, folded from its facts; bounded in everything that it keeps. */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import type { HealthByInstance } from '@temblor/lab/measure/instance-health';
import { foldHealth } from '@temblor/lab/measure/instance-health';
import type { Fold } from '@temblor/view/model/fold';
import type { BalancerWindow } from './balancer-windows.ts';
import { rememberWindow } from './balancer-windows.ts';

/**
 * How a replica stands with the balancer. Its windows say most of it, once a second; facts say some of it at once: `off`
 * is OFF of which the next window will say how, `drained` a draining one with nothing left to answer.
 */
export type Standing = BalancerWindow['replicas'][number]['state'] | 'off' | 'drained' | 'unknown';
type BreakerState = BalancerWindow['replicas'][number]['breaker'];

export interface ReplicaModel {
  readonly id: string;
  /** Of a newer balancer perhaps one that is not known here. */
  readonly standing: Standing;
  /** Null before the balancer has said anything of it. Of a newer balancer perhaps one that is not known here. */
  readonly breaker: { readonly state: BreakerState; readonly reason: string } | null;
  /** As of the last window; null before the first. */
  readonly weight: { readonly full: number; readonly effective: number } | null;
  readonly inFlight: number | null;
}

/** Whether all replicas are used because too few are in rotation. The counts are null where only a window told of it. */
export type Panic =
  | { readonly kind: 'calm' }
  | { readonly kind: 'panic'; readonly sinceUs: number; readonly inRotation: number | null };

export interface BalancerState {
  readonly replicas: readonly ReplicaModel[];
  /** Of the last minute. */
  readonly windows: readonly BalancerWindow[];
  /** Null before the balancer has said anything. */
  readonly strategy: string | null;
  readonly panic: Panic;
  readonly health: HealthByInstance;
}

/** The service whose instances are balanced. */
const replicaService = 'image';

const initial: BalancerState = { replicas: [], windows: [], strategy: null, panic: { kind: 'calm' }, health: {} };

/** The state of a balancer at any moment. */
export const balancerFold: Fold<BalancerState> = { initial, step };

function step(state: BalancerState, fact: JournalEvent): BalancerState {
  switch (fact.type) {
    case 'system-starting':
      return { ...initial, replicas: replicasOf(fact).map(unspokenReplica) };
    case 'system-stopped':
      return withoutBalancer(state);
    case 'process-exited':
      return state.replicas.some(({ id }) => id === fact.instance) ? state : withoutBalancer(state);
    case 'balancer-window':
      return readWindow(state, fact);
    case 'strategy-changed':
      return { ...state, strategy: fact.to };
    case 'panic-started':
      return { ...state, panic: { kind: 'panic', sinceUs: fact.atUs, inRotation: fact.inRotation } };
    case 'panic-ended':
      return { ...state, panic: { kind: 'calm' } };
    case 'replica-draining':
      return withReplica(state, fact.replica, { standing: 'draining', inFlight: fact.inFlight });
    case 'replica-drained':
      return withReplica(state, fact.replica, { standing: 'drained', inFlight: 0 });
    case 'breaker-opened':
      return withReplica(state, fact.dependency, { breaker: { state: 'open', reason: fact.reason } });
    case 'breaker-half-opened': {
      const reason = state.replicas.find(({ id }) => id === fact.dependency)?.breaker?.reason ?? '';
      return withReplica(state, fact.dependency, { breaker: { state: 'half-open', reason } });
    }
    case 'breaker-closed':
      return withReplica(state, fact.dependency, { breaker: { state: 'closed', reason: '' } });
    case 'instance-off':
      return withReplica(withHealth(state, fact), fact.instance, { standing: 'off' });
    case 'instance-on':
      return withReplica(withHealth(state, fact), fact.instance, { standing: 'in-rotation' });
    default:
      return withHealth(state, fact);
  }
}

function withHealth(state: BalancerState, fact: JournalEvent): BalancerState {
  const health = foldHealth(state.health, fact);
  return health === state.health ? state : { ...state, health };
}

function readWindow(state: BalancerState, window: BalancerWindow): BalancerState {
  const known = new Map(state.replicas.map((replica) => [replica.id, replica]));
  for (const row of window.replicas) known.set(row.id, readRow(known.get(row.id) ?? unspokenReplica(row.id), row));
  return {
    ...state,
    replicas: [...known.values()],
    windows: rememberWindow(state.windows, window),
    strategy: window.strategy,
    panic: readPanic(state.panic, window),
  };
}

function readRow(replica: ReplicaModel, row: BalancerWindow['replicas'][number]): ReplicaModel {
  const isDrained = replica.standing === 'drained' && row.state === 'draining';
  const reason = replica.breaker?.state === row.breaker ? replica.breaker.reason : '';
  return {
    id: replica.id,
    standing: isDrained ? 'drained' : row.state,
    breaker: { state: row.breaker, reason },
    weight: { full: row.weight, effective: row.effectiveWeight },
    inFlight: row.inFlight,
  };
}

function readPanic(panic: Panic, window: BalancerWindow): Panic {
  if (!window.panic) return { kind: 'calm' };
  return panic.kind === 'panic' ? panic : { kind: 'panic', sinceUs: window.startUs, inRotation: null };
}

function withReplica(state: BalancerState, id: string, changed: Partial<ReplicaModel>): BalancerState {
  const index = state.replicas.findIndex((replica) => replica.id === id);
  const replica = state.replicas[index];
  if (replica === undefined) return state;
  return { ...state, replicas: state.replicas.with(index, { ...replica, ...changed }) };
}

/** What was known lived in the balancer's process; what it did remains. */
function withoutBalancer(state: BalancerState): BalancerState {
  return { ...initial, windows: state.windows, replicas: state.replicas.map(({ id }) => unspokenReplica(id)) };
}

function unspokenReplica(id: string): ReplicaModel {
  return { id, standing: 'unknown', breaker: null, weight: null, inFlight: null };
}

function replicasOf({ topology }: JournalEventOf<'system-starting'>): readonly string[] {
  return topology?.instances.filter(({ service }) => service === replicaService).map(({ id }) => id) ?? [];
}
