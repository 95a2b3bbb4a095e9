/**
 * Keeps a store's server running: one that ended by itself is started again on its data and port, with the pauses that an
 * instance gets, until it is stopped. What it acknowledged is there again, as after a loss of power. However often a start
 * fails, the next one is tried: no other server has these data.
 */
import type { Clock } from '@temblor/foundation/clock/clock';
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { JournalFact } from '@temblor/lab/journal/event';
import type { StoreView } from '@temblor/lab/world/world';
import type { ChildExit } from '../guardian/guardian.ts';
import { RestartGate } from '../processes/restart-gate.ts';
import { forgetOldExits, restartDelayMs } from '../processes/restart-policy.ts';
import { aborted } from './aborted.ts';
import type { Postgresql } from './open-postgresql.ts';

interface SupervisionOptions {
  /** The store's name, as the journal tells it. */
  readonly store: string;
  readonly clock: Clock;
  readonly facts: (atUs: number, fact: JournalFact) => void;
}

/** Owns a server that runs already; to be disposed of, which ends it. */
export class SupervisedPostgresql implements AsyncDisposable {
  readonly #server: Postgresql;
  readonly #options: SupervisionOptions;
  readonly #gate: RestartGate;
  readonly #stopping = new AbortController();
  readonly #ended: Promise<void>;
  #state: StoreView['state'] = 'running';
  #restarts = 0;
  #exits: { readonly atUs: number }[] = [];

  constructor(server: Postgresql, options: SupervisionOptions) {
    this.#server = server;
    this.#options = options;
    this.#gate = new RestartGate(options.clock);
    this.#ended = this.#live();
  }

  /** `down` from the end of the server's process until the next one answers. */
  get state(): StoreView['state'] {
    return this.#state;
  }

  /** How often the server was started again. */
  get restarts(): number {
    return this.#restarts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
    await this.#server.stop();
  }

  async #live(): Promise<void> {
    const { clock } = this.#options;
    const stopped = aborted(this.#stopping.signal);
    let started: Pick<Postgresql, 'pid' | 'exited'> = this.#server;
    try {
      for (;;) {
        const exit = await Promise.race([started.exited, stopped]);
        if (exit === undefined || this.#stopping.signal.aborted) return;
        this.#noteExit(started.pid, exit);
        if (!(await this.#gate.passed(this.#stopping.signal))) return;
        this.#restarts += 1;
        const startedUs = clock.nowUs();
        const next = await this.#server.startAgain(this.#stopping.signal);
        started = next;
        if (await next.answered()) this.#noteReady(startedUs);
      }
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#abandon(messageOf(error));
    }
  }

  #noteReady(startedUs: number): void {
    const { store, clock, facts } = this.#options;
    this.#state = 'running';
    const readyUs = clock.nowUs();
    facts(readyUs, { type: 'store-ready', store, durationMs: Math.round((readyUs - startedUs) / 1000) });
  }

  #noteExit(pid: number, { code, signal, atUs }: ChildExit): void {
    this.#state = 'down';
    const { store, facts } = this.#options;
    facts(atUs, { type: 'process-exited', instance: store, pid, code, signal, expected: false });
    this.#exits = [...forgetOldExits(this.#exits, atUs), { atUs }];
    this.#gate.delayFor(restartDelayMs(this.#exits));
  }

  /** The server cannot even be started: its guardian or its program is gone. */
  #abandon(reason: string): void {
    this.#state = 'down';
    const { store, clock, facts } = this.#options;
    facts(clock.nowUs(), { type: 'process-abandoned', instance: store, reason });
  }
}
