/**
 * Supervises one instance: starts its process, sees it become ready, and starts it again when it ends.
 *
 * One life reaches from `start()` to `stop()`, over any number of processes. Within a life a single loop decides what
 * happens next; the commands only leave word for it, so that no two of them can start or end a process at once.
 */
import type { Clock } from '@temblor/foundation/clock/clock';
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { JournalFact } from '@temblor/lab/journal/event';
import type { InstanceView, LogLine } from '@temblor/lab/world/world';
import type { Child, ChildPause, ChildSpecification, Guardian } from '../guardian/guardian.ts';
import { instanceFailure } from './instance-failure.ts';
import type { Ending, Life, ProcessState } from './instance-life.ts';
import { publicState } from './instance-life.ts';
import { noteExit, troubleOf, withWords } from './instance-trouble.ts';
import type { AskedEnd, Kill } from './process-steps.ts';
import { askToEnd, awaitReadiness, endGently, kill } from './process-steps.ts';
import { RestartGate } from './restart-gate.ts';
import { decideRestart, forgetOldExits } from './restart-policy.ts';
import type { ChildPlan } from './specify-child.ts';
import { specifyChild } from './specify-child.ts';

export interface SupervisorOptions extends ChildPlan {
  readonly guardian: Guardian;
  readonly clock: Clock;
  /** Where the supervisor tells what happened. */
  readonly facts: (atUs: number, fact: JournalFact) => void;
  /** What the instance printed last, oldest first, for the messages that say why it did not start or stay up. */
  readonly recentLines: () => readonly LogLine[];
  /** The command that shows what the instance printed, once its system is up. */
  readonly logsCommand: string;
}

/** One instance under supervision; see the head of this file. Made by `superviseInstance`. */
export class SupervisedInstance implements AsyncDisposable {
  readonly #options: SupervisorOptions;
  readonly #specification: ChildSpecification;
  readonly #gate: RestartGate;
  #state: ProcessState = { kind: 'stopped' };
  #life: Life | undefined;
  #attempts = 0;
  #everReady = false; // in whichever life
  /** The process that a crash was asked of: its end is expected. */
  #crashed: Child | undefined;
  /** The process that was asked to end for the sake of the next one. */
  #replaced: { readonly child: Child; readonly end: Promise<AskedEnd | undefined> } | undefined;
  #spawning: Promise<Child> | undefined;

  constructor(options: SupervisorOptions, specification: ChildSpecification) {
    this.#options = options;
    this.#specification = specification;
    this.#gate = new RestartGate(options.clock);
  }

  view(): InstanceView {
    const { plan, port } = this.#options;
    return {
      id: plan.id,
      service: plan.service,
      state: publicState(this.#state),
      pid: 'child' in this.#state ? this.#state.child.pid : null,
      port,
      url: `http://127.0.0.1:${port}`,
      restarts: Math.max(0, this.#attempts - 1),
      trouble: troubleOf(this.#state, this.#life?.exits ?? [], this.#options.clock.nowUs()),
    };
  }

  /**
   * Starts the instance and resolves when it has passed a health check; one that lives already is awaited.
   *
   * @throws TemblorError `instance-not-ready` with the last lines that it printed, `spawn-failed`, `instance-stopped`.
   */
  async start(): Promise<void> {
    while (this.#life?.stopping.signal.aborted) await this.#life.ended;
    if (this.#life !== undefined) return this.#life.ready.promise;
    const life: Life = {
      stopping: new AbortController(),
      ready: Promise.withResolvers(),
      startedUs: this.#options.clock.nowUs(),
      ended: Promise.resolve(),
      wasReady: false,
      exits: [],
    };
    life.ready.promise.catch(() => {}); // whoever started it hears of it; nobody need listen
    this.#life = life;
    this.#gate.open();
    life.ended = this.#live(life).finally(() => {
      if (this.#life === life) this.#life = undefined;
    });
    return life.ready.promise;
  }

  /**
   * Kills the process group and keeps the instance down until the hold is over, counted from now; a hold that acts
   * already is only ever made longer. Whether it is started again afterwards is its declaration's word.
   *
   * @returns what came of it; undefined where no process was there. One that ended by itself is not held down.
   */
  async crash(holdMs: number): Promise<Kill | undefined> {
    const child = await this.#currentChild();
    if (child === undefined) return undefined;
    this.#gate.holdFor(holdMs);
    this.#crashed = child;
    const outcome = await kill(child);
    if (outcome.kind !== 'ended-by-itself') return outcome;
    this.#crashed = undefined;
    this.#gate.endHold();
    return outcome;
  }

  /**
   * Asks the process to end (SIGTERM), kills it where it does not within five seconds, and starts another when the hold is
   * over, counted from now; at the earliest when it has ended, and whatever the declaration says of restarts. One that is
   * ending so already is not asked again.
   *
   * @returns when it was asked, with its end; undefined where no process was there, or it was gone already.
   */
  async replace(holdMs: number): Promise<AskedEnd | undefined> {
    const child = await this.#currentChild();
    if (child === undefined) return undefined;
    this.#gate.holdFor(holdMs);
    if (this.#replaced?.child !== child) this.#replaced = { child, end: askToEnd(child) };
    const { end } = this.#replaced;
    const asked = await end;
    if (asked !== undefined) return asked;
    this.#gate.endHold();
    return undefined;
  }

  /** Ends a hold before its time: the instance is started again as soon as its process is gone. No error where none acts. */
  endHold(): void {
    this.#gate.endHold();
  }

  /** Stops the process group for at most `leaseMs`. @returns undefined where that was not seen, or nothing runs. */
  async pause(leaseMs: number): Promise<ChildPause | undefined> {
    const child = await this.#currentChild();
    const pause = await child?.pause(leaseMs);
    if (child === undefined || pause === undefined) return undefined;
    const state = this.#state;
    if ((state.kind === 'starting' || state.kind === 'running') && state.child === child) {
      this.#state = { kind: 'paused', child, before: state.kind };
    }
    void pause.continued.then(() => {
      const paused = this.#state;
      if (paused.kind === 'paused' && paused.child === child) this.#state = { kind: paused.before, child };
    });
    return pause;
  }

  /** Ends a pause before its time; no error where none acts. */
  async resume(): Promise<void> {
    if ('child' in this.#state) await this.#state.child.resume();
  }

  /** Stops the instance gently and starts it again; resolves when it is ready. @throws as `start`. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** SIGTERM, after three seconds SIGKILL. Resolves when the process is gone; one that is not there is no error. */
  async stop(): Promise<void> {
    const life = this.#life;
    life?.stopping.abort();
    await life?.ended;
    if (this.#life === undefined) this.#state = { kind: 'stopped' };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #live(life: Life): Promise<void> {
    try {
      while (await this.#gate.passed(life.stopping.signal)) {
        const ending = await this.#liveOnce(life);
        this.#state = { kind: 'down' };
        if (life.stopping.signal.aborted || !this.#goesOn(life, ending)) break;
      }
      if (life.stopping.signal.aborted) life.ready.reject(this.#failure('instance-stopped', 'was stopped'));
    } catch (error) {
      this.#abandon(life, messageOf(error), error);
    }
  }

  /** One process, from its start to its end. */
  async #liveOnce(life: Life): Promise<Ending> {
    const child = await this.#spawn();
    const stopping = life.stopping.signal;
    const ready = await awaitReadiness(child, this.#options, stopping);
    if (ready) this.#noteReady(life, child);
    else if (!stopping.aborted) await child.signal('SIGKILL'); // too late, or gone already
    const exit = await endGently(child, stopping);
    const cause = await this.#causeOf(child, exit.signal, stopping);
    this.#tell(exit.atUs, {
      type: 'process-exited',
      instance: this.#options.plan.id,
      pid: child.pid,
      code: exit.code,
      signal: exit.signal,
      expected: cause !== 'unexpected',
    });
    return { startedUs: child.startedUs, exit, wasReady: ready, cause };
  }

  async #causeOf(child: Child, signal: NodeJS.Signals | null, stopping: AbortSignal): Promise<Ending['cause']> {
    if (stopping.aborted) return 'stopped';
    const asked = this.#replaced?.child === child ? await this.#replaced.end : undefined;
    if (asked !== undefined) return 'restarted';
    return this.#crashed === child && signal === 'SIGKILL' ? 'crashed' : 'unexpected';
  }

  async #spawn(): Promise<Child> {
    const { plan, port, guardian } = this.#options;
    this.#state = { kind: 'spawning' };
    this.#attempts += 1;
    this.#spawning = guardian.spawn(this.#specification);
    try {
      const child = await this.#spawning;
      this.#state = { kind: 'starting', child };
      this.#tell(child.startedUs, {
        type: 'process-started',
        instance: plan.id,
        pid: child.pid,
        port,
        attempt: this.#attempts,
      });
      return child;
    } finally {
      this.#spawning = undefined;
    }
  }

  #noteReady(life: Life, child: Child): void {
    const atUs = this.#options.clock.nowUs();
    this.#state = this.#state.kind === 'paused' ? { ...this.#state, before: 'running' } : { kind: 'running', child };
    life.wasReady = true;
    this.#everReady = true;
    const durationMs = (atUs - child.startedUs) / 1000;
    this.#tell(atUs, { type: 'process-ready', instance: this.#options.plan.id, pid: child.pid, durationMs });
    life.ready.resolve();
  }

  /** Whether another process is to be started, and if so when. */
  #goesOn(life: Life, ending: Ending): boolean {
    const { exit, cause } = ending;
    const { restart, health } = this.#options.plan.declaration;
    if (cause === 'restarted') return true;
    if (!restart) {
      life.ready.reject(this.#failure('instance-not-ready', `ended with ${exit.signal ?? `code ${exit.code}`}`));
      return false;
    }
    if (cause !== 'unexpected') return true;
    life.exits = [...forgetOldExits(life.exits, exit.atUs), noteExit(ending, this.#options.recentLines())];
    const decision = decideRestart(life.exits, life.wasReady);
    const late = !life.wasReady && exit.atUs - life.startedUs >= health.readyWithinMs * 1000;
    if (decision.kind === 'abandon' || late) {
      const reason =
        decision.kind === 'abandon' ? decision.reason : `it was not ready within ${health.readyWithinMs} ms`;
      this.#abandon(life, reason);
      return false;
    }
    this.#gate.delayFor(decision.delayMs);
    return true;
  }

  #abandon(life: Life, reason: string, cause?: unknown): void {
    this.#state = { kind: 'abandoned', reason: withWords(reason, life.exits.at(-1)?.words ?? '') };
    this.#tell(this.#options.clock.nowUs(), { type: 'process-abandoned', instance: this.#options.plan.id, reason });
    life.ready.reject(cause ?? this.#failure('instance-not-ready', `did not become ready: ${reason}`));
  }

  /** The process there is, or the one that is being started. */
  async #currentChild(): Promise<Child | undefined> {
    const starting = await this.#spawning?.catch(() => undefined); // its failure is told where it is awaited
    return 'child' in this.#state ? this.#state.child : starting;
  }

  #failure(code: string, what: string): Error {
    const { plan, logsCommand, recentLines } = this.#options;
    const command = this.#everReady ? logsCommand : undefined;
    return instanceFailure(code, what, { id: plan.id, lines: recentLines(), command });
  }

  #tell(atUs: number, fact: JournalFact): void {
    this.#options.facts(atUs, fact);
  }
}

/**
 * A supervisor for an instance, not started yet.
 *
 * @throws TemblorError `module-not-found`, `unknown-placeholder`.
 */
export function superviseInstance(options: SupervisorOptions): SupervisedInstance {
  const lab = { pid: process.pid, environment: process.env, directory: process.cwd() };
  return new SupervisedInstance(options, specifyChild(options, lab));
}
