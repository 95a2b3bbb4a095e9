/**
 * The token that a page uses. One that it is offered, by a link or from a user, counts only after the lab has accepted
 * it: any page on the web can open a link with a token of its own making, and that must change nothing here.
 */

/** What the lab says to a token; `no-answer`: the lab cannot be reached, or cannot say. */
export type TokenAnswer = 'accepted' | 'refused' | 'no-answer';

/** What the access needs of the world. */
interface AccessPorts {
  readonly ask: (token: string, signal: AbortSignal) => Promise<TokenAnswer>;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** An accepted token: it is kept for the next time, and used from now on. */
  readonly onAccepted: (token: string) => void;
  /** The lab does not answer; it will be asked again. */
  readonly onNoAnswer: () => void;
}

const askAgainAfterMs = 1_000;

export class LabAccess {
  readonly #ports: AccessPorts;
  #token: string | null;
  #trial = new AbortController();

  /** @param kept the token that was accepted the last time; null where there was none. */
  constructor(ports: AccessPorts, kept: string | null) {
    this.#ports = ports;
    this.#token = kept;
  }

  /** The token that is used; null: none is known. */
  get token(): string | null {
    return this.#token;
  }

  /**
   * Asks the lab about a token, until it answers. A later offer takes the place of an earlier one.
   *
   * @returns whether it is used now; null where another offer took its place.
   */
  async offer(token: string): Promise<boolean | null> {
    this.#trial.abort();
    this.#trial = new AbortController();
    const { signal } = this.#trial;
    for (;;) {
      const answer = await this.#ports.ask(token, signal);
      if (signal.aborted) return null;
      if (answer === 'refused') return false;
      if (answer === 'accepted') {
        this.#token = token;
        this.#ports.onAccepted(token);
        return true;
      }
      this.#ports.onNoAnswer();
      await this.#ports.wait(askAgainAfterMs, signal);
      if (signal.aborted) return null;
    }
  }
}
