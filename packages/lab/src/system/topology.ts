/** Which instances and links a declaration means: pure derivation, the same in every World. */
import type { SystemTopology } from '../journal/event.ts';
import type { ServiceDeclaration, SystemDeclaration } from './declaration.ts';

export interface InstancePlan {
  /** `voter` where a service has one replica, else `inventory-1` and so on. */
  readonly id: string;
  readonly service: string;
  /** From 1. */
  readonly number: number;
  readonly declaration: ServiceDeclaration;
  /** The port the declaration asks for; absent where any free one will do. */
  readonly preferredPort: number | undefined;
}

export interface LinkPlan {
  /** `consumer->provider`, both instance ids; the consumer may be `client`, the provider a store. */
  readonly id: string;
  readonly consumer: string;
  readonly provider: string;
  readonly providerKind: 'instance' | 'store';
}

export interface Topology {
  readonly instances: readonly InstancePlan[];
  readonly links: readonly LinkPlan[];
  readonly stores: readonly string[];
}

/** The consumer that stands for the load generator and everyone outside. */
export const clientName = 'client';

/** The consumer that stands for the lab's own detector, where a system declares one. */
export const detectorName = 'detector';

/** The instances, links and stores of a system, in the order in which they are declared. */
export function planTopology(system: SystemDeclaration): Topology {
  const instances = Object.entries(system.services).flatMap(([service, declaration]) =>
    Array.from({ length: declaration.replicas }, (_, index) => ({
      id: declaration.replicas === 1 ? service : `${service}-${index + 1}`,
      service,
      number: index + 1,
      declaration,
      preferredPort: declaration.ports[index],
    })),
  );
  const stores = Object.keys(system.stores);
  const linksTo = (consumer: string, called: string): LinkPlan[] => {
    if (stores.includes(called)) {
      return [{ id: `${consumer}->${called}`, consumer, provider: called, providerKind: 'store' }];
    }
    return instances
      .filter((instance) => instance.service === called && instance.id !== consumer)
      .map(({ id }) => ({ id: `${consumer}->${id}`, consumer, provider: id, providerKind: 'instance' }));
  };
  const probed = system.detections.filter((detection) => detection.kind === 'probe').map(({ service }) => service);
  const links = [
    ...new Set(probed).values().flatMap((service) => linksTo(detectorName, service)),
    ...system.entrances.flatMap((entrance) => linksTo(clientName, entrance)),
    ...instances.flatMap((instance) => instance.declaration.calls.flatMap((called) => linksTo(instance.id, called))),
  ];
  return { instances, links, stores };
}

/** What the journal says of a system's parts as it starts: all that a reader needs to draw it. */
export function describeTopology(title: string, { instances, links, stores }: Topology): SystemTopology {
  return {
    title,
    instances: instances.map(({ id, service, declaration }) => ({
      id,
      service,
      faultSwitch: declaration.faultSwitch !== undefined,
      wrongAnswers: declaration.faultSwitch !== undefined && declaration.wrongAnswers,
      flags: Object.keys(declaration.flags),
    })),
    links: links.map(({ id, consumer, provider }) => ({ id, consumer, provider })),
    stores: [...stores],
  };
}
