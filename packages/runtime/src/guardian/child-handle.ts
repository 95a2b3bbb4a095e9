/** A child as the lab sees it: questions go to the guardian, news come from it. */
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { EndTarget } from './end-processes.ts';
import type { Child, ChildExit, ChildPause, PauseEnd } from './guardian.ts';
import type { Answer, LabMessage } from './wire.ts';

/** Asks the guardian; rejects with `guardian-lost` when it is gone. */
export type AskGuardian = (question: GuardianQuestion) => Promise<Answer>;

type Distribute<T> = T extends { id: number } ? Omit<T, 'id'> : never;
/** A message that is answered, its id still to be given. */
export type GuardianQuestion = Distribute<LabMessage>;

export interface ChildHandleOptions extends EndTarget {
  readonly name: string;
  /** The number by which lab and guardian name it. */
  readonly child: number;
  readonly startedUs: number;
  /** Settles with the guardian's news that it ended. */
  readonly exited: Promise<ChildExit>;
  readonly ask: AskGuardian;
  readonly write: (message: LabMessage) => void;
}

export class ChildHandle implements Child, EndTarget {
  readonly name: string;
  readonly pid: number;
  readonly startTime: string;
  readonly endSignal: NodeJS.Signals;
  readonly startedUs: number;
  readonly exited: Promise<ChildExit>;
  readonly #options: ChildHandleOptions;
  #continued: PromiseWithResolvers<PauseEnd> | undefined;
  #gone = false;

  constructor(options: ChildHandleOptions) {
    this.#options = options;
    this.name = options.name;
    this.pid = options.pid;
    this.startTime = options.startTime;
    this.endSignal = options.endSignal;
    this.startedUs = options.startedUs;
    this.exited = options.exited;
    void options.exited.then(({ atUs }) => {
      this.#gone = true;
      this.noteContinued({ atUs, by: 'exit' });
    });
  }

  async signal(signal: NodeJS.Signals): Promise<number | undefined> {
    if (this.#gone) return undefined;
    const answer = await this.#options.ask({ type: 'signal', child: this.#options.child, signal });
    return answer.kind === 'signalled' ? answer.atUs : undefined;
  }

  async pause(leaseMs: number): Promise<ChildPause | undefined> {
    if (this.#gone) return undefined;
    this.#continued ??= Promise.withResolvers();
    const continued = this.#continued.promise;
    const answer = await this.#options.ask({ type: 'pause', child: this.#options.child, leaseMs });
    if (answer.kind === 'failed') throw new TemblorError('pause-failed', answer.message);
    return answer.kind === 'stopped' ? { stoppedAtUs: answer.atUs, continued } : undefined;
  }

  async resume(): Promise<void> {
    if (!this.#gone) await this.#options.ask({ type: 'resume', child: this.#options.child });
  }

  write(line: string): void {
    if (!this.#gone) this.#options.write({ type: 'write', child: this.#options.child, line });
  }

  /** The guardian's news that it was continued. */
  noteContinued(end: PauseEnd): void {
    this.#continued?.resolve(end);
    this.#continued = undefined;
  }
}
