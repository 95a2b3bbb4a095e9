/** The balancer's system in a World of its own, and a load to play on it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '@temblor/checkers/history/operation';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { CheckContext } from '@temblor/lab/experiment/declaration';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import { faultSpecification } from '@temblor/lab/faults/fault';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { Journal } from '@temblor/lab/journal/journal';
import type { AppliedFault, RunningSystem, World } from '@temblor/lab/world/world';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { balancer } from '@temblor/system-balancer/system';

/** How long anything that must happen may take on a machine that does much else. */
const withinMs = 40_000;

export class BalancerLab implements AsyncDisposable {
  readonly journal: Journal;
  readonly #folder: string;
  readonly #world: World;
  #loads = 0;

  private constructor(journal: Journal, folder: string, world: World) {
    this.journal = journal;
    this.#folder = folder;
    this.#world = world;
  }

  static async open(): Promise<BalancerLab> {
    const folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
    const journal = new Journal();
    return new BalancerLab(journal, folder, await openProcessWorld({ journal, clock: monotonicClock, folder }));
  }

  /** Starts the system on free ports. @param bug a planted one. */
  async start(bug?: string): Promise<StartedBalancer> {
    const environment: Record<string, string> = bug === undefined ? {} : { PLANTED_BUG: bug };
    const id = bug ?? 'balancer';
    const system = await this.#world.start(balancer, { id, ports: 'auto', seed: 1, environment });
    return new StartedBalancer(system, this.journal, () => {
      this.#loads += 1;
      return join(this.#folder, `load-${this.#loads}.ndjson`);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#world[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true });
  }
}

export class StartedBalancer implements AsyncDisposable {
  readonly system: RunningSystem;
  readonly #journal: Journal;
  readonly #newHistoryFile: () => string;

  constructor(system: RunningSystem, journal: Journal, newHistoryFile: () => string) {
    this.system = system;
    this.#journal = journal;
    this.#newHistoryFile = newHistoryFile;
  }

  /** Plays `GET /whoami` for as long as something takes. @returns what the checks of the system look at. */
  async underLoad(ratePerSecond: number, meanwhile: (from: number) => Promise<void>): Promise<CheckContext> {
    const { system } = this;
    const from = this.#journal.nextSequence;
    const historyFile = this.#newHistoryFile();
    const workload = { requests: [{ name: 'whoami', service: 'balancer', path: '/whoami' }] };
    const load = await system.startLoad({ ratePerSecond, workload }, { seed: 1, historyFile });
    try {
      await this.#spreadTraffic(from);
      await meanwhile(from);
    } finally {
      await load.stop();
    }
    const lines = (await readFile(historyFile, 'utf8')).trim().split('\n');
    return {
      history: lines.map((line): Operation => JSON.parse(line)),
      journal: this.#journal.since(from).filter((event) => event.system === system.id),
      observe: (instance, path) => system.request(instance, 'GET', path),
      storeUrl: () => '',
    };
  }

  /** Applies a fault, and resolves when it was seen to act. */
  async apply(request: FaultRequest): Promise<AppliedFault> {
    const fault = await this.system.applyFault(faultSpecification.parse(request));
    const { kind } = await fault.evidence;
    if (kind !== 'confirmed') throw new Error(`${request.kind} was not seen to act`);
    return fault;
  }

  /** The process of an instance, as whoever is at another terminal sees it. */
  pidOf(instance: string): number {
    const pid = this.system.instances().find(({ id }) => id === instance)?.pid;
    if (typeof pid !== 'number') throw new Error(`${instance} has no process`);
    return pid;
  }

  /** Waits for a fact about a replica. @returns the place in the journal after it. */
  async fact(type: JournalEvent['type'], replica: string, fromSequence: number): Promise<number> {
    return this.#await(
      `${type} of ${replica}`,
      (event) =>
        event.type === type &&
        [
          'instance' in event ? event.instance : '',
          'replica' in event ? event.replica : '',
          'dependency' in event ? event.dependency : '',
        ].includes(replica),
      fromSequence,
    );
  }

  /** Waits until a replica answered requests within a second that began after a place in the journal. @returns as `fact`. */
  async traffic(replica: string, fromSequence: number): Promise<number> {
    const fromUs = this.#journal.since(fromSequence)[0]?.atUs ?? monotonicClock.nowUs();
    return this.#await(
      `answers of ${replica}`,
      (event) =>
        event.type === 'balancer-window' &&
        event.startUs >= fromUs &&
        event.replicas.some(({ id, requests }) => id === replica && requests > 0),
      fromSequence,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.system[Symbol.asyncDispose]();
  }

  #spreadTraffic(fromSequence: number): Promise<number> {
    return this.#await(
      'answers of all replicas',
      (event) => event.type === 'balancer-window' && event.replicas.every(({ requests }) => requests > 0),
      fromSequence,
    );
  }

  async #await(what: string, matches: (event: JournalEvent) => boolean, fromSequence: number): Promise<number> {
    const own = (event: JournalEvent): boolean => event.system === this.system.id && matches(event);
    const found = await this.#journal.waitFor(own, { fromSequence, timeoutMs: withinMs });
    if (found === undefined) throw new Error(`${what}: not in the journal within ${withinMs} ms`);
    return found.sequence + 1;
  }
}
