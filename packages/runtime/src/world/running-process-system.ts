import type { Json } from '@temblor/checkers/history/operation';
import type { Clock } from '@temblor/foundation/clock/clock';
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { JournalFact } from '@temblor/lab/journal/event';
import type { LoadDeclaration } from '@temblor/lab/load/workload';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';
import type { Topology } from '@temblor/lab/system/topology';
import type {
  AppliedFault,
  FaultView,
  InstanceView,
  LinkView,
  LoadOptions,
  LogLine,
  RunningLoad,
  RunningSystem,
  StoreView,
} from '@temblor/lab/world/world';
import { requireLink } from '../faults/fault-ground.ts';
import type { FaultRegistry } from '../faults/fault-registry.ts';
import type { Guardian } from '../guardian/guardian.ts';
import { startLoad } from '../load/start-load.ts';
import type { LogStore } from '../processes/log-store.ts';
import type { SupervisedInstance } from '../processes/supervisor.ts';
import { entranceUrls, loadChildName } from './addresses.ts';
import { requestDirectly } from './request-directly.ts';

/** The parts of a system that runs, as `start-system.ts` puts them together. */
export interface SystemParts {
  readonly id: string;
  readonly declaration: SystemDeclaration;
  readonly topology: Topology;
  readonly clock: Clock;
  readonly guardian: Guardian;
  readonly logs: LogStore;
  readonly supervised: ReadonlyMap<string, SupervisedInstance>;
  readonly linkViews: readonly LinkView[];
  readonly storeViews: readonly StoreView[];
  readonly faults: FaultRegistry;
  facts(atUs: number, fact: JournalFact): void;
  /** Ends and closes everything that was opened for the system, in reverse order. */
  readonly resources: AsyncDisposableStack;
}

/** A system of real processes. */
export class RunningProcessSystem implements RunningSystem {
  readonly id: string;
  readonly declaration: SystemDeclaration;
  readonly topology: Topology;
  readonly #parts: SystemParts;
  readonly #loads = new Set<RunningLoad>();
  #loadCount = 0;
  #stopping: Promise<void> | undefined;

  constructor(parts: SystemParts) {
    this.id = parts.id;
    this.declaration = parts.declaration;
    this.topology = parts.topology;
    this.#parts = parts;
  }

  instances(): readonly InstanceView[] {
    return [...this.#parts.supervised.values()].map((instance) => instance.view());
  }

  links(): readonly LinkView[] {
    return this.#parts.linkViews;
  }

  stores(): readonly StoreView[] {
    return this.#parts.storeViews;
  }

  faults(): readonly FaultView[] {
    return this.#parts.faults.views();
  }

  applyFault(fault: FaultSpecification): Promise<AppliedFault> {
    return this.#parts.faults.apply(fault);
  }

  liftFault(id: string): Promise<void> {
    return this.#parts.faults.lift(id);
  }

  async restart(instance: string): Promise<void> {
    await this.#supervised(instance).restart();
  }

  async startLoad(load: LoadDeclaration, options: LoadOptions): Promise<RunningLoad> {
    const { guardian, clock, topology, linkViews } = this.#parts;
    const url = new Map(linkViews.map((link) => [link.id, link.url]));
    this.#loadCount += 1;
    const running = await startLoad({
      guardian,
      clock,
      load,
      name: `${this.id}/${loadChildName(this.#loadCount)}`,
      targets: entranceUrls(topology, (link) => url.get(link) ?? ''),
      seed: options.seed,
      onFact: (fact, atUs) => this.#parts.facts(atUs, fact),
      warmUpMs: options.warmUpMs ?? 0,
      ...(options.historyFile === undefined ? {} : { historyFile: options.historyFile }),
    });
    this.#loads.add(running);
    return {
      cut: () => running.cut(),
      stop: () => {
        this.#loads.delete(running);
        return running.stop();
      },
    };
  }

  request(instance: string, method: string, path: string, body?: Json): Promise<{ status: number; body: Json }> {
    return requestDirectly(this.#supervised(instance).view().url, method, path, body);
  }

  requestOver(link: string, path: string): Promise<{ status: number; body: Json }> {
    const { linkViews, topology } = this.#parts;
    const { id } = requireLink(topology, link);
    return requestDirectly(linkViews.find((view) => view.id === id)?.url ?? '', 'GET', path);
  }

  recentLogs(instance: string): Promise<readonly LogLine[]> {
    this.#supervised(instance);
    return Promise.resolve(this.#parts.logs.recent(instance));
  }

  followLogs(listener: (line: LogLine) => void): Disposable {
    return this.#parts.logs.follow(listener);
  }

  stop(reason: string): Promise<void> {
    this.#stopping ??= this.#stop(reason);
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop('closed');
  }

  async #stop(reason: string): Promise<void> {
    const { clock, facts, faults, resources } = this.#parts;
    facts(clock.nowUs(), { type: 'system-stopping', reason });
    try {
      await Promise.allSettled([...this.#loads].map((load) => load.stop()));
      await faults.endAll();
    } finally {
      // Whatever failed above: no process may be left.
      await resources.disposeAsync();
      facts(clock.nowUs(), { type: 'system-stopped' });
    }
  }

  #supervised(id: string): SupervisedInstance {
    const found = this.#parts.supervised.get(id);
    if (found !== undefined) return found;
    throw usageError(
      'unknown-target',
      `there is no instance '${id}'`,
      suggestName(id, [...this.#parts.supervised.keys()]),
    );
  }
}
