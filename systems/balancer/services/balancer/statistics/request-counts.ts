import type { ProxyEvent } from '../proxy/proxy-event.ts';

/** What became of clients' requests in a while. */
export interface RequestFigures {
  /** Answered or given up. */
  readonly requests: number;
  /** Of those, answered with 5xx or broken off. */
  readonly failures: number;
  /** Malformed or hostile ones that were not passed on. */
  readonly refused: number;
  readonly retries: number;
  readonly hedges: number;
}

/** Counts the requests of clients. */
export class RequestCounts {
  #requests = 0;
  #failures = 0;
  #refused = 0;
  #retries = 0;
  #hedges = 0;

  count(event: ProxyEvent): void {
    switch (event.type) {
      case 'request-finished':
        this.#requests += 1;
        if (event.failed) this.#failures += 1;
        return;
      case 'request-refused':
        this.#refused += 1;
        return;
      case 'attempt-retried':
        this.#retries += 1;
        return;
      case 'attempt-hedged':
        this.#hedges += 1;
        return;
      default:
        event satisfies never;
    }
  }

  get figures(): RequestFigures {
    return {
      requests: this.#requests,
      failures: this.#failures,
      refused: this.#refused,
      retries: this.#retries,
      hedges: this.#hedges,
    };
  }
}
