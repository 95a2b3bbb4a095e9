/** One instance of a system: its process, its health, its roles, and the breakers inside it. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import { unspokenHealth } from '@temblor/lab/measure/instance-health';

/** What the supervisor knows of a process. */
export type ProcessState = 'starting' | 'running' | 'paused' | 'down' | 'abandoned' | 'stopped';

export interface BreakerModel {
  /** The instance or service that it guards against. */
  readonly dependency: string;
  readonly state: 'open' | 'half-open' | 'closed';
  /** Why it opened; empty where it is closed. */
  readonly reason: string;
  readonly sinceUs: number;
}

export type BadgeModel =
  | { readonly kind: 'leader'; readonly term: number }
  | { readonly kind: 'primary'; readonly group: string };

export interface InstanceModel {
  readonly id: string;
  readonly service: string;
  readonly hasFaultSwitch: boolean;
  readonly process: ProcessState;
  readonly pid: number | null;
  readonly port: number | null;
  /** When the process that runs now had passed its first health check; null while it has not, and where none runs. */
  readonly readyAtUs: number | null;
  /** Starts after the first. */
  readonly restarts: number;
  readonly health: {
    readonly state: 'ON' | 'OFF' | 'UNKNOWN';
    /** Who decided, and by which of its detectors; null where nobody has said anything yet. */
    readonly by: string | null;
    readonly detector: string | null;
    readonly reason: string;
    readonly sinceUs: number | null;
  };
  readonly badges: readonly BadgeModel[];
  readonly breakers: readonly BreakerModel[];
}

/** An instance that has not been started yet. */
export function plannedInstance(plan: { id: string; service: string; faultSwitch: boolean }): InstanceModel {
  return {
    id: plan.id,
    service: plan.service,
    hasFaultSwitch: plan.faultSwitch,
    process: 'stopped',
    pid: null,
    port: null,
    readyAtUs: null,
    restarts: 0,
    health: unspokenHealth,
    badges: [],
    breakers: [],
  };
}

/** The service of an instance that no topology tells of: its id without its number. */
export function serviceOf(instance: string): string {
  return instance.replace(/-\d+$/, '');
}

/** The instance after a fact about it; health, pauses and roles apart, which are about more than one. */
export function foldInstance(instance: InstanceModel, fact: JournalEvent, systemEnds: boolean): InstanceModel {
  switch (fact.type) {
    case 'process-started': {
      const { pid, port } = fact;
      const restarts = Math.max(0, fact.attempt - 1);
      return { ...instance, process: 'starting', pid, port, restarts, readyAtUs: null };
    }
    case 'process-ready': {
      const process = instance.process === 'paused' ? 'paused' : 'running';
      return { ...instance, process, pid: fact.pid, readyAtUs: fact.atUs };
    }
    case 'process-exited':
      return withoutProcess(instance, systemEnds ? 'stopped' : 'down');
    case 'process-abandoned':
      return withoutProcess(instance, 'abandoned');
    case 'breaker-opened':
      return withBreaker(instance, { ...breakerOf(fact), state: 'open', reason: fact.reason });
    case 'breaker-half-opened': {
      const reason = instance.breakers.find(({ dependency }) => dependency === fact.dependency)?.reason ?? '';
      return withBreaker(instance, { ...breakerOf(fact), state: 'half-open', reason });
    }
    case 'breaker-closed':
      return withBreaker(instance, { ...breakerOf(fact), state: 'closed', reason: '' });
    default:
      return instance;
  }
}

/** The instance while its process is held still, and after that. */
export function withPause(instance: InstanceModel, paused: boolean): InstanceModel {
  if (paused && (instance.process === 'running' || instance.process === 'starting')) {
    return { ...instance, process: 'paused' };
  }
  if (!paused && instance.process === 'paused') {
    return { ...instance, process: instance.readyAtUs === null ? 'starting' : 'running' };
  }
  return instance;
}

/** What lived in the process is gone with it: its breakers, and that it led. A primary stays one until another is promoted. */
export function withoutProcess(instance: InstanceModel, process: 'down' | 'abandoned' | 'stopped'): InstanceModel {
  const badges = instance.badges.filter(({ kind }) => kind !== 'leader');
  return { ...instance, process, pid: null, readyAtUs: null, badges, breakers: [] };
}

/** One leader a service: that of the highest term. The word of an older term changes nothing. */
export function electLeader(
  instances: readonly InstanceModel[],
  elected: { readonly instance: string; readonly term: number },
): readonly InstanceModel[] {
  const service = instances.find(({ id }) => id === elected.instance)?.service;
  const isRival = (instance: InstanceModel) => instance.service === service;
  const terms = instances.filter(isRival).flatMap(({ badges }) => badges.flatMap((badge) => termOf(badge) ?? []));
  if (terms.some((term) => term > elected.term)) return instances;
  return instances.map((instance) => {
    if (!isRival(instance)) return instance;
    const others = instance.badges.filter(({ kind }) => kind !== 'leader');
    if (instance.id !== elected.instance) {
      return others.length === instance.badges.length ? instance : { ...instance, badges: others };
    }
    return { ...instance, badges: [{ kind: 'leader', term: elected.term }, ...others] };
  });
}

/** One primary a group: whoever was promoted last. */
export function promotePrimary(
  instances: readonly InstanceModel[],
  promoted: { readonly instance: string; readonly group: string },
): readonly InstanceModel[] {
  return instances.map((instance) => {
    const others = instance.badges.filter((badge) => badge.kind !== 'primary' || badge.group !== promoted.group);
    if (instance.id === promoted.instance) {
      return { ...instance, badges: [...others, { kind: 'primary', group: promoted.group }] };
    }
    return others.length === instance.badges.length ? instance : { ...instance, badges: others };
  });
}

function termOf(badge: BadgeModel): number | undefined {
  return badge.kind === 'leader' ? badge.term : undefined;
}

function breakerOf(fact: { readonly dependency: string; readonly atUs: number }) {
  return { dependency: fact.dependency, sinceUs: fact.atUs };
}

function withBreaker(instance: InstanceModel, breaker: BreakerModel): InstanceModel {
  const index = instance.breakers.findIndex(({ dependency }) => dependency === breaker.dependency);
  const breakers = index === -1 ? [...instance.breakers, breaker] : instance.breakers.with(index, breaker);
  return { ...instance, breakers };
}
