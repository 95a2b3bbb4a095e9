/** The documents about systems, made from what runs. */

import type { Json } from '@temblor/checkers/history/operation';
import type { HealthByInstance } from '@temblor/lab/measure/instance-health';
import { unspokenHealth } from '@temblor/lab/measure/instance-health';
import { parametersOf } from '@temblor/lab/system/action';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';
import type { FaultView, InstanceView } from '@temblor/lab/world/world';
import type { FaultStatus, SystemStatus, SystemSummary } from '../api/schemas.ts';
import type { LabSystem } from './lab-systems.ts';
import { missingSettings } from './missing-settings.ts';

/** Everything that can be said of a system now. */
export function describeSystem(entry: LabSystem): SystemStatus {
  const base = {
    id: entry.id,
    system: entry.declaration.name,
    title: entry.declaration.title,
    state: entry.phase.kind,
    run: [...entry.users.keys()][0] ?? null,
    actions: Object.entries(entry.declaration.actions).map(([name, action]) => ({
      name,
      title: action.title,
      parameters: parametersOf(action),
    })),
  };
  if (entry.phase.kind !== 'running') {
    return { ...base, instances: [], links: [], faults: [], stores: [], load: null };
  }
  const { system, load } = entry.phase;
  return {
    ...base,
    instances: system.instances().map((instance) => ({
      id: instance.id,
      service: instance.service,
      state: instance.state,
      pid: instance.pid,
      port: instance.port,
      url: instance.url,
      restarts: instance.restarts,
      trouble: instance.trouble,
      leads: leads(entry, instance),
      flags: Object.keys(entry.declaration.services[instance.service]?.flags ?? {}),
      health: healthOf(entry.health, instance.id),
    })),
    links: system.links().map(({ id, consumer, provider, url }) => ({ id, consumer, provider, url })),
    faults: system.faults().map(describeFault),
    stores: system
      .stores()
      .map(({ name, kind, url, embedded, state, restarts }) => ({ name, kind, url, embedded, state, restarts })),
    load: load.status(),
  };
}

/** One whose process is gone leads nobody, and nobody can have said so yet. */
function leads({ leaders }: LabSystem, { id, service, state }: InstanceView): boolean {
  return leaders.get(service) === id && (state === 'running' || state === 'paused');
}

function healthOf(health: HealthByInstance, instance: string): HealthByInstance[string] {
  return (Object.hasOwn(health, instance) ? health[instance] : undefined) ?? unspokenHealth;
}

/** A fault with its evidence and its remaining time. */
export function describeFault(fault: FaultView): FaultStatus {
  const { kind, target, durationMs, ...parameters } = fault.specification;
  return {
    id: fault.id,
    kind,
    target,
    parameters: { ...definedOnly(parameters), durationMs },
    evidence: fault.evidence,
    appliedAtUs: fault.appliedAtUs,
    remainingMs: Math.max(0, Math.round(fault.remainingMs)),
  };
}

/** What a lab can start. @param running those that run of it. */
export function summarizeSystem(
  declaration: SystemDeclaration,
  running: readonly Pick<LabSystem, 'id' | 'start'>[],
): SystemSummary {
  return {
    name: declaration.name,
    title: declaration.title,
    description: declaration.description,
    services: Object.entries(declaration.services).map(([name, { replicas, ports }]) => ({ name, replicas, ports })),
    stores: Object.keys(declaration.stores),
    experiments: Object.entries(declaration.experiments).map(([name, { title, description, phases, environment }]) => ({
      name,
      title,
      description,
      phases: phases.map((phase) => phase.name),
      environment: { ...environment },
      runsOn: running
        .filter(({ start }) => missingSettings(start.environment, environment).length === 0)
        .map(({ id }) => id),
    })),
    race:
      declaration.race === undefined
        ? null
        : { title: declaration.race.title, description: declaration.race.description },
    spanish: declaration.spanish,
    running: running.map(({ id }) => id),
  };
}

function definedOnly(record: Readonly<Record<string, Json | undefined>>): Record<string, Json> {
  const defined: Record<string, Json> = {};
  for (const [key, value] of Object.entries(record)) if (value !== undefined) defined[key] = value;
  return defined;
}
