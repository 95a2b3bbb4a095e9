/** Brings a system up: stores and proxies first, then instances as far in parallel as their order allows. */
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@temblor/foundation/clock/clock';
import type { JournalFact } from '@temblor/lab/journal/event';
import type { StoreDeclaration, SystemDeclaration } from '@temblor/lab/system/declaration';
import type { InstancePlan, Topology } from '@temblor/lab/system/topology';
import { planTopology } from '@temblor/lab/system/topology';
import type { LinkView, LogLine, StartOptions, StoreView } from '@temblor/lab/world/world';
import { watchDetections } from '../detections/watch-detections.ts';
import { FaultRegistry } from '../faults/fault-registry.ts';
import type { Guardian } from '../guardian/guardian.ts';
import type { LinkEvent, LinkProxies } from '../links/link-proxies.ts';
import { LogStore } from '../processes/log-store.ts';
import { claimPort } from '../processes/ports.ts';
import type { SupervisedInstance } from '../processes/supervisor.ts';
import { superviseInstance } from '../processes/supervisor.ts';
import { openPostgresql } from '../stores/open-postgresql.ts';
import { calledUrls, loopback, startRounds, throughProxy } from './addresses.ts';
import { requestDirectly } from './request-directly.ts';
import { RunningProcessSystem } from './running-process-system.ts';

/** Where the world delivers what concerns one system. */
export interface SystemSink {
  onFact(atUs: number, fact: JournalFact): void;
  onLog(line: LogLine): void;
  onLinkEvent(event: LinkEvent): void;
}

/** What a system needs of the world that it runs in. */
export interface SystemSurroundings {
  readonly clock: Clock;
  readonly guardian: Guardian;
  readonly proxies: LinkProxies;
  nextFaultId(): string;
  /** Appends to the journal, and to the system's own sink. */
  facts(atUs: number, fact: JournalFact): void;
  register(sink: SystemSink): Disposable;
}

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
  const proxyId = (link: string) => `${id}/${link}`;
  const faults = new FaultRegistry(
    {
      topology,
      proxies: world.proxies,
      clock: world.clock,
      seed: options.seed,
      proxyId,
      supervised: (instance) => requireSupervised(supervised, instance),
      request: (instance, method, path, body) =>
        requestDirectly(requireSupervised(supervised, instance).view().url, method, path, body),
    },
    world.nextFaultId,
    world.facts,
  );
  opening.use(world.register(sinkOf(id, faults, logs, world)));
  world.facts(startedUs, { type: 'system-starting', declaration: declaration.name });

  const ports = await claimPorts(topology, options, world, opening);
  const stores = await openStores(declaration, options, world, opening);
  const linkViews = await openLinks(topology, ports, stores, proxyId, world, opening);
  const linkUrl = new Map(linkViews.map((link) => [link.id, link.url]));
  for (const plan of topology.instances) {
    const instance = superviseInstance({
      plan,
      childName: `${id}/${plan.id}`,
      port: ports.get(plan.id) ?? 0,
      urls: calledUrls(plan.id, topology, (link) => linkUrl.get(link) ?? ''),
      environment: options.environment ?? {},
      guardian: world.guardian,
      clock: world.clock,
      facts: world.facts,
      recentLines: () => logs.recent(plan.id).map(({ text }) => text),
    });
    supervised.set(plan.id, instance);
  }
  opening.defer(async () => {
    await Promise.all([...supervised.values()].map((instance) => instance.stop()));
  });
  await startInstances(topology, supervised, options.signal);

  const parts = { id, declaration, topology, logs, supervised, linkViews, faults, resources: opening.move() };
  const running = new RunningProcessSystem({
    ...parts,
    clock: world.clock,
    guardian: world.guardian,
    facts: world.facts,
    storeViews: [...stores.values()],
  });
  parts.resources.use(
    watchDetections(declaration.detections, {
      topology,
      clock: world.clock,
      instances: () => running.instances(),
      links: () => linkViews,
      followLogs: (listener) => logs.follow(listener),
      facts: world.facts,
    }),
  );
  const readyUs = world.clock.nowUs();
  world.facts(readyUs, { type: 'system-ready', durationMs: Math.round((readyUs - startedUs) / 1000) });
  return running;
}

function sinkOf(id: string, faults: FaultRegistry, logs: LogStore, world: SystemSurroundings): SystemSink {
  const prefix = `${id}/`;
  return {
    onFact: (atUs, fact) => {
      if (fact.type === 'switch-acted') faults.onSwitchActed(fact.instance, fact.kind, atUs);
      if (fact.type === 'process-exited') faults.onProcessExited(fact.instance, atUs);
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

async function openStores(
  declaration: SystemDeclaration,
  options: StartOptions,
  world: SystemSurroundings,
  opening: AsyncDisposableStack,
): Promise<Map<string, StoreView>> {
  const opened = await Promise.all(
    Object.entries(declaration.stores).map(async ([name, store]): Promise<[string, StoreView]> => {
      const given = options.storeUrls?.[name];
      if (given !== undefined) return [name, { name, kind: store.kind, url: given, embedded: false }];
      return [name, await openEmbedded(name, store, options, world, opening)];
    }),
  );
  return new Map(opened);
}

async function openEmbedded(
  name: string,
  store: StoreDeclaration,
  options: StartOptions,
  world: SystemSurroundings,
  opening: AsyncDisposableStack,
): Promise<StoreView> {
  const startedUs = world.clock.nowUs();
  const folder = await mkdtemp(join(tmpdir(), 'temblor-'));
  await world.guardian.ownFolder(folder);
  opening.defer(() => world.guardian.removeFolder(folder));
  const schemaSql = store.schema === undefined ? undefined : await readFile(pathOf(store.schema), 'utf8');
  const server = opening.use(
    await openPostgresql({
      guardian: world.guardian,
      name: `${options.id}/${name}`,
      database: store.database,
      folder,
      ...(schemaSql === undefined ? {} : { schemaSql }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    }),
  );
  const readyUs = world.clock.nowUs();
  world.facts(readyUs, { type: 'store-ready', store: name, durationMs: Math.round((readyUs - startedUs) / 1000) });
  return { name, kind: store.kind, url: server.url, embedded: true };
}

function pathOf(file: URL | string): string {
  return file instanceof URL ? fileURLToPath(file) : file;
}

async function openLinks(
  topology: Topology,
  ports: ReadonlyMap<string, number>,
  stores: ReadonlyMap<string, StoreView>,
  proxyId: (link: string) => string,
  world: SystemSurroundings,
  opening: AsyncDisposableStack,
): Promise<LinkView[]> {
  return await Promise.all(
    topology.links.map(async ({ id, consumer, provider }): Promise<LinkView> => {
      const storeUrl = stores.get(provider)?.url;
      const target = storeUrl === undefined ? `http://${loopback}:${ports.get(provider)}` : storeUrl;
      const { hostname, port } = new URL(target);
      const host = hostname.replace(/^\[|\]$/g, '');
      const proxyPort = await world.proxies.open(proxyId(id), { host, port: Number(port || 5432) });
      opening.defer(() => world.proxies.close(proxyId(id)));
      const url = throughProxy(target, proxyPort);
      return { id, consumer, provider, url: storeUrl === undefined ? new URL(url).origin : url };
    }),
  );
}

async function startInstances(
  topology: Topology,
  supervised: ReadonlyMap<string, SupervisedInstance>,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const round of startRounds(topology)) {
    signal?.throwIfAborted();
    await Promise.all(round.map((plan: InstancePlan) => requireSupervised(supervised, plan.id).start()));
  }
}

function requireSupervised(supervised: ReadonlyMap<string, SupervisedInstance>, id: string): SupervisedInstance {
  const found = supervised.get(id);
  if (found === undefined) throw new Error(`no supervised instance '${id}'`);
  return found;
}
