/** What became of the newest crash of a replica, and of the clients meanwhile; folded from the facts, and bounded. */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import type { Fold } from '@temblor/view/model/fold';
import type { Outage } from '../demo/outage.ts';
import { readOutage } from '../demo/outage.ts';

/** A crash that the lab brought about, from its order until a whole window after the replica's return. */
export interface CrashModel {
  readonly replica: string;
  readonly appliedAtUs: number;
  /** As the terminal's demonstration reads it; null before anything was seen of it. */
  readonly outage: Outage | null;
  /** Of clients, answered or given up, in the windows since. */
  readonly requests: number;
  readonly failures: number;
  /** The other replicas that were put OFF meanwhile, in order of time. */
  readonly othersOff: readonly string[];
  /** Whether all replicas were used at some time because too few were in rotation. */
  readonly panicked: boolean;
  /** The windows end here: what comes later is no matter of the crash. */
  readonly isOver: boolean;
}

interface CrashState {
  readonly crash: CrashModel | null;
  /** What the outage is read from: a few facts of the replica. */
  readonly facts: readonly JournalEvent[];
}

const initial: CrashState = { crash: null, facts: [] };

/** The newest crash at any moment. */
export const crashFold: Fold<CrashState> = { initial, step };

/** More facts than a crash has; of a replica that crashes again and again the first ones tell of this crash. */
const mostFacts = 50;

function step(state: CrashState, fact: JournalEvent): CrashState {
  if (fact.type === 'system-starting') return initial;
  if (fact.type === 'fault-applied') return begin(state, fact);
  const { crash } = state;
  if (crash === null || crash.isOver) return state;
  switch (fact.type) {
    case 'fault-confirmed':
    case 'process-exited':
    case 'process-ready':
    case 'instance-on':
      return withFact(state, crash, fact);
    case 'instance-off':
      return fact.instance === crash.replica ? withFact(state, crash, fact) : withOther(state, crash, fact.instance);
    case 'panic-started':
      return { ...state, crash: { ...crash, panicked: true } };
    case 'balancer-window':
      return { ...state, crash: withWindow(crash, fact) };
    default:
      return state;
  }
}

function begin(state: CrashState, fact: JournalEventOf<'fault-applied'>): CrashState {
  const replica = fact.kind === 'crash' ? targetOf(fact) : undefined;
  if (replica === undefined) return state;
  const counts = { requests: 0, failures: 0, othersOff: [], panicked: false, isOver: false };
  return { crash: { replica, appliedAtUs: fact.atUs, outage: null, ...counts }, facts: [fact] };
}

function targetOf({ target }: JournalEventOf<'fault-applied'>): string | undefined {
  const isNamed = typeof target === 'object' && target !== null && 'instance' in target;
  return isNamed && typeof target.instance === 'string' ? target.instance : undefined;
}

function withFact({ facts }: CrashState, crash: CrashModel, fact: JournalEvent): CrashState {
  const kept = facts.length < mostFacts ? [...facts, fact] : facts;
  return { crash: { ...crash, outage: readOutage(kept, [crash.replica]) ?? null }, facts: kept };
}

function withOther(state: CrashState, crash: CrashModel, instance: string): CrashState {
  if (crash.othersOff.includes(instance)) return state;
  return { ...state, crash: { ...crash, othersOff: [...crash.othersOff, instance] } };
}

/** The window in which the crash happened counts as a whole: it cannot be parted. */
function withWindow(crash: CrashModel, window: JournalEventOf<'balancer-window'>): CrashModel {
  if (window.endUs <= crash.appliedAtUs) return crash;
  const backAtUs = crash.outage?.backAtUs ?? null;
  return {
    ...crash,
    requests: crash.requests + window.requests,
    failures: crash.failures + window.failures,
    panicked: crash.panicked || window.panic,
    isOver: backAtUs !== null && window.startUs >= backAtUs,
  };
}
