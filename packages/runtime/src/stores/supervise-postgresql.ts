/**
 * Keeps a store's server running: one that ended by itself is started again on its data and port, with the pauses that an
 * instance gets, until it is stopped. What it acknowledged is there again, as after a loss of power.
 */
import type { Clock } from '@temblor/foundation/clock/clock';
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { JournalFact } from '@temblor/lab/journal/event';
import type { StoreView } from '@temblor/lab/world/world';
import type { ChildExit } from '../guardian/guardian.ts';
import { RestartGate } from '../processes/restart-gate.ts';
import type { UnexpectedExit } from '../processes/restart-policy.ts';
import { decideRestart, forgetOldExits } from '../processes/restart-policy.ts';
import { aborted } from './aborted.ts';
import type { Postgresql } from './open-postgresql.ts';

interface SupervisionOptions {
  /** The store's name, as the journal tells it. */
  readonly store: string;
  readonly clock: Clock;
  readonly facts: (atUs: number, fact: JournalFact) => void;
}

/** A process of the server that was started, and what came of the start. */
interface Started {
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  /** Why it never answered; undefined where it did. */
  readonly failure: string | undefined;
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
  #exits: UnexpectedExit[] = [];

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
    let started: Started = { pid: this.#server.pid, exited: this.#server.exited, failure: undefined };
    try {
      for (;;) {
        const exit = await Promise.race([started.exited, stopped]);
        if (exit === undefined || this.#stopping.signal.aborted || !this.#goesOn(started, exit)) return;
        if (!(await this.#gate.passed(this.#stopping.signal))) return;
        const startedUs = clock.nowUs();
        started = await this.#startAgain();
        if (started.failure === undefined) this.#noteReady(startedUs);
      }
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#abandon(messageOf(error));
    }
  }

  async #startAgain(): Promise<Started> {
    this.#restarts += 1;
    const { pid, exited, answered } = await this.#server.startAgain(this.#stopping.signal);
    const failure = await answered().then(() => undefined, messageOf);
    return { pid, exited, failure };
  }

  #noteReady(startedUs: number): void {
    const { store, clock, facts } = this.#options;
    this.#state = 'running';
    const readyUs = clock.nowUs();
    facts(readyUs, { type: 'store-ready', store, durationMs: Math.round((readyUs - startedUs) / 1000) });
  }

  /** Whether another process is to be started, and if so when. */
  #goesOn({ pid, failure }: Started, { code, signal, atUs }: ChildExit): boolean {
    this.#state = 'down';
    const { store, facts } = this.#options;
    facts(atUs, { type: 'process-exited', instance: store, pid, code, signal, expected: false });
    this.#exits = [...forgetOldExits(this.#exits, atUs), { atUs, wasReady: failure === undefined, code }];
    const decision = decideRestart(this.#exits, true);
    if (decision.kind === 'abandon') {
      this.#abandon(failure ?? decision.reason);
      return false;
    }
    this.#gate.delayFor(decision.delayMs);
    return true;
  }

  #abandon(reason: string): void {
    this.#state = 'down';
    const { store, clock, facts } = this.#options;
    facts(clock.nowUs(), { type: 'process-abandoned', instance: store, reason });
  }
}
