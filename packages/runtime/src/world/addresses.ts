/** Where everyone is reached: derived from the ports that were claimed and the proxies that were opened. */

import type { InstancePlan, Topology } from '@temblor/lab/system/topology';
import { clientName } from '@temblor/lab/system/topology';

/** Where everything of a lab listens. */
export const loopback = '127.0.0.1';

/**
 * The name of the load generator that a system starts as its first, second, …: each has one of its own, since lines and
 * answers are told apart by it. No instance is named like the later ones.
 */
export function loadChildName(number: number): string {
  return number === 1 ? 'load' : `load#${number}`;
}

/** Whether a child is a load generator, which hands its facts to whoever started it. */
export function isLoadChild(name: string): boolean {
  return name === 'load' || name.startsWith('load#');
}

/** The addresses by which one consumer reaches what it calls: a URL for each replica, in order, by service or store. */
export type CalledUrls = Readonly<Record<string, readonly string[]>>;

/** The URL of a server as seen through a proxy on this machine. */
export function throughProxy(url: string, proxyPort: number): string {
  const proxied = new URL(url);
  proxied.hostname = loopback;
  proxied.port = String(proxyPort);
  return proxied.href;
}

/** @param linkUrl the address of each link, by id. */
export function calledUrls(consumer: string, topology: Topology, linkUrl: (link: string) => string): CalledUrls {
  const urls = new Map<string, string[]>();
  const serviceOf = new Map(topology.instances.map((instance) => [instance.id, instance.service]));
  for (const link of topology.links) {
    if (link.consumer !== consumer) continue;
    const called = serviceOf.get(link.provider) ?? link.provider;
    urls.set(called, [...(urls.get(called) ?? []), linkUrl(link.id)]);
  }
  return Object.fromEntries(urls);
}

/** The addresses by which the load generator reaches the entrances. */
export function entranceUrls(topology: Topology, linkUrl: (link: string) => string): CalledUrls {
  return calledUrls(clientName, topology, linkUrl);
}

/** The order in which instances may start: each after those that its service names in `after`. */
export function startRounds(topology: Topology): readonly (readonly InstancePlan[])[] {
  const rounds: InstancePlan[][] = [];
  const placed = new Set<string>();
  let waiting = [...topology.instances];
  while (waiting.length > 0) {
    const round = waiting.filter(({ declaration }) => declaration.after.every((service) => placed.has(service)));
    if (round.length === 0) throw new Error(`services wait for each other: ${waiting.map(({ id }) => id).join(', ')}`);
    rounds.push(round);
    waiting = waiting.filter((instance) => !round.includes(instance));
    for (const { service } of round) placed.add(service);
  }
  return rounds;
}
