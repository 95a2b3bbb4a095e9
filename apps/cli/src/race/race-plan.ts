/** From what was typed and what runs: how a race is run, and over which addresses. Pure. */
import type { SystemStatus } from '@temblor/control/api/schemas';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { RaceContext, RaceOptions } from '@temblor/lab/system/race';
import { clientName } from '@temblor/lab/system/topology';

/** What was typed; what is absent was left to the command. */
interface GivenOptions {
  readonly seats?: number | undefined;
  readonly requests?: number | undefined;
  readonly concurrency?: number | undefined;
}

/** One seat, one client more than there are seats, and all of them at once, where nothing else is said. */
export function planRace(given: GivenOptions, seed: number, faults: readonly FaultSpecification[]): RaceOptions {
  const seats = given.seats ?? 1;
  const requests = given.requests ?? seats + 1;
  const concurrency = Math.min(requests, given.concurrency ?? requests);
  return { seats, requests, concurrency, seed, faultsMs: Math.max(0, ...faults.map(({ durationMs }) => durationMs)) };
}

/** Where clients call, and where the books are. @throws TemblorError `no-entrance` where clients can call nobody. */
export function addressesOf({
  id,
  instances,
  links,
}: Pick<SystemStatus, 'id' | 'instances' | 'links'>): Pick<RaceContext, 'entrances' | 'instances'> {
  const services = new Map(instances.map((instance) => [instance.id, instance.service]));
  const entrances = new Map<string, string[]>();
  for (const { consumer, provider, url } of links) {
    const service = services.get(provider);
    if (consumer !== clientName || service === undefined) continue;
    entrances.set(service, [...(entrances.get(service) ?? []), url]);
  }
  if (entrances.size === 0) {
    const hint = 'name the services that clients call in `entrances` of its declaration';
    throw new TemblorError('no-entrance', `clients can call no service of ${id}`, { hint, exitCode: 78 });
  }
  return {
    entrances: Object.fromEntries(entrances),
    instances: Object.fromEntries(instances.map(({ id: instance, url }) => [instance, url])),
  };
}
