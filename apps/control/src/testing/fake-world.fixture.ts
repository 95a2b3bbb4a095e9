/** A World in which nothing runs, for tests of the control API: it answers at once and remembers what it was asked. */

import type { Clock } from '@temblor/foundation/clock/clock';
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { FaultEvidence } from '@temblor/lab/faults/fault';
import type { Journal } from '@temblor/lab/journal/journal';
import { planTopology } from '@temblor/lab/system/topology';
import type { FaultView, LogLine, RunningSystem, World } from '@temblor/lab/world/world';

/** What a test can do to the fake. */
export interface FakeWorld extends World {
  /** Everything it was asked, in order. */
  readonly calls: string[];
  /** Makes an instance print a line. */
  print(instance: string, text: string): void;
  /** What every fault's evidence will be; never, when undefined. */
  evidence: Exclude<FaultEvidence, { kind: 'pending' }> | undefined;
  /** Where each instance is said to be reached, by id; nobody answers at any other address. */
  readonly urls: Map<string, string>;
  /** The instances that are down. */
  readonly down: Set<string>;
  /** What keeps instances from staying up, by id. */
  readonly troubles: Map<string, string>;
  /** Awaited by every start. */
  startGate: Promise<void>;
  /** What the end of a load rejects with; undefined: it goes well. */
  loadFailure: Error | undefined;
  /** Called when this World is to be lost, with the reason. */
  readonly lose: (reason: string) => void;
}

/** Opens the fake over a journal. */
export function openFakeWorld(journal: Journal, clock: Clock, lose: (reason: string) => void): FakeWorld {
  const listeners = new Set<(line: LogLine) => void>();
  const printed: LogLine[] = [];
  const world: FakeWorld = {
    clock,
    calls: [],
    evidence: { kind: 'confirmed', evidence: 'the fake says so', effectAtUs: 1 },
    urls: new Map(),
    down: new Set(),
    troubles: new Map(),
    startGate: Promise.resolve(),
    loadFailure: undefined,
    lose,
    print(instance, text) {
      const line: LogLine = { atUs: clock.nowUs(), instance, stream: 'stdout', text };
      printed.push(line);
      for (const listener of listeners) listener(line);
    },
    async start(declaration, options) {
      world.calls.push(`start ${options.id} ports=${options.ports}`);
      const { promise: aborted, reject } = Promise.withResolvers<never>();
      aborted.catch(() => undefined);
      options.signal?.addEventListener('abort', () => reject(options.signal?.reason), { once: true });
      await Promise.race([world.startGate, aborted]);
      const topology = planTopology(declaration);
      const faults = new Map<string, FaultView>();
      let nextFault = 1;
      const append = (fact: Parameters<Journal['append']>[2]) => journal.append(options.id, clock.nowUs(), fact);
      append({ type: 'system-ready', durationMs: 1 });
      const known = topology.instances.map((instance) => instance.id);
      const requireInstance = (id: string) => {
        if (!known.includes(id)) throw usageError('unknown-target', `no instance '${id}'`, suggestName(id, known));
      };
      const system: RunningSystem = {
        id: options.id,
        declaration,
        topology,
        instances: () =>
          topology.instances.map((instance, index) => ({
            id: instance.id,
            service: instance.service,
            state: world.down.has(instance.id) ? 'down' : 'running',
            pid: 1000 + index,
            port: 5000 + index,
            url: world.urls.get(instance.id) ?? `http://127.0.0.1:${5000 + index}`,
            restarts: 0,
            trouble: world.troubles.get(instance.id) ?? null,
          })),
        links: () => topology.links.map((link) => ({ ...link, url: 'http://127.0.0.1:1' })),
        stores: () =>
          topology.stores.map((name) => ({
            name,
            kind: 'postgresql',
            url: 'postgres://x',
            embedded: true,
            state: 'running',
            restarts: 0,
          })),
        faults: () => [...faults.values()],
        async applyFault(specification) {
          if ('instance' in specification.target) requireInstance(specification.target.instance);
          const id = `fault-${nextFault++}`;
          const appliedAtUs = clock.nowUs();
          faults.set(id, {
            id,
            specification,
            evidence: { kind: 'pending' },
            appliedAtUs,
            remainingMs: specification.durationMs,
          });
          const evidence =
            world.evidence === undefined ? new Promise<never>(() => {}) : Promise.resolve(world.evidence);
          return { id, specification, appliedAtUs, evidence, lifted: new Promise(() => {}) };
        },
        async liftFault(id) {
          world.calls.push(`lift ${id}`);
          if (!faults.delete(id)) throw usageError('unknown-fault', `no fault '${id}'`);
        },
        async restart(instance) {
          requireInstance(instance);
          world.calls.push(`restart ${instance}`);
        },
        async startLoad(load) {
          world.calls.push(`load ${load.ratePerSecond}`);
          return {
            cut: async () => {},
            stop: async () => {
              if (world.loadFailure !== undefined) throw world.loadFailure;
              world.calls.push('load stopped');
            },
          };
        },
        request: async () => ({ status: 0, body: null }),
        requestOver: async () => ({ status: 0, body: null }),
        recentLogs: async (instance) => printed.filter((line) => line.instance === instance),
        followLogs(listener) {
          listeners.add(listener);
          return { [Symbol.dispose]: () => listeners.delete(listener) };
        },
        async stop(reason) {
          world.calls.push(`stop ${options.id}: ${reason}`);
          append({ type: 'system-stopped' });
        },
        [Symbol.asyncDispose]: () => system.stop('disposed'),
      };
      return system;
    },
    async [Symbol.asyncDispose]() {
      world.calls.push('world closed');
    },
  };
  return world;
}
