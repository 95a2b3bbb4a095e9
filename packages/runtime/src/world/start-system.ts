/** Brings a system up: stores and proxies first, then instances as far in parallel as their order allows. */
import { randomUUID } from 'node:crypto';
import { faultSpecification } from '@temblor/lab/faults/fault';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';
import type { InstancePlan, Topology } from '@temblor/lab/system/topology';
import { describeTopology, planTopology } from '@temblor/lab/system/topology';
import type { LinkView, StartOptions, StoreView } from '@temblor/lab/world/world';
import { watchDetections } from '../detections/watch-detections.ts';
import type { FaultGround } from '../faults/fault-ground.ts';
import { FaultRegistry } from '../faults/fault-registry.ts';
import { LogStore } from '../processes/log-store.ts';
import { claimPort } from '../processes/ports.ts';
import type { SupervisedInstance } from '../processes/supervisor.ts';
import { superviseInstance } from '../processes/supervisor.ts';
import { calledUrls, loopback, startRounds, throughProxy } from './addresses.ts';
import { openDataFolders } from './open-data-folders.ts';
import { openStores } from './open-stores.ts';
import { requestDirectly } from './request-directly.ts';
import { RunningProcessSystem } from './running-process-system.ts';
import { settleAll } from './settle-all.ts';
import type { SystemSink, SystemSurroundings } from './system-surroundings.ts';

/**
 * Starts a system and resolves when every instance has passed its health check.
 * @throws whatever keeps one part from opening; the signal's reason as soon as that aborts. Nothing is left then.
 */
export async function startSystem(
  declaration: SystemDeclaration,
  options: StartOptions,
  world: SystemSurroundings,
): Promise<RunningProcessSystem> {
  const startedUs = world.clock.nowUs();
  const { id } = options;
  const topology = planTopology(declaration);
  await using opening = new AsyncDisposableStack();
  const logs = new LogStore();
  const supervised = new Map<string, SupervisedInstance>();
  const faults = openFaults(topology, options, world, supervised);
  opening.use(world.register(sinkOf(id, faults, logs, world)));
  world.facts(startedUs, {
    type: 'system-starting',
    declaration: declaration.name,
    topology: describeTopology(declaration.title, topology),
    spanish: declaration.spanish,
  });

  const ports = await claimPorts(topology, options, world, opening);
  const stores = await openStores(declaration, options, world, opening);
  const linkViews = await openLinks(id, topology, ports, stores, world, opening);
  const dataFolders = await openDataFolders(topology, world, opening);
  for (const instance of planInstances({ topology, options, world, ports, linkViews, dataFolders, logs })) {
    supervised.set(instance.view().id, instance);
  }
  opening.defer(async () => {
    await Promise.all([...supervised.values()].map((instance) => instance.stop()));
  });
  await startInstances(topology, supervised, options.signal);

  const { clock, guardian, facts } = world;
  const resources = opening.move();
  const running = new RunningProcessSystem({
    ...{ id, declaration, topology, logs, supervised, linkViews, faults, resources, clock, guardian, facts },
    storeViews: [...stores.values()],
  });
  resources.use(
    watchDetections(declaration.detections, {
      ...{ topology, clock, facts },
      instances: () => running.instances(),
      links: () => linkViews,
      followLogs: (listener) => logs.follow(listener),
    }),
  );
  const readyUs = clock.nowUs();
  facts(readyUs, { type: 'system-ready', durationMs: Math.round((readyUs - startedUs) / 1000) });
  return running;
}

function openFaults(
  topology: Topology,
  { id, seed }: StartOptions,
  { clock, proxies, nextFaultId, facts }: SystemSurroundings,
  supervised: ReadonlyMap<string, SupervisedInstance>,
): FaultRegistry {
  const ground: FaultGround = {
    ...{ topology, proxies, clock, seed },
    proxyId: (link) => proxyIdOf(id, link),
    supervised: (instance) => requireSupervised(supervised, instance),
    request: (instance, method, path, body) =>
      requestDirectly(requireSupervised(supervised, instance).view().url, method, path, body),
  };
  return new FaultRegistry(ground, nextFaultId, facts);
}

/** Links of several systems share the proxies. */
function proxyIdOf(system: string, link: string): string {
  return `${system}/${link}`;
}

/** Every instance under supervision, not started yet. */
function planInstances(parts: {
  readonly topology: Topology;
  readonly options: StartOptions;
  readonly world: SystemSurroundings;
  readonly ports: ReadonlyMap<string, number>;
  readonly linkViews: readonly LinkView[];
  readonly dataFolders: ReadonlyMap<string, string>;
  readonly logs: LogStore;
}): SupervisedInstance[] {
  const { topology, options, world, ports, linkViews, dataFolders, logs } = parts;
  // Of this start alone, and nowhere but in these environments: by it instances know each other from their clients.
  const environment = { TEMBLOR_SECRET: randomUUID(), ...options.environment };
  const linkUrl = new Map(linkViews.map((link) => [link.id, link.url]));
  return topology.instances.map((plan) => {
    const dataFolder = dataFolders.get(plan.id);
    return superviseInstance({
      plan,
      ...(dataFolder === undefined ? {} : { dataFolder }),
      childName: `${options.id}/${plan.id}`,
      port: ports.get(plan.id) ?? 0,
      urls: calledUrls(plan.id, topology, (link) => linkUrl.get(link) ?? ''),
      environment,
      guardian: world.guardian,
      clock: world.clock,
      facts: world.facts,
      recentLines: () => logs.recent(plan.id),
      logsCommand: `temblor logs ${plan.id} --system ${options.id}`,
    });
  });
}

function sinkOf(id: string, faults: FaultRegistry, logs: LogStore, world: SystemSurroundings): SystemSink {
  const prefix = `${id}/`;
  return {
    onFact: (atUs, fact) => {
      if (fact.type === 'switch-acted') faults.onSwitchActed(fact, atUs);
      if (fact.type === 'process-exited') faults.onProcessExited(fact.instance, atUs);
    },
    onCrashAsked: ({ instance, holdMs }) => {
      const asked = { kind: 'crash', target: { instance }, durationMs: holdMs };
      // Whether it came to pass is in the journal, as of every fault.
      void faults.apply(faultSpecification.parse(asked)).catch(() => {});
    },
    onLog: (line) => logs.append(line),
    onLinkEvent: (event) => {
      faults.onLinkEvent(event);
      if (event.type !== 'window' || !event.window.link.startsWith(prefix)) return;
      const link = event.window.link.slice(prefix.length);
      world.facts(event.window.endUs, { type: 'link-window', ...event.window, link });
    },
  };
}

async function claimPorts(
  topology: Topology,
  options: StartOptions,
  world: SystemSurroundings,
  opening: AsyncDisposableStack,
): Promise<Map<string, number>> {
  const ports = new Map<string, number>();
  for (const { id, preferredPort } of topology.instances) {
    const claimed = await claimPort(preferredPort, options.ports);
    opening.defer(() => claimed.release());
    ports.set(id, claimed.port);
    if (claimed.replaced === undefined) continue;
    const { wanted, owner } = claimed.replaced;
    world.facts(world.clock.nowUs(), { type: 'port-replaced', instance: id, wanted, given: claimed.port, owner });
  }
  return ports;
}

async function openLinks(
  system: string,
  topology: Topology,
  ports: ReadonlyMap<string, number>,
  stores: ReadonlyMap<string, StoreView>,
  world: SystemSurroundings,
  opening: AsyncDisposableStack,
): Promise<LinkView[]> {
  return await settleAll(
    topology.links.map(async ({ id, consumer, provider }): Promise<LinkView> => {
      const storeUrl = stores.get(provider)?.url;
      const target = storeUrl === undefined ? `http://${loopback}:${ports.get(provider)}` : storeUrl;
      const { hostname, port } = new URL(target);
      const host = hostname.replace(/^\[|\]$/g, '');
      const proxyPort = await world.proxies.open(proxyIdOf(system, id), { host, port: Number(port || 5432) });
      opening.defer(() => world.proxies.close(proxyIdOf(system, id)));
      const url = throughProxy(target, proxyPort);
      return { id, consumer, provider, url: storeUrl === undefined ? new URL(url).origin : url };
    }),
  );
}

/** @throws the signal's reason at once when it aborts: what was started is then still to be stopped. */
async function startInstances(
  topology: Topology,
  supervised: ReadonlyMap<string, SupervisedInstance>,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    for (const round of startRounds(topology)) {
      const ready = round.map((plan: InstancePlan) => requireSupervised(supervised, plan.id).start());
      await Promise.race([Promise.all(ready), aborted.promise]);
    }
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

function requireSupervised(supervised: ReadonlyMap<string, SupervisedInstance>, id: string): SupervisedInstance {
  const found = supervised.get(id);
  if (found === undefined) throw new Error(`no supervised instance '${id}'`);
  return found;
}
