import type { Clock } from '@temblor/foundation/clock/clock';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { drawSeed } from '@temblor/foundation/randomness/random';
import { suggestName } from '@temblor/foundation/text/nearest';
import { hearLeader } from '@temblor/lab/experiment/leaders';
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { Journal } from '@temblor/lab/journal/journal';
import type { HealthByInstance } from '@temblor/lab/measure/instance-health';
import { foldHealth } from '@temblor/lab/measure/instance-health';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';
import type { Topology } from '@temblor/lab/system/topology';
import { planTopology } from '@temblor/lab/system/topology';
import type { PortPolicy, RunningSystem, World } from '@temblor/lab/world/world';
import { AdHocLoad } from './ad-hoc-load.ts';
import { openDashboardDoor } from './dashboard-door.ts';
import { findSystem } from './find-system.ts';

/** How a system is to be started. */
interface SystemStart {
  readonly system: string;
  /** Its name, or the name with a number where that is taken, when absent. */
  readonly id?: string | undefined;
  readonly ports: PortPolicy;
  readonly seed?: number | undefined;
  readonly environment?: Readonly<Record<string, string>>;
  readonly storeUrls?: Readonly<Record<string, string>>;
}

interface Running {
  readonly kind: 'running';
  readonly system: RunningSystem;
  readonly load: AdHocLoad;
  /** Where its dashboard is expected at a port of its own; nothing otherwise. */
  readonly door: AsyncDisposable;
}

type Phase = { readonly kind: 'starting' } | Running | { readonly kind: 'stopping'; readonly done: Promise<void> };

/** A system of the lab, from the wish to start it until nothing of it is left. */
export interface LabSystem {
  readonly id: string;
  readonly declaration: SystemDeclaration;
  readonly start: SystemStart;
  /** Aborts when the system is to stop; whoever uses it lets go. */
  readonly ending: AbortController;
  readonly users: Map<string, Promise<unknown>>;
  readonly topology: Topology;
  phase: Phase;
  health: HealthByInstance;
  /** The instance that leads each service that has leaders. */
  readonly leaders: Map<string, string>;
  /** Settles when the start is over, well or not. */
  started: Promise<unknown>;
}

/** How long users of a system that stops may take to let go of it. */
const letGoWithinMs = 15_000;

/** The systems that run in a lab: starts, stops and restarts them, and knows who uses which. */
export class LabSystems implements AsyncDisposable {
  /** The declarations that this lab can start. */
  readonly known: readonly SystemDeclaration[];
  readonly #world: World;
  readonly #clock: Clock;
  readonly #systems = new Map<string, LabSystem>();
  readonly #journal: Journal;
  readonly #page: (id: string) => string;
  readonly #subscription: Disposable;
  #closed = false;

  /** @param page the address of the dashboard, opened on the system of an id. */
  constructor(
    known: readonly SystemDeclaration[],
    world: World,
    journal: Journal,
    clock: Clock,
    page: (id: string) => string,
  ) {
    this.known = known;
    this.#journal = journal;
    this.#page = page;
    this.#world = world;
    this.#clock = clock;
    this.#subscription = journal.subscribe((event) => this.#observe(event));
  }

  /** Everything that starts, runs or stops now. */
  list(): readonly LabSystem[] {
    return [...this.#systems.values()];
  }

  /** @throws TemblorError `unknown-system`. */
  declaration(name: string): SystemDeclaration {
    return findSystem(this.known, name);
  }

  /** @throws TemblorError `system-not-up`. */
  find(id: string): LabSystem {
    const found = this.#systems.get(id);
    if (found !== undefined) return found;
    const ids = [...this.#systems.keys()];
    throw new TemblorError('system-not-up', `no system runs here under the id '${id}'`, {
      hint:
        ids.length === 0
          ? `start one: temblor up ${this.known.some(({ name }) => name === id) ? id : '<system>'}`
          : suggestName(id, ids),
      exitCode: 64,
    });
  }

  /** The running system of an id. @throws TemblorError `system-not-up`, `system-not-ready`. */
  running(id: string): { entry: LabSystem; system: RunningSystem; load: AdHocLoad } {
    const entry = this.find(id);
    if (entry.phase.kind === 'running') return { entry, system: entry.phase.system, load: entry.phase.load };
    throw new TemblorError('system-not-ready', `'${id}' is ${entry.phase.kind}`, {
      hint: 'wait until `temblor status` lists it as running',
      exitCode: 75,
    });
  }

  /** An id that is free: the name itself, or the name with the lowest number from 2 on. */
  freeId(name: string): string {
    for (let number = 1; ; number += 1) {
      const id = number === 1 ? name : `${name}-${number}`;
      if (!this.#systems.has(id)) return id;
    }
  }

  /**
   * Starts a system and resolves when it is ready.
   * @throws TemblorError `unknown-system`, `id-taken`, and whatever keeps the World from starting it.
   */
  async start(request: SystemStart): Promise<LabSystem> {
    if (this.#closed) throw new TemblorError('lab-ending', 'the lab is ending');
    const declaration = this.declaration(request.system);
    const id = request.id ?? declaration.name;
    if (this.#systems.has(id)) {
      throw new TemblorError('id-taken', `'${id}' is up already`, {
        hint: `end it first (temblor down ${id}), or start another beside it: temblor up ${request.system} --id ${this.freeId(request.system)}`,
      });
    }
    const entry: LabSystem = {
      id,
      declaration,
      start: { ...request, id },
      ending: new AbortController(),
      users: new Map(),
      topology: planTopology(declaration),
      phase: { kind: 'starting' },
      health: {},
      leaders: new Map(),
      started: Promise.resolve(),
    };
    this.#systems.set(id, entry);
    const starting = this.#startEntry(entry);
    entry.started = starting.catch(() => undefined);
    await starting;
    return entry;
  }

  async #startEntry(entry: LabSystem): Promise<void> {
    try {
      await using starting = new AsyncDisposableStack();
      starting.use(await this.#openDoor(entry));
      const { start } = entry;
      const system = await this.#world.start(entry.declaration, {
        id: entry.id,
        ports: start.ports,
        seed: start.seed ?? drawSeed(),
        signal: entry.ending.signal,
        ...(start.environment === undefined ? {} : { environment: start.environment }),
        ...(start.storeUrls === undefined ? {} : { storeUrls: start.storeUrls }),
      });
      entry.phase = { kind: 'running', system, load: new AdHocLoad(system, this.#clock), door: starting.move() };
    } catch (error) {
      this.#systems.delete(entry.id);
      throw error;
    }
    if (entry.ending.signal.aborted) {
      await this.stop(entry.id, 'stopped while it started');
      throw new TemblorError('start-aborted', `the start of '${entry.id}' was given up`);
    }
  }

  /** The port of its dashboard, where it declares one; nobody would know it where the lab chooses all ports. */
  async #openDoor({ id, declaration, start }: LabSystem): Promise<AsyncDisposable | undefined> {
    if (declaration.dashboardPort === undefined || start.ports === 'auto') return undefined;
    const door = await openDashboardDoor(declaration.dashboardPort, start.ports, () => this.#page(id));
    if (door.replaced !== undefined) {
      const { wanted, owner } = door.replaced;
      const fact = { type: 'port-replaced', instance: 'dashboard', wanted, given: door.port, owner } as const;
      this.#journal.append(id, this.#clock.nowUs(), fact);
    }
    return door;
  }

  /**
   * The running system of an id that nobody uses: neither a run nor a load, whose requests would count as the run's.
   * @throws TemblorError `system-not-up`, `system-not-ready`, `system-in-use`.
   */
  unused(id: string): { entry: LabSystem; system: RunningSystem } {
    const { entry, system, load } = this.running(id);
    const other = [...entry.users.keys()][0];
    if (other !== undefined) {
      throw new TemblorError('system-in-use', `'${id}' is used by the run ${other}`, {
        hint: 'wait for it to end',
        exitCode: 75,
      });
    }
    if (load.isPresent()) {
      throw new TemblorError('system-in-use', `'${id}' is under a load beside any experiment`, {
        hint: `end the load first: temblor load ${id} --stop`,
        exitCode: 75,
      });
    }
    return { entry, system };
  }

  /**
   * Registers a user of a running system, such as a run; a stop asks it to let go and waits for it.
   * @returns the signal that asks, and what ends the use.
   * @throws TemblorError of `unused`.
   */
  use(id: string, user: string): { system: RunningSystem; signal: AbortSignal; release: () => void } {
    const { entry, system } = this.unused(id);
    const { promise, resolve } = Promise.withResolvers<void>();
    entry.users.set(user, promise);
    const release = () => {
      entry.users.delete(user);
      resolve();
    };
    return { system, signal: entry.ending.signal, release };
  }

  /** Stops a system and resolves when nothing of it is left. Stopping one that stops already waits for the same end. */
  async stop(id: string, reason: string): Promise<void> {
    const entry = this.find(id);
    if (entry.phase.kind === 'stopping') return entry.phase.done;
    entry.ending.abort(new TemblorError('system-stopping', `'${id}' is being stopped: ${reason}`));
    if (entry.phase.kind === 'starting') {
      await entry.started;
      return;
    }
    const done = this.#stopRunning(entry, entry.phase, reason);
    entry.phase = { kind: 'stopping', done };
    await done;
  }

  /** Whatever its users and its load do, the system itself is stopped, and is listed until that is over. */
  async #stopRunning(entry: LabSystem, { system, load, door }: Running, reason: string): Promise<void> {
    try {
      await door[Symbol.asyncDispose]();
      const patience = AbortSignal.timeout(letGoWithinMs);
      const impatient = new Promise<void>((resolve) =>
        patience.addEventListener('abort', () => resolve(), { once: true }),
      );
      if (entry.users.size > 0) await Promise.race([Promise.allSettled(entry.users.values()), impatient]);
      // A load that was lost is over too: the journal tells of it, and the system's own stop ends what may be left.
      await load.stop().catch(() => undefined);
      await system.stop(reason);
    } finally {
      this.#systems.delete(entry.id);
    }
  }

  /** Stops a system and starts it again as it was started. */
  async restart(id: string): Promise<LabSystem> {
    const { entry } = this.running(id);
    await this.stop(id, 'restart');
    return this.start(entry.start);
  }

  #observe(event: JournalEvent): void {
    if (event.system === null) return;
    const entry = this.#systems.get(event.system);
    if (entry === undefined) return;
    entry.health = foldHealth(entry.health, event);
    hearLeader(entry.leaders, entry.topology, event);
    if (entry.phase.kind === 'running') entry.phase.load.observe(event);
  }

  /** Stops everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([...this.#systems.keys()].map((id) => this.stop(id, 'the lab ends')));
    this.#subscription[Symbol.dispose]();
  }
}
