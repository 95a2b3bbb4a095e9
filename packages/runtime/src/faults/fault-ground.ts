import type { Json } from '@temblor/checkers/history/operation';
import type { Clock } from '@temblor/foundation/clock/clock';
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { InstancePlan, LinkPlan, Topology } from '@temblor/lab/system/topology';
import type { LinkProxies } from '../links/link-proxies.ts';
import type { SupervisedInstance } from '../processes/supervisor.ts';
import type { LiftCause } from './active-fault.ts';

/** What faults do to an instance. */
export type FaultedInstance = Pick<SupervisedInstance, 'view' | 'pause' | 'resume' | 'crash' | 'replace' | 'endHold'>;

/** What faults act on: the parts of one running system. */
export interface FaultGround {
  readonly topology: Topology;
  readonly proxies: LinkProxies;
  readonly clock: Clock;
  readonly seed: number;
  supervised(instance: string): FaultedInstance;
  /** The id of a link's proxy among the proxies of all systems. */
  proxyId(link: string): string;
  /** Asks an instance directly; status 0 where no answer came. */
  request(instance: string, method: string, path: string, body?: Json): Promise<{ status: number; body: Json }>;
}

/**
 * Ends a fault before its time. Ending one that is over is no error.
 *
 * @param cause what the record is to say where the fault is ended by this.
 * @throws TemblorError where it may go on.
 */
export type LiftFault = (cause: Extract<LiftCause, 'healed' | 'replaced'>) => Promise<void>;

/** Of a fault that is over as soon as it was applied. */
export const nothingToLift: LiftFault = () => Promise.resolve();

/** @throws TemblorError `unknown-target` with the nearest instance. */
export function requireInstance(topology: Topology, id: string): InstancePlan {
  const found = topology.instances.find((instance) => instance.id === id);
  if (found !== undefined) return found;
  const known = topology.instances.map((instance) => instance.id);
  throw usageError('unknown-target', `there is no instance '${id}'`, suggestName(id, known));
}

/** @throws TemblorError `unknown-target` with the nearest link. */
export function requireLink(topology: Topology, id: string): LinkPlan {
  const found = topology.links.find((link) => link.id === id);
  if (found !== undefined) return found;
  const known = topology.links.map((link) => link.id);
  throw usageError('unknown-target', `there is no link '${id}'`, suggestName(id, known));
}

/** @throws TemblorError `unknown-target` with the nearest store. */
export function requireStore(topology: Topology, name: string): string {
  if (topology.stores.includes(name)) return name;
  const hint = topology.stores.length === 0 ? 'this system has no store' : suggestName(name, topology.stores);
  throw usageError('unknown-target', `there is no store '${name}'`, hint);
}
