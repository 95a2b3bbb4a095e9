/** Systems for tests of what is drawn. */
import type { SystemTopology } from '@temblor/lab/journal/event';

/** Replicas by service, and who calls whom: services, stores and outsiders by name. */
function build(
  services: Readonly<Record<string, number>>,
  stores: readonly string[],
  calls: readonly (readonly [string, string])[],
): SystemTopology {
  const instances = Object.entries(services).flatMap(([service, replicas]) =>
    Array.from({ length: replicas }, (_, index) => ({
      id: replicas === 1 ? service : `${service}-${index + 1}`,
      service,
      faultSwitch: service === 'inventory',
    })),
  );
  const membersOf = (name: string) => {
    const ids = instances.filter(({ service }) => service === name).map(({ id }) => id);
    return ids.length === 0 ? [name] : ids;
  };
  const links = calls.flatMap(([caller, called]) =>
    membersOf(caller).flatMap((consumer) =>
      membersOf(called).map((provider) => ({ id: `${consumer}->${provider}`, consumer, provider })),
    ),
  );
  return { title: 'A system', instances, links, stores: [...stores] };
}

/** The voting system: six processes and a database. */
export const votingTopology = build(
  { orders: 1, inventory: 3, monitor: 1, voter: 1 },
  ['postgres'],
  [
    ['client', 'voter'],
    ['client', 'orders'],
    ['orders', 'postgres'],
    ['inventory', 'postgres'],
    ['monitor', 'inventory'],
    ['monitor', 'orders'],
    ['monitor', 'voter'],
    ['monitor', 'postgres'],
    ['voter', 'inventory'],
    ['voter', 'monitor'],
    ['voter', 'postgres'],
  ],
);

/** As large as a system gets: 16 instances, two stores, a detector of the lab's own. */
export const largeTopology = build(
  { gateway: 2, balancer: 1, orders: 3, payments: 3, stock: 3, mail: 2, auth: 2 },
  ['shop', 'bank'],
  [
    ['client', 'balancer'],
    ['detector', 'gateway'],
    ['balancer', 'gateway'],
    ['gateway', 'orders'],
    ['gateway', 'auth'],
    ['orders', 'payments'],
    ['orders', 'stock'],
    ['payments', 'bank'],
    ['stock', 'shop'],
    ['mail', 'shop'],
  ],
);
