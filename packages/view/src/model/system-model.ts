/** A system at one moment, folded from the facts of its journal. Pure; windows of measurements do not matter to it. */
import type { JournalEvent, JournalEventOf, SystemTopology } from '@temblor/lab/journal/event';
import { foldHealth, unspokenHealth } from '@temblor/lab/measure/instance-health';
import type { Translations } from '../context/translate.ts';
import type { FaultModel } from './fault-model.ts';
import { foldFaults, pausedInstances } from './fault-model.ts';
import type { InstanceModel } from './instance-model.ts';
import {
  electLeader,
  foldInstance,
  plannedInstance,
  promotePrimary,
  serviceOf,
  withoutProcess,
  withPause,
} from './instance-model.ts';
import type { RunModel } from './run-model.ts';
import { foldRun } from './run-model.ts';

export type { EvidenceModel, FaultModel } from './fault-model.ts';
export type { BreakerModel, InstanceModel, ProcessState } from './instance-model.ts';
export type { RunModel } from './run-model.ts';

export interface SystemModel {
  readonly id: string;
  /** The name of its declaration; it names its panel. */
  readonly declaration: string;
  readonly title: string;
  /** Its texts in Spanish, by the English ones; the same object from its start on. */
  readonly spanish: Translations;
  readonly phase: 'starting' | 'running' | 'stopping' | 'stopped';
  readonly startedAtUs: number;
  readonly readyAtUs: number | null;
  readonly topology: SystemTopology;
  readonly instances: readonly InstanceModel[];
  /** The stores that have answered. */
  readonly readyStores: readonly string[];
  /** In order of application; the acting ones and the newest 200 of those that are over. */
  readonly faults: readonly FaultModel[];
  /** Requests a second that the load intends; null where no load runs. */
  readonly loadRatePerSecond: number | null;
  /** The newest run on it. */
  readonly run: RunModel | null;
}

const none: Translations = {};

/** A system of which nothing is known yet. */
export function emptySystem(id: string): SystemModel {
  return {
    id,
    declaration: '',
    title: id,
    spanish: none,
    phase: 'stopped',
    startedAtUs: 0,
    readyAtUs: null,
    topology: { title: id, instances: [], links: [], stores: [] },
    instances: [],
    readyStores: [],
    faults: [],
    loadRatePerSecond: null,
    run: null,
  };
}

/** The system after one more of its facts. A start begins anew. */
export function foldSystem(model: SystemModel, fact: JournalEvent): SystemModel {
  switch (fact.type) {
    case 'system-starting':
      return startSystem(model.id, fact);
    case 'system-ready':
      return { ...model, phase: 'running', readyAtUs: fact.atUs };
    case 'system-stopping':
      return { ...model, phase: 'stopping' };
    case 'system-stopped':
      return stopSystem(model);
    case 'store-ready':
      return model.readyStores.includes(fact.store)
        ? model
        : { ...begun(model, fact), readyStores: [...model.readyStores, fact.store] };
    case 'load-started':
      return { ...begun(model, fact), loadRatePerSecond: fact.ratePerSecond };
    case 'load-finished':
      return { ...model, loadRatePerSecond: null };
    default:
      return foldParts(begun(model, fact), fact);
  }
}

/** Faults, instances and the run; a part that a fact says nothing of stays the same object. */
function foldParts(model: SystemModel, fact: JournalEvent): SystemModel {
  const faults = foldFaults(model.faults, fact, model.topology);
  const run = foldRun(model.run, fact);
  const instances = foldInstances(model, fact);
  const held = faults === model.faults ? instances : holdPaused(instances, faults);
  const isSame = faults === model.faults && run === model.run && held === model.instances;
  return isSame ? model : { ...model, faults, run, instances: held };
}

function foldInstances(model: SystemModel, fact: JournalEvent): readonly InstanceModel[] {
  if (!('instance' in fact)) return model.instances;
  const instances = withInstance(model, fact);
  const index = instances.findIndex(({ id }) => id === fact.instance);
  const instance = instances[index];
  if (instance === undefined) return instances;
  switch (fact.type) {
    case 'instance-on':
    case 'instance-off':
    case 'instance-unknown':
      return instances.with(index, { ...instance, health: foldHealth({}, fact)[fact.instance] ?? unspokenHealth });
    case 'leader-elected':
      return electLeader(instances, fact);
    case 'primary-promoted':
      return promotePrimary(instances, fact);
    default: {
      const changed = foldInstance(instance, fact, model.phase === 'stopping' || model.phase === 'stopped');
      return changed === instance ? instances : instances.with(index, changed);
    }
  }
}

/** Journals of before version 0.2 tell of no topology: an instance appears with its first start. */
function withInstance(model: SystemModel, fact: JournalEvent): readonly InstanceModel[] {
  if (fact.type !== 'process-started') return model.instances;
  if (model.instances.some(({ id }) => id === fact.instance)) return model.instances;
  const plan = { id: fact.instance, service: serviceOf(fact.instance), faultSwitch: false };
  return [...model.instances, plannedInstance(plan)];
}

function holdPaused(instances: readonly InstanceModel[], faults: readonly FaultModel[]): readonly InstanceModel[] {
  const paused = pausedInstances(faults);
  const held = instances.map((instance) => withPause(instance, paused.has(instance.id)));
  return held.every((instance, index) => instance === instances[index]) ? instances : held;
}

function startSystem(id: string, fact: JournalEventOf<'system-starting'>): SystemModel {
  const empty = emptySystem(id);
  const topology = fact.topology ?? empty.topology;
  return {
    ...empty,
    declaration: fact.declaration,
    title: fact.topology?.title ?? fact.declaration,
    spanish: fact.spanish ?? none,
    phase: 'starting',
    startedAtUs: fact.atUs,
    topology,
    instances: topology.instances.map(plannedInstance),
  };
}

function stopSystem(model: SystemModel): SystemModel {
  const instances = model.instances.map((instance) => ({
    ...withoutProcess(instance, 'stopped'),
    health: unspokenHealth,
  }));
  return { ...model, phase: 'stopped', loadRatePerSecond: null, instances };
}

/** A journal may begin when the system is up already: what it then tells of first shows that it runs. */
function begun(model: SystemModel, fact: JournalEvent): SystemModel {
  const isUnknown = model.declaration === '' && model.startedAtUs === 0;
  return isUnknown ? { ...model, phase: 'running', startedAtUs: fact.atUs } : model;
}
