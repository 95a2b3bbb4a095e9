/**
 * A World of real processes: children started by the guardian, links through proxies in a worker thread, faults where
 * they act, and every fact in the journal of the lab.
 */
import type { Clock } from '@temblor/foundation/clock/clock';
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { parseFactLine } from '@temblor/lab/journal/fact-line';
import { serviceFactTypes } from '@temblor/lab/journal/fact-types';
import type { JournalWriter } from '@temblor/lab/journal/journal';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';
import type { StartOptions, World } from '@temblor/lab/world/world';
import type { ChildLine, Guardian } from '../guardian/guardian.ts';
import { openGuardian } from '../guardian/open-guardian.ts';
import type { LinkProxies } from '../links/link-proxies.ts';
import { openLinkProxies } from '../links/open-link-proxies.ts';
import { isLoadChild } from './addresses.ts';
import type { RunningProcessSystem } from './running-process-system.ts';
import { startSystem } from './start-system.ts';
import type { SystemSink } from './system-surroundings.ts';

/**
 * @param folder where the lab keeps its records; it must exist.
 * @param onLost called with the reason when the guardian is gone: everything that ran has been ended, and this World can
 *   only be closed.
 */
export async function openProcessWorld(options: {
  journal: JournalWriter;
  clock: Clock;
  folder: string;
  onLost?: (reason: string) => void;
}): Promise<World> {
  await using opening = new AsyncDisposableStack();
  const guardian = opening.use(await openGuardian({ folder: options.folder, clock: options.clock }));
  if (options.onLost !== undefined) opening.use(guardian.onLost(options.onLost));
  const proxies = opening.use(await openLinkProxies());
  return new ProcessWorld(options.journal, options.clock, guardian, proxies, opening.move());
}

class ProcessWorld implements World {
  readonly clock: Clock;
  readonly #journal: JournalWriter;
  readonly #guardian: Guardian;
  readonly #proxies: LinkProxies;
  readonly #resources: AsyncDisposableStack;
  readonly #sinks = new Map<string, SystemSink>();
  readonly #systems = new Set<RunningProcessSystem>();
  #faults = 0;

  constructor(
    journal: JournalWriter,
    clock: Clock,
    guardian: Guardian,
    proxies: LinkProxies,
    resources: AsyncDisposableStack,
  ) {
    this.clock = clock;
    this.#journal = journal;
    this.#guardian = guardian;
    this.#proxies = proxies;
    this.#resources = resources;
    resources.use(guardian.onLines((lines) => this.#dispatch(lines)));
    resources.use(
      guardian.onCut(({ name, lines, bytes }) => {
        const { system, child } = splitChildName(name);
        this.#journal.append(system, clock.nowUs(), { type: 'output-cut', instance: child, lines, bytes });
      }),
    );
    resources.use(
      proxies.onEvent((event) => {
        for (const sink of this.#sinks.values()) sink.onLinkEvent(event);
      }),
    );
  }

  async start(system: SystemDeclaration, options: StartOptions): Promise<RunningProcessSystem> {
    const { id } = options;
    if (this.#sinks.has(id)) {
      throw usageError(
        'already-running',
        `a system with the id '${id}' runs already`,
        'stop it first, or give another id',
      );
    }
    const running = await startSystem(system, options, {
      clock: this.clock,
      guardian: this.#guardian,
      proxies: this.#proxies,
      nextFaultId: () => {
        this.#faults += 1;
        return `f${this.#faults}`;
      },
      facts: (atUs, fact) => {
        this.#journal.append(id, atUs, fact);
        this.#sinks.get(id)?.onFact(atUs, fact);
      },
      register: (sink) => {
        this.#sinks.set(id, sink);
        return { [Symbol.dispose]: () => this.#sinks.delete(id) };
      },
    });
    this.#systems.add(running);
    return running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([...this.#systems].map((system) => system.stop('the lab ends')));
    await this.#resources.disposeAsync();
  }

  /**
   * Facts that are a service's to tell go to the journal; everything else, a verdict that a service pronounces among it,
   * to the logs of the system that printed it.
   */
  #dispatch(lines: readonly ChildLine[]): void {
    for (const line of lines) {
      const { system, child } = splitChildName(line.name);
      const sink = this.#sinks.get(system);
      if (sink === undefined) continue;
      if (isLoadChild(child) && line.stream === 'stdout') continue;
      const fact = line.stream === 'stdout' ? parseFactLine(line.text) : undefined;
      if (fact !== undefined && serviceFactTypes.has(fact.fact.type)) {
        this.#journal.append(system, fact.atUs, fact.fact);
        sink.onFact(fact.atUs, fact.fact);
        if (fact.fact.type === 'crash-asked' && fact.fact.instance === child) sink.onCrashAsked(fact.fact);
      } else {
        sink.onLog({ atUs: line.atUs, instance: child, stream: line.stream, text: line.text });
      }
    }
  }
}

/** Children are named `<system id>/<instance, store or load>`. */
function splitChildName(name: string): { system: string; child: string } {
  const slash = name.indexOf('/');
  return slash < 0 ? { system: name, child: name } : { system: name.slice(0, slash), child: name.slice(slash + 1) };
}
